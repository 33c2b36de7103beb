// Mistakes in the code of a server. The texts for those of a request are loaded when there is one.
import { refuseOption } from "../options.js";
import { requestIdOf } from "./request-id.js";
import type { Mistake } from "./mistakes.js";

/** Throws if a handler is not a function. */
export function checkHandler(where: string, handler: unknown): void {
  if (typeof handler !== "function") refuseOption(where, "the handler", handler, "a function");
}

/** Rejects with a TypeError that says what is wrong, and what to do. */
export async function refuseMistake(mistake: Mistake, where: string, got?: unknown): Promise<never> {
  const { mistakeOf } = await import("../writer.js");
  throw mistakeOf(mistake, where, got);
}

const isA = (name: string, value: unknown): boolean => Object.prototype.toString.call(value) === `[object ${name}]`;

/** Returns the id of a request. Rejects if it is no request, as routers of frameworks pass, or there is no id. */
export async function idFor(where: string, request: Request, idOf = requestIdOf): Promise<string> {
  if (!isA("Request", request)) return refuseMistake("request", where, request);
  const id: unknown = idOf(request);
  return typeof id === "string" ? id : refuseMistake("id", where, id);
}

/** Returns the response of a handler. Rejects if it cannot be sent. */
export const checkResponse = async (where: string, response: Response): Promise<Response> =>
  isA("Response", response) && !response.bodyUsed ? response : refuseMistake("response", where, response);
