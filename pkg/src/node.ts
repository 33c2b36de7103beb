/// <reference types="node" preserve="true" />
/**
 * Guards requests of Node to URLs from strangers: checks each URL and the addresses of its host, and connects only to
 * addresses that passed.
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
