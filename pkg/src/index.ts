/**
 * Validates values with the same result, to the byte, in the browser, at the edge and on the server.
 *
 * There is nothing to initialise: every function can be called right after the import.
 *
 * @module
 */
export * from "./common.js";
export { checkAddresses, checkUrl } from "./urls.js";
