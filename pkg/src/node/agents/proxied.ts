// Agents that send requests to a guarding proxy, which makes the connections.
import type { Agent as HttpAgent } from "node:http";
import type { Guard } from "../guard.js";
import { type AgentInternals, refuseSocket, type SafeAgents } from "./internals.js";

/** Makes agents that judge the host of each request, and pass the allowed requests to the agents of a proxy. */
export function proxiedAgents(guard: Guard, proxy: SafeAgents, check: "host" | "silent" = "host"): SafeAgents {
  const wrap = <A extends HttpAgent>(agent: A | undefined, scheme: string): A => {
    const target = agent as unknown as AgentInternals | undefined;
    if (typeof target?.addRequest !== "function")
      throw new TypeError(`safeAgents: guardingProxy.${scheme} must be an agent`);
    const addRequest: AgentInternals["addRequest"] = (request, requested) => {
      if (typeof requested !== "object") throw new TypeError("safeAgents: addRequest takes the options of a request");
      const error =
        refuseSocket({ socketPath: requested.socketPath ?? null }) ??
        guard.refuse(scheme, requested.host || "localhost", requested.port, check);
      if (error === undefined) target.addRequest(request, requested);
      else request.onSocket(null, error);
    };
    // The proxy's agent itself is not changed, because others may use it.
    return Object.create(agent as A, { addRequest: { value: addRequest } });
  };
  return { http: wrap(proxy.http, "http"), https: wrap(proxy.https, "https") };
}
