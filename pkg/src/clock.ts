/** A point in time: milliseconds since 1970, or a Date. */
export type Time = number | Date;

/** Returns a time as whole milliseconds since 1970; undefined if it is not a time. */
export function milliseconds(time: unknown): number | undefined {
  let ms: unknown = time;
  try {
    if (time instanceof Date) ms = time.getTime();
  } catch {
    // A proxy of a Date throws here.
  }
  return typeof ms === "number" && Number.isFinite(ms) && ms >= 0 ? Math.floor(ms) : undefined;
}
