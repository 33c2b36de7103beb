// Finds mistakes in the code of a server. The texts of mistakes that only a request reveals are loaded at the first
// mistake.
import { refuseOption } from "../options.js";
import type { Mistake } from "./mistakes.js";

/** Throws if a handler is not a function. */
export function checkHandler(where: string, handler: unknown): void {
  if (typeof handler !== "function") refuseOption(where, "the handler", handler, "a function");
}

/** Rejects with a TypeError for this mistake. Its message says what is wrong, and what to do. */
export async function refuseMistake(mistake: Mistake, where: string, got?: unknown): Promise<never> {
  const { mistakeOf } = await import("../writer.js");
  throw mistakeOf(mistake, where, got);
}
