// Loads the reader of error bodies for the adapters of HTTP clients.
type Reader = typeof import("../api-errors.js");

/**
 * Loads the reader; undefined if that fails, for example because there is no connection. The next call tries again if
 * the runtime does.
 */
export const loadReader = (): Promise<Reader | undefined> => import("../api-errors.js").catch(() => undefined);
