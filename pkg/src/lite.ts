/**
 * The small entry: the same exports as `unanimous`, but without safe URLs and addresses outside ASCII.
 *
 * A schema with a format that this entry lacks is refused when it is compiled, so the two entries never disagree.
 *
 * There is nothing to initialise: every function can be called right after the import.
 *
 * @module
 */
export * from "./common.js";
export { checkAddresses, checkUrl } from "./urls-lite.js";
