// Finds mistakes in the code of a server. The texts for those that show only at a request are loaded with the first.
import { refuseOption } from "../options.js";
import { isLight } from "./light-request.js";
import { isLightResponse } from "./light-response.js";
import type { Mistake } from "./mistakes.js";
import { requestIdOf } from "./request-id.js";

/** Throws if a handler is not a function. */
export function checkHandler(where: string, handler: unknown): void {
  if (typeof handler !== "function") refuseOption(where, "the handler", handler, "a function");
}

/** Rejects with a TypeError that says what is wrong, and what to do. */
export async function refuseMistake(mistake: Mistake, where: string, got?: unknown): Promise<never> {
  const { mistakeOf } = await import("../writer.js");
  throw mistakeOf(mistake, where, got);
}

/**
 * Whether a value is of a class of the platform, of this or another realm. To ask a light object for its tag, or for
 * another member, makes a real one, which is slow: ours and that of `@hono/node-server`.
 */
const isA = (type: typeof Request | typeof Response, tag: string, value: unknown): boolean =>
  value instanceof type || Object.prototype.toString.call(value) === tag;

/**
 * Returns the id of a request. Rejects if `request` is none, such as the request of a framework, or if `idOf` returns
 * no string.
 */
export function idFor(where: string, request: Request, idOf = requestIdOf): string | Promise<never> {
  if (!isLight(Object(request)) && !isA(Request, "[object Request]", request))
    return refuseMistake("request", where, request);
  const id: unknown = idOf(request);
  return typeof id === "string" ? id : refuseMistake("id", where, id);
}

/** Whether a value is a response. */
export const isResponse = (value: unknown): value is Response =>
  isLightResponse(Object(value)) || isA(Response, "[object Response]", value);
