/**
 * The same validation verdict, to the byte, in the browser, at the edge and on the server.
 *
 * Everything here is synchronous and usable right after the import.
 *
 * @module
 */
export * from "./common.js";
export { checkAddresses, checkUrl } from "./urls.js";
