/** Whether this is a page of a browser, whose built-in functions in C++ take longer to call than those of Node. */
export const IS_PAGE = typeof (globalThis as { document?: unknown }).document !== "undefined";
