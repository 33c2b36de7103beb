// Finds mistakes in the code of a server. The texts of mistakes that only a request reveals are loaded at the first
// mistake.
import { refuseOption } from "../options.js";
import { isLight } from "./light-request.js";
import { isLightResponse } from "./light-response.js";
import type { Mistake } from "./mistakes.js";
import { requestIdOf } from "./request-id.js";

/** Throws if a handler is not a function. */
export function checkHandler(where: string, handler: unknown): void {
  if (typeof handler !== "function") refuseOption(where, "the handler", handler, "a function");
}

/** Rejects with a TypeError for this mistake. Its message says what is wrong, and what to do. */
export async function refuseMistake(mistake: Mistake, where: string, got?: unknown): Promise<never> {
  const { mistakeOf } = await import("../writer.js");
  throw mistakeOf(mistake, where, got);
}

/**
 * Whether a value is an instance of the platform's class, of this realm or, by its tag, of another one.
 *
 * The tag is read last: a light object, of this package or of `@hono/node-server`, makes a real one when its tag is
 * read, which is slow.
 */
const isInstance = (type: typeof Request | typeof Response, tag: string, value: unknown): boolean =>
  value instanceof type || Object.prototype.toString.call(value) === tag;

/**
 * Returns the id of a request. Rejects if `request` is none, such as the request of a framework, or if `idOf` returns
 * no string.
 */
export function idFor(where: string, request: Request, idOf = requestIdOf): string | Promise<never> {
  if (!isLight(Object(request)) && !isInstance(Request, "[object Request]", request))
    return refuseMistake("request", where, request);
  const id: unknown = idOf(request);
  return typeof id === "string" ? id : refuseMistake("id", where, id);
}

/** Whether a value is a response. */
export const isResponse = (value: unknown): value is Response =>
  isLightResponse(Object(value)) || isInstance(Response, "[object Response]", value);
