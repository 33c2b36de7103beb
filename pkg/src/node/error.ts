import type { Accepted, Rejected } from "../index.js";

/** A verdict of the rule `safe-url`, or the refusal of an adapter with the code `url_proxy`. */
export type Verdict = Accepted | RejectedHere;
export type RejectedHere = Omit<Rejected, "code"> & { readonly code: Rejected["code"] | "url_proxy" };

/** Why a connection to a host is refused. */
export interface Refusal extends Omit<Rejected, "ok" | "code"> {
  /** The stable name of the reason. `url_proxy`: a proxy would resolve the host, so no address could be checked. */
  readonly code: Rejected["code"] | "url_proxy";
  /** The host of the request. */
  readonly host: string;
  /** The address that is refused, if the host resolved to it. */
  readonly address?: string;
}

/** A connection that is refused because its URL or an address of its host is not safe. A retry will not help. */
export class UnsafeUrlError extends Error {
  override readonly name = "UnsafeUrlError";
  readonly code = "ERR_UNSAFE_URL";
  readonly reason: Refusal;

  constructor({ code, reason, params, detail }: Omit<RejectedHere, "ok">, host: string, address?: string) {
    const where = address === undefined || address === host ? host : `${host} resolved to ${address}`;
    super(`${reason}${detail === undefined ? "" : ` (${detail})`}: ${where}`);
    this.reason = {
      ...{ code, reason, params, host },
      ...(detail === undefined ? {} : { detail }),
      ...(address === undefined ? {} : { address }),
    };
  }
}
