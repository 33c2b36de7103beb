// Agents that leave connecting to a proxy which guards.
import type { Agent as HttpAgent } from "node:http";
import type { Guard } from "../guard.js";
import { type AgentInternals, refuseSocket, type SafeAgents } from "./internals.js";

/** Makes agents that judge the host of each request, and leave the rest to the agents of a proxy. */
export function proxiedAgents(guard: Guard, proxy: SafeAgents, told: "host" | "untold" = "host"): SafeAgents {
  const wrap = <A extends HttpAgent>(agent: A | undefined, scheme: string): A => {
    const target = agent as unknown as AgentInternals | undefined;
    if (typeof target?.addRequest !== "function")
      throw new TypeError(`safeAgents: guardingProxy.${scheme} must be an agent`);
    const addRequest: AgentInternals["addRequest"] = (request, requested) => {
      if (typeof requested !== "object") throw new TypeError("safeAgents: addRequest takes the options of a request");
      const error =
        refuseSocket({ socketPath: requested.socketPath ?? null }) ??
        guard.refuse(scheme, requested.host || "localhost", requested.port, told);
      if (error === undefined) target.addRequest(request, requested);
      else request.onSocket(null, error);
    };
    // The proxy's agent itself stays as it is, because others may use it.
    return Object.create(agent as A, { addRequest: { value: addRequest } });
  };
  return { http: wrap(proxy.http, "http"), https: wrap(proxy.https, "https") };
}
