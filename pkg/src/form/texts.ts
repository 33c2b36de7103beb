import type { FormOptions } from "./types.js";

const ENGLISH = {
  noAnswer: "No answer from the server. Check your connection and try again.",
  failed: "This could not be sent. Try again.",
  unreadable: "This is incomplete or invalid",
};

/** A text that the form shows of its own, in its language. The options may be getters, so each call reads them anew. */
export const textOf = <T>({ texts, locale }: FormOptions<T>, name: keyof typeof ENGLISH): string =>
  texts?.[name] ?? locale?.form?.(name) ?? ENGLISH[name];
