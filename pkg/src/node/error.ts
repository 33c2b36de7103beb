import type { Rejected } from "../index.js";

/** Why a host is not connected to. */
export interface Refusal extends Omit<Rejected, "ok"> {
  /** The host that was asked for. */
  readonly host: string;
  /** The address it resolved to, where that is what is wrong. */
  readonly address?: string;
}

/** A connection that was not made, for its URL or an address behind it is not safe to call. A retry will not help. */
export class UnsafeUrlError extends Error {
  override readonly name = "UnsafeUrlError";
  readonly code = "ERR_UNSAFE_URL";
  readonly reason: Refusal;

  constructor({ code, reason, params, detail }: Omit<Rejected, "ok">, host: string, address?: string) {
    const where = address === undefined || address === host ? host : `${host} resolved to ${address}`;
    super(`${reason}${detail === undefined ? "" : ` (${detail})`}: ${where}`);
    this.reason = {
      ...{ code, reason, params, host },
      ...(detail === undefined ? {} : { detail }),
      ...(address === undefined ? {} : { address }),
    };
  }
}
