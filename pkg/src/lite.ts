/**
 * The small entry: the same names as `unanimous`, without safe URLs and addresses outside ASCII.
 *
 * A schema that needs a format which is not here is refused when it is compiled: the two entries never disagree.
 *
 * Everything here is synchronous and usable right after the import.
 *
 * @module
 */
export * from "./common.js";
export { checkAddresses, checkUrl } from "./urls-lite.js";
