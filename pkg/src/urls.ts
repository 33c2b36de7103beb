import { type Accepted, notAString, read, type Rejected } from "./checks.js";
import { packJson } from "./packed/walker.js";
import { putText } from "./packed/buffer.js";
import { validator, type Wasm } from "./wasm/validator.js";

/** Where an outbound request may go. What is left out keeps its default. */
export interface UrlPolicy {
  /** The schemes; `["https"]` unless given. */
  readonly schemes?: readonly ("https" | "http")[];
  /** Hosts of your own network to let through, exactly: names, or IP addresses. */
  readonly allowHosts?: readonly string[];
  /** Address blocks of your own network, as `10.1.0.0/16`. A metadata address needs an entry of exactly itself. */
  readonly allowCidrs?: readonly string[];
  /** Hosts to refuse: names, IP addresses, or `*.example.com`. It wins over the allow lists. */
  readonly denyHosts?: readonly string[];
  /** The only ports; any but 0 and those that the Fetch standard blocks unless given. */
  readonly ports?: readonly number[];
  /** NAT64 prefixes of your own network (RFC 6052), so that the IPv4 address inside is judged. */
  readonly nat64Prefixes?: readonly string[];
}

/** A URL that may be called, as far as its text can tell. */
export interface SafeUrl {
  readonly ok: true;
  /** The canonical URL: fetch this one and no other spelling. */
  readonly value: string;
  /** Whether DNS must decide: judge what the host resolves to with {@link checkAddresses} before connecting. */
  readonly needsResolution: boolean;
}

export type UrlCheckResult = SafeUrl | Rejected;

/** Asks what is judged under a policy; a policy that is wrong throws. */
function judged(check: string, given: readonly unknown[], judge: (wasm: Wasm, length: number) => number): string {
  return packJson(validator, given, (length) =>
    validator.call((wasm) => {
      const judgeable = judge(wasm, length) !== 0;
      const words = validator.words(wasm);
      if (!judgeable) throw new TypeError(`${check}: policy${words}`);
      return words;
    }),
  );
}

/**
 * Checks that a URL is safe to call, from its text alone: no private network, no trick that two parsers read apart.
 *
 * A host name is accepted with `needsResolution: true`: only the addresses it resolves to can decide, and they must be
 * the ones connected to.
 *
 * @returns the canonical URL, or why not: `url_private` with the detail `metadata`, …
 * @throws TypeError for a policy that is wrong; never for any value
 */
export function checkUrl(value: unknown, policy?: UrlPolicy): UrlCheckResult {
  if (policy === undefined && typeof value === "string") {
    // Most URLs are canonical ones, and judged without a copy or an answer in words.
    const verdict = validator.call((wasm) => wasm.judgeUrl(putText(validator, value)));
    if (verdict !== 0) return { ok: true, value, needsResolution: verdict === 2 };
  }
  // A policy that is wrong is told whatever the value is.
  const words = judged("checkUrl", [policy ?? {}, typeof value === "string" ? value : null], (wasm, length) =>
    wasm.checkUrl(length),
  );
  return typeof value === "string" ? (read(words) as UrlCheckResult) : notAString(value);
}

/**
 * Judges what a host resolved to: every address must pass, and none at all is a rejection.
 *
 * The addresses that passed must be those connected to, or a second answer of DNS undoes the check.
 *
 * @param addresses IPv4 and IPv6 addresses as texts, without a zone
 * @throws TypeError for a policy or a list that is wrong
 */
export function checkAddresses(host: string, addresses: readonly string[], policy?: UrlPolicy): Accepted | Rejected {
  if (typeof host !== "string") throw new TypeError(`checkAddresses takes a host as a string, not ${typeof host}`);
  if (!Array.isArray(addresses)) throw new TypeError("checkAddresses takes a list of addresses");
  return read(judged("checkAddresses", [policy ?? {}, host, addresses], (wasm, length) => wasm.checkAddresses(length)));
}
