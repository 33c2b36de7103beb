// What every adapter asks: may this host be connected to, and which addresses of it?
import { isIP, isIPv6 } from "node:net";
import { checkAddresses, checkUrl, type Rejected, type UrlPolicy } from "../index.js";
import { UnsafeUrlError } from "./error.js";

/** A policy, ready to judge connections. */
export class Guard {
  readonly #policy: UrlPolicy;
  readonly #hostPolicy: UrlPolicy;

  /** @throws TypeError for a policy that is wrong */
  constructor(policy: UrlPolicy = {}) {
    // A copy: what is changed in the caller's object later changes nothing here.
    this.#policy = structuredClone(policy);
    const { schemes: _, ports: __, ...hosts } = this.#policy;
    this.#hostPolicy = hosts;
    checkUrl("https://example.com/", this.#policy);
  }

  /** Judges where a connection goes: scheme, port and host. Of a name, DNS has the last word. */
  refuse(scheme: string, host: string, port: string | number | null | undefined): UnsafeUrlError | undefined {
    const end = port === undefined || port === null || port === "" ? "/" : `:${port}/`;
    const verdict = this.#judge(scheme, host, end, this.#policy);
    return verdict instanceof UnsafeUrlError ? verdict : undefined;
  }

  /**
   * Judges a host alone, as a look-up sees it.
   *
   * @returns the canonical name to resolve
   * @throws UnsafeUrlError
   */
  name(host: string): string {
    const verdict = this.#judge("https", host, "/", this.#hostPolicy);
    if (verdict instanceof UnsafeUrlError) throw verdict;
    return verdict.slice("https://".length, -1);
  }

  /** @throws UnsafeUrlError unless all addresses that the host resolved to pass */
  addresses(host: string, addresses: readonly string[]): void {
    const verdict = checkAddresses(host, addresses, this.#hostPolicy);
    if (verdict.ok) return;
    const culprit = addresses.find((address) => !checkAddresses(host, [address], this.#hostPolicy).ok);
    throw new UnsafeUrlError(verdict, host, culprit);
  }

  #judge(scheme: string, host: string, end: string, policy: UrlPolicy): string | UnsafeUrlError {
    // A host comes without the brackets of its URL, and nothing else of a URL may come with it.
    const isAddress = isIP(host) !== 0;
    const verdict =
      isAddress || !/[/?#@:\\[\]]/.test(host)
        ? checkUrl(`${scheme}://${isIPv6(host) ? `[${host}]` : host}${end}`, policy)
        : strangeHost();
    return verdict.ok ? verdict.value : new UnsafeUrlError(verdict, host, isAddress ? host : undefined);
  }
}

/** The rule's own answer to a host with a character that none has. */
const strangeHost = (): Rejected => checkUrl("https://!/") as Rejected;
