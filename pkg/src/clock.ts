/** A time: milliseconds since 1970, or a Date. */
export type Time = number | Date;

/** Milliseconds since 1970; undefined for what is no time. */
export function milliseconds(time: unknown): number | undefined {
  let ms: unknown = time;
  try {
    if (time instanceof Date) ms = time.getTime();
  } catch {
    // A proxy of a Date has no time of its own.
  }
  return typeof ms === "number" && Number.isFinite(ms) && ms >= 0 ? Math.floor(ms) : undefined;
}
