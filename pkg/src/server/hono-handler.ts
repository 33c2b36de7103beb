// The adapter from fetch handlers to Hono.
import { nodeRequest } from "./light-request.js";
import { bodyOf, type FrameworkMembers, type NodeRequest, refuseMethod } from "./node-request.js";

/** The context of a Hono handler, as far as it is needed. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
  readonly env: unknown;
  readonly executionCtx: unknown;
}

/**
 * Makes a Hono handler of a fetch handler. The handler gets `env` and the execution context of Workers beside the
 * request, where there are such.
 *
 * @example
 * app.post("/leads", toHonoHandler(handle));
 */
export function toHonoHandler<Env, Context>(
  handler: (request: Request, env: Env, context: Context) => Response | PromiseLike<Response>,
): (context: HonoContext) => Promise<Response> {
  return (context) => {
    const { env, req } = context;
    const { raw } = req;
    const { incoming } = (env ?? {}) as HonoNode;
    // In Node there is no execution context, and asking Hono for one takes as long as all the rest.
    const answered = incoming?.rawHeaders
      ? (refuseMethod(raw.method, raw) ?? handler(honoRequest(raw, incoming), env as Env, undefined as Context))
      : handler(raw, env as Env, executionContext(context) as Context);
    // Hono awaits any answer.
    return answered as Promise<Response>;
  };
}

/** What `@hono/node-server` has as `env`. */
interface HonoNode {
  readonly incoming?: (NodeRequest & FrameworkMembers) | undefined;
}

/** Returns a request with the parts of Hono's, whose body can be read and passed on without a second request. */
function honoRequest(raw: Request, incoming: NodeRequest & FrameworkMembers): Request {
  const { method, url } = raw;
  // A middleware may have put another request in the place of Hono's own, or have read the body.
  const isOwn = Object.getPrototypeOf(raw) !== raw.constructor.prototype;
  // A request that Hono has made a real one, such as for `clone`, reads the body itself.
  const isReal = Object.getOwnPropertySymbols(raw).some(({ description }) => description === "requestCache");
  if (!isOwn || isReal || raw.bodyUsed) return raw;
  return nodeRequest({
    method,
    url,
    header: (name) => raw.headers.get(name),
    headers: () => new Headers(raw.headers),
    signal: () => raw.signal,
    body: method === "GET" || method === "HEAD" ? undefined : bodyOf(incoming),
  });
}

function executionContext(context: HonoContext): unknown {
  try {
    return context.executionCtx;
  } catch {
    // Hono throws outside of Workers.
    return undefined;
  }
}
