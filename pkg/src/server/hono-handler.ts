// The adapter from fetch handlers to Hono.
import { checkHandler, refuseMistake } from "./misuse.js";
import { nodeRequest, type RequestParts } from "./light-request.js";
import { contentOf } from "./light-response.js";
import { runHandler } from "./handler.js";
import type { NodeBody } from "./node-body.js";
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
  checkHandler(WHERE, handler);
  return async (context) => {
    if (!context?.req) return refuseMistake("adapter", WHERE, context);
    const { env, req } = context;
    const { raw } = req;
    const { incoming } = (env ?? {}) as HonoNode;
    // In Node there is no execution context, and asking Hono for one takes as long as all the rest.
    const answered = incoming?.rawHeaders
      ? (refuseMethod(raw.method, raw) ??
        runHandler(WHERE, handler, honoRequest(raw, incoming), env as Env, undefined as Context))
      : runHandler(WHERE, handler, raw, env as Env, executionContext(context) as Context);
    return honoResponse(await answered);
  };
}

const WHERE = "toHonoHandler";

/** Hono sends the responses of its own class faster than others. */
function honoResponse(response: Response): Response {
  const light = contentOf(response);
  return light ? new Response(light.text, { status: response.status, headers: light.headers }) : response;
}

/** What `@hono/node-server` has as `env`. */
interface HonoNode {
  readonly incoming?: (NodeRequest & FrameworkMembers) | undefined;
}

/** Returns a request with the parts of Hono's, whose body can be read and passed on without a second request. */
function honoRequest(raw: Request, incoming: NodeRequest & FrameworkMembers): Request {
  // A middleware may have put another request in the place of Hono's own, or have read the body.
  const isOwn = Object.getPrototypeOf(raw) !== raw.constructor.prototype;
  return !isOwn || isReal(raw) || raw.bodyUsed ? raw : nodeRequest(new HonoParts(raw, incoming));
}

/** The prototype of Hono's requests, and the symbol under which a request keeps its real one. */
let asked: { readonly prototype: object; readonly cache: symbol | undefined } | undefined;

/** Whether Hono has made a real request, such as for `clone`, or may have. It reads the body itself. */
function isReal(raw: Request): boolean {
  const prototype: object = Object.getPrototypeOf(raw);
  if (asked?.prototype !== prototype) asked = { prototype, cache: cacheOf(prototype) };
  const { cache } = asked;
  return cache === undefined || (raw as Request & Record<symbol, unknown>)[cache] !== undefined;
}

/**
 * Returns the symbol under which a request keeps its real one; undefined if this version of Hono has none.
 *
 * The getter `bodyUsed` of the prototype reads that symbol. So it is called once, with an object that notes what is
 * read. Listing the symbols of every request would take as long as checking its value.
 */
function cacheOf(prototype: object): symbol | undefined {
  let cache: symbol | undefined;
  const noting = {
    get(_target: object, name: string | symbol) {
      if (typeof name === "symbol" && name.description === "requestCache") cache = name;
    },
  };
  try {
    Reflect.get(prototype, "bodyUsed", new Proxy({}, noting));
  } catch {
    // An older version makes the real request for that.
  }
  return cache;
}

class HonoParts implements RequestParts {
  readonly #raw: Request;
  readonly method: string;
  readonly body: NodeBody | undefined;

  constructor(raw: Request, incoming: NodeRequest & FrameworkMembers) {
    this.#raw = raw;
    this.method = raw.method;
    this.body = bodyOf(this.method, incoming);
  }

  url(): string {
    return this.#raw.url;
  }

  header(name: string): string | null {
    return this.#raw.headers.get(name);
  }

  headers(): Headers {
    return new Headers(this.#raw.headers);
  }

  signal(): AbortSignal {
    return this.#raw.signal;
  }
}

function executionContext(context: HonoContext): unknown {
  try {
    return context.executionCtx;
  } catch {
    // Hono throws outside of Workers.
    return undefined;
  }
}
