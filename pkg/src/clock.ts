import { refuseOption } from "./options.js";

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

/** Returns an option that must be a time, as milliseconds since 1970; the current time if it is not given. */
export function timeOption(where: string, now: Time | undefined): number {
  if (now === undefined) return Date.now();
  return milliseconds(now) ?? refuseOption(where, "now", now, "milliseconds since 1970 or a Date");
}
