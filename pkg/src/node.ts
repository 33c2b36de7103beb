/// <reference types="node" preserve="true" />
/**
 * Checks URLs at delivery time, for Node: connections go to the addresses that were checked.
 *
 * @module
 */
export { UnsafeUrlError } from "./node/error.js";
export type { Refusal } from "./node/error.js";
export type { Decision, DecisionOptions } from "./node/decisions.js";
export { safeFetch } from "./node/fetch.js";
export type { SafeFetchOptions } from "./node/fetch.js";
export { ResponseSizeError } from "./node/fetch/body.js";
export { safeLookup } from "./node/lookup.js";
export type { SafeLookup, SafeLookupOptions } from "./node/lookup.js";
export type { GuardOptions, Resolve, ResolveOptions } from "./node/resolve.js";
export { safeAgents } from "./node/agents.js";
export type { SafeAgents, SafeAgentsOptions } from "./node/agents.js";
export { safeDispatcher } from "./node/dispatcher.js";
export type { SafeDispatcherOptions } from "./node/dispatcher.js";
