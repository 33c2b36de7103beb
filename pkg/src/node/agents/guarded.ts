// Agents that connect to checked addresses.
import { Agent as HttpAgent, type ClientRequest } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import type { Guard } from "../guard.js";
import { holdProcess } from "../hold.js";
import { connectionLookup, type SafeLookup } from "../lookup.js";
import { allowedOptions, NODE_AGENT, NODE_REQUEST, pickOptions } from "../options.js";
import type { Resolve } from "../resolve.js";
import { type AgentInternals, refuseSocket, type SafeAgents } from "./internals.js";

/**
 * Makes agents that connect under a guard.
 *
 * @param opened is called with each connection
 * @param check `silent` if the hook gets no decisions about the hosts of connections
 */
export function guardedAgents(
  guard: Guard,
  resolve: Resolve,
  agent: object = {},
  opened: (socket: Duplex) => void = () => {},
  check: "host" | "silent" = "host",
): SafeAgents {
  const settings = allowedOptions("safeAgents: agent.", agent, NODE_AGENT);
  const context = { guard, lookup: connectionLookup(guard, resolve), opened, check };
  return {
    http: guarded(new HttpAgent(settings), "http", context),
    https: guarded(new HttpsAgent(settings), "https", context),
  };
}

interface Context {
  readonly guard: Guard;
  readonly lookup: SafeLookup;
  readonly opened: (socket: Duplex) => void;
  readonly check: "host" | "silent";
}

function guarded<A extends HttpAgent>(agent: A, scheme: string, { guard, lookup, opened, check }: Context): A {
  // Node documents createConnection as the way to decide how sockets are made.
  const target = agent as unknown as AgentInternals;
  const connect = target.createConnection;
  target.createConnection = (options, connected) => {
    const error = refuseSocket(options) ?? guard.refuse(scheme, options.host || "localhost", options.port, check);
    if (error === undefined) {
      const checked: object = Object.assign(pickOptions(options, NODE_REQUEST), { lookup });
      const socket = connect.call(agent, checked, connected);
      if (socket) {
        opened(socket);
        holdWhileConnecting(socket);
      }
      return socket;
    }
    setImmediate(() => connected?.(error));
    return undefined;
  };
  // The name decides which kept connection a request gets. One for every host would undo the check.
  Object.defineProperty(agent, "getName", { value: agent.getName });
  const add = target.addRequest;
  // This sees every request, also one on a connection that is kept alive.
  target.addRequest = (request, options, ...legacy) => {
    const error = isForProxy(request) ? guard.refuseProxy(options.host || "localhost") : undefined;
    if (error === undefined) add.call(agent, request, options, ...legacy);
    else request.onSocket(null, error);
  };
  return agent;
}

/** Keeps the process alive while a socket connects, so that a request's `timeout` also covers a resolver that hangs. */
function holdWhileConnecting(socket: Duplex): void {
  const release = holdProcess();
  for (const event of ["connect", "error", "close"]) socket.once(event, release);
}

/** Whether the request's target has a form that is only for proxies: RFC 9112 sections 3.2.2 and 3.2.3. */
const isForProxy = ({ method, path }: ClientRequest): boolean => method === "CONNECT" || !/^[/*?]/.test(path);
