// Safe URLs. wasm/src/packed/urls.rs checks them.
import { type Accepted, isText, type Passed, parseResult, type Rejected, rejectNoText } from "./checks.js";
import { NEEDS_RESOLUTION, NONE } from "./generated/constants.js";
import { clipped, outputText, putText } from "./packed/buffer.js";
import { packJson } from "./packed/pack.js";
import { validator, type Wasm } from "./wasm/validator.js";

/** Where an outbound request may go. */
export interface UrlPolicy {
  /** The allowed schemes; `["https"]` by default. */
  readonly schemes?: readonly ("https" | "http")[];
  /** Hosts of your own network that are allowed: names or IP addresses, without wildcards. */
  readonly allowHosts?: readonly string[];
  /**
   * Address blocks of your own network that are allowed: `10.1.0.0/16`. The address of a metadata service is allowed
   * only by a block of that one address.
   */
  readonly allowCidrs?: readonly string[];
  /** Hosts that are refused, even if another list allows them: names, IP addresses, or `*.example.com`. */
  readonly denyHosts?: readonly string[];
  /** The only allowed ports. By default all ports are allowed except 0 and those that the Fetch standard blocks. */
  readonly ports?: readonly number[];
  /** NAT64 prefixes of your own network (RFC 6052). The IPv4 address inside such an address is judged. */
  readonly nat64Prefixes?: readonly string[];
  /** The most bytes of a URL in UTF-8, as written and in its canonical form: 1 to 65,536; 8,000 by default. */
  readonly maxLength?: number;
}

/** The result for a URL that is safe to call, as far as its text can tell. */
export interface SafeUrl extends Passed {
  /** The canonical URL. Fetch this one and no other spelling. */
  readonly value: string;
  /**
   * Whether the host is a name, whose addresses must be checked, too. If so, judge the host's addresses with {@link
   * checkAddresses} before connecting.
   */
  readonly needsResolution: boolean;
}

export type UrlCheckResult = SafeUrl | Rejected;

/**
 * Calls a function of wasm that takes a packed `[policy, …]`, and returns the text that it left in the output.
 *
 * @throws TypeError if the policy is wrong: the function returns 0 then
 */
function callWithPolicy(
  check: string,
  given: readonly unknown[],
  call: (wasm: Wasm, length: number) => number,
): string {
  return packJson(validator, given, (length) =>
    validator.call((wasm) => {
      const isPolicyRight = call(wasm, length) !== 0;
      const text = outputText(wasm);
      if (!isPolicyRight) throw new TypeError(`${check}: policy${text.startsWith("/") ? "" : ": "}${text}`);
      return text;
    }),
  );
}

/**
 * Checks that a URL is safe to call, by its text alone: it leads to no private network, and no two parsers read it
 * differently.
 *
 * A host name is accepted with `needsResolution: true`. Only the addresses that it resolves to can decide, and the
 * connection must go to one of those.
 *
 * @returns the canonical URL, or a rejection such as `url_private` with the detail `metadata`
 * @throws TypeError if the policy is wrong, and never because of the value
 */
export function checkUrl(value: unknown, policy?: UrlPolicy): UrlCheckResult {
  if (policy === undefined && typeof value === "string") {
    // Fast path: most URLs are canonical, and the result for them is one number.
    const answer = validator.call((wasm) => wasm.judgeUrl(putText(validator, value)));
    if (answer !== NONE) return { ok: true, value, needsResolution: answer === NEEDS_RESOLUTION };
  }
  // wasm is called even if the value is not text, because a wrong policy throws whatever the value is.
  const text = isText(value) ? clipped(value) : null;
  const given = [policy ?? {}, text];
  const json = callWithPolicy("checkUrl", given, (wasm, length) => wasm.checkUrl(length));
  return text === null ? rejectNoText(value) : (parseResult(json) as UrlCheckResult);
}

/**
 * Judges the addresses that a host resolved to. Every address must pass, and an empty list is rejected.
 *
 * Connect to one of these addresses and do not resolve the host again: a second answer of DNS may differ.
 *
 * @param addresses IPv4 and IPv6 addresses as texts, without a zone
 * @throws TypeError if the policy or the list is wrong
 */
export function checkAddresses(host: string, addresses: readonly string[], policy?: UrlPolicy): Accepted | Rejected {
  if (typeof host !== "string") throw new TypeError(`checkAddresses takes a host as a string, not ${typeof host}`);
  if (!Array.isArray(addresses)) throw new TypeError("checkAddresses takes a list of addresses");
  const given = [policy ?? {}, host, addresses];
  const json = callWithPolicy("checkAddresses", given, (wasm, length) => wasm.checkAddresses(length));
  return isText(host) ? parseResult(json) : rejectNoText(host);
}
