/** Whether this is a page of a browser. There, calls of functions that are built in C++ take longer than in Node. */
export const IS_PAGE = typeof (globalThis as { document?: unknown }).document !== "undefined";
