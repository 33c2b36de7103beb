// Decides for every adapter which hosts and addresses may be connected to.
import { isIP, isIPv6 } from "node:net";
import { checkAddresses, checkUrl, type Rejected, type UrlPolicy } from "../index.js";
import { UnsafeUrlError } from "./error.js";

/** Judges connections under a policy. */
export class Guard {
  readonly #policy: UrlPolicy;
  readonly #hostPolicy: UrlPolicy;

  /** @throws TypeError if the policy is wrong */
  constructor(policy: UrlPolicy = {}) {
    // A copy, so that later changes of the caller's object have no effect.
    this.#policy = structuredClone(policy);
    const { schemes: _, ports: __, ...hosts } = this.#policy;
    this.#hostPolicy = hosts;
    checkUrl("https://example.com/", this.#policy);
  }

  /**
   * Returns why a connection is refused, by its scheme, port and host; undefined if it is not. A name must be resolved.
   */
  refuse(scheme: string, host: string, port: string | number | null | undefined): UnsafeUrlError | undefined {
    const end = port === undefined || port === null || port === "" ? "/" : `:${port}/`;
    const verdict = this.#judge(scheme, host, end, this.#policy);
    return verdict instanceof UnsafeUrlError ? verdict : undefined;
  }

  /**
   * Judges a host without scheme and port, which a lookup does not know.
   *
   * @returns the canonical name to resolve
   * @throws UnsafeUrlError if the host is refused
   */
  checkName(host: string): string {
    const verdict = this.#judge("https", host, "/", this.#hostPolicy);
    if (verdict instanceof UnsafeUrlError) throw verdict;
    return verdict.slice("https://".length, -1);
  }

  /** @throws UnsafeUrlError if an address that the host resolved to is refused, or there is no address */
  checkAddresses(host: string, addresses: readonly string[]): void {
    const verdict = checkAddresses(host, addresses, this.#hostPolicy);
    if (verdict.ok) return;
    const culprit = addresses.find((address) => !checkAddresses(host, [address], this.#hostPolicy).ok);
    throw new UnsafeUrlError(verdict, host, culprit);
  }

  #judge(scheme: string, host: string, end: string, policy: UrlPolicy): string | UnsafeUrlError {
    // A host stands here without brackets, and must not contain any other part of a URL.
    const isAddress = isIP(host) !== 0;
    const verdict =
      isAddress || !/[/?#@:\\[\]]/.test(host)
        ? checkUrl(`${scheme}://${isIPv6(host) ? `[${host}]` : host}${end}`, policy)
        : rejectHost();
    return verdict.ok ? verdict.value : new UnsafeUrlError(verdict, host, isAddress ? host : undefined);
  }
}

/** Returns the rule's rejection of a host with a forbidden character. */
const rejectHost = (): Rejected => checkUrl("https://!/") as Rejected;
