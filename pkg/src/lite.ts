/**
 * The small entry: the same exports as `unanimous`, but without safe URLs, host names and addresses outside ASCII, and
 * references to other documents.
 *
 * A schema that needs what this entry lacks is refused when it is compiled, so the two entries never disagree.
 *
 * There is nothing to initialise: every function can be called right after the import.
 *
 * @module
 */
export * from "./common.js";
export { checkAddresses, checkUrl } from "./urls-lite.js";
