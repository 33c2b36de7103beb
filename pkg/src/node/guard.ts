// Decides for every adapter which hosts and addresses may be connected to.
import { isIP, isIPv6 } from "node:net";
import { checkAddresses, checkUrl, type Rejected, type UrlPolicy } from "../index.js";
import { type Decision, type DecisionOptions, Decisions, loggableHost } from "./decisions.js";
import { UnsafeUrlError, type Verdict } from "./error.js";
import { requireObject } from "./options.js";

/** The `check` of the decision that the hook gets; `silent` if an earlier decision covers this one already. */
type HookCheck = Decision["check"] | "silent";

/** Judges connections under a policy. In the mode `report` the hook gets each verdict, and nothing is refused. */
export class Guard {
  readonly #policy: UrlPolicy;
  readonly #hostPolicy: UrlPolicy;
  readonly #decisions: Decisions;

  /**
   * @param caller the function that makes the guard, for errors
   * @throws TypeError if the policy or an option is wrong
   */
  constructor(caller: string, policy: UrlPolicy = {}, options: DecisionOptions = {}) {
    this.#decisions = new Decisions(caller, options);
    requireObject(caller, "policy", policy);
    this.#policy = copyPolicy(caller, policy);
    const { schemes: _, ports: __, ...hosts } = this.#policy;
    this.#hostPolicy = hosts;
    checkUrl("https://example.com/", this.#policy);
  }

  /** Whether verdicts are reported and not enforced. */
  get reportsOnly(): boolean {
    return this.#decisions.mode === "report";
  }

  /**
   * Returns why a connection is refused, by its scheme, port and host; undefined if it is not. A name must be resolved.
   */
  refuse(
    scheme: string,
    host: string,
    port: string | number | null | undefined,
    check: HookCheck = "host",
  ): UnsafeUrlError | undefined {
    const end = port === undefined || port === null || port === "" ? "/" : `:${port}/`;
    return this.#decide(check, host, judgeHost(scheme, host, end, this.#policy));
  }

  /**
   * Judges the text of a URL.
   *
   * @returns the canonical URL to call
   * @throws UnsafeUrlError if the URL is refused; TypeError if the text is not a URL, in the mode `report`
   */
  checkHref(url: string, check: "url" | "redirect"): string {
    const verdict = checkUrl(url, this.#policy);
    const error = this.#decide(check, hostOf(url), verdict);
    if (error !== undefined) throw error;
    return verdict.ok ? verdict.value : hrefOf(url);
  }

  /**
   * Judges a host without scheme and port, which a lookup does not know.
   *
   * @returns the name to resolve, which is canonical unless verdicts are only reported
   * @throws UnsafeUrlError if the host is refused
   */
  checkName(host: string, check: HookCheck = "host"): string {
    const verdict = judgeHost("https", host, "/", this.#hostPolicy);
    const error = this.#decide(check, host, verdict);
    if (error !== undefined) throw error;
    return verdict.ok ? verdict.value.slice("https://".length, -1) : host;
  }

  /** @throws UnsafeUrlError if an address that the host resolved to is refused, or there is no address */
  checkAddresses(host: string, addresses: readonly string[]): void {
    const judge = (some: readonly string[]) => checkAddresses(host, some, this.#hostPolicy);
    const verdict = judge(addresses);
    if (verdict.ok && !this.#decisions.hasHook) return;
    const each = addresses.map((address) => ({ address, verdict: judge([address]) }));
    for (const one of each) this.#decisions.notify("address", host, one.verdict, one.address);
    if (addresses.length === 0) this.#decisions.notify("address", host, verdict);
    if (verdict.ok || this.reportsOnly) return;
    throw new UnsafeUrlError(verdict, host, each.find((one) => !one.verdict.ok)?.address);
  }

  /** Refuses a request that goes to a proxy, and returns the error; undefined in the mode `report`. */
  refuseProxy(host: string): UnsafeUrlError | undefined {
    return this.#decide("proxy", host, PROXY);
  }

  #decide(check: HookCheck, host: string, verdict: Verdict): UnsafeUrlError | undefined {
    const address = isIP(host) === 0 ? undefined : host;
    if (check !== "silent") this.#decisions.notify(check, host, verdict, address);
    return verdict.ok || this.reportsOnly ? undefined : new UnsafeUrlError(verdict, loggableHost(host), address);
  }
}

/** Returns a copy, so that later changes of the caller's object have no effect. */
function copyPolicy(caller: string, policy: UrlPolicy): UrlPolicy {
  try {
    return structuredClone(policy);
  } catch {
    throw new TypeError(`${caller}: policy must hold only data`);
  }
}

/** Returns a URL as `URL` writes it. The error has no text of the URL, which may hold a password. */
function hrefOf(url: string): string {
  try {
    return new URL(url).href;
  } catch {
    throw Object.assign(new TypeError("the text is not a URL"), { code: "ERR_INVALID_URL" });
  }
}

const PROXY: Verdict = {
  ok: false,
  code: "url_proxy",
  reason: "URL would be called through a proxy, whose addresses nobody checks",
  params: {},
};

function judgeHost(scheme: string, host: string, end: string, policy: UrlPolicy): Verdict {
  // A host stands here without brackets, and must not contain any other part of a URL.
  return isIP(host) !== 0 || !/[/?#@:\\[\]]/.test(host)
    ? checkUrl(`${scheme}://${isIPv6(host) ? `[${host}]` : host}${end}`, policy)
    : rejectHost();
}

/** Returns the rule's rejection of a host with a forbidden character. */
const rejectHost = (): Rejected => checkUrl("https://!/") as Rejected;

/** Returns the host of a text that may not be a URL; empty if it is not. */
function hostOf(url: string): string {
  try {
    return loggableHost(new URL(url).hostname.replace(/^\[(.*)\]$/, "$1"));
  } catch {
    return "";
  }
}
