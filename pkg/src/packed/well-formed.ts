// A JavaScript string may hold a lone surrogate: half of a character, as when a text was cut inside an emoji. Such a
// string is not Unicode text and has no UTF-8.
const LONE_SURROGATE = /[\ud800-\udfff]/u;
const { isWellFormed: builtIn } = String.prototype as { isWellFormed?: (this: string) => boolean };

/** Whether a string is Unicode text: it has no lone surrogate. */
export const isWellFormed: (text: string) => boolean =
  // The method is of ES2024.
  builtIn === undefined ? (text) => !LONE_SURROGATE.test(text) : (text) => builtIn.call(text);
