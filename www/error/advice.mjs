// Turns retry advice into a sentence.

/** @param {import("unanimous").RetryAdvice} advice for a first attempt, without backoff */
export function adviceText({ retry, afterMs, why }) {
  if (retry)
    return `${afterMs === 0 ? "Try again after a short backoff." : `Try again in ${duration(afterMs)}.`} ${why.text}`;
  if (afterMs !== null) return `Do not wait: the server asks for a delay of ${duration(afterMs)}. ${why.text}`;
  return `Do not send it again unchanged. ${why.text}`;
}

const UNITS = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
];

function duration(ms) {
  const [size, name] = UNITS.find(([size]) => ms >= 2 * size) ?? [1000, "second"];
  const count = Math.ceil(ms / size);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
