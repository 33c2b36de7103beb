// Decisions of the guard, the hook that gets them, and the mode that says whether they are enforced.
import { isIPv6 } from "node:net";
import { refuseOption } from "../options.js";
import type { Refusal, Verdict } from "./error.js";

/** One decision of the guard. It never holds the user name, password, path or query of a URL. */
export interface Decision {
  /**
   * The thing that was checked: the text of a `url` or of a `redirect`; the `host`, scheme and port of a connection;
   * one `address` that a host resolved to; or that a request goes to a `proxy`.
   */
  readonly check: "url" | "redirect" | "host" | "address" | "proxy";
  /** Whether the policy allows it. */
  readonly allowed: boolean;
  /** In `report` the connection is made even if it is not allowed. */
  readonly mode: "enforce" | "report";
  /** The host as it was written; empty if it cannot be read. */
  readonly host: string;
  /** The address, if one was judged. */
  readonly address?: string;
  /** The code of the refusal. */
  readonly code?: Refusal["code"];
  /** The finer code of the refusal: `loopback`, `metadata`, … */
  readonly detail?: string;
  /** The refusal in words. */
  readonly reason?: string;
}

/** Options that observe the guard. */
export interface DecisionOptions {
  /**
   * Is called with each decision, before it takes effect. A connection that is kept alive is not judged again. An error
   * of the hook is ignored, so that it can neither allow nor refuse anything.
   *
   * @example safeAgents(policy, { onDecision: (decision) => decision.allowed || log.warn(decision) })
   */
  readonly onDecision?: (decision: Decision) => void;
  /**
   * `report` refuses nothing and only calls `onDecision`, which shows what a policy would refuse before it is enforced.
   * Options that would bypass the check still throw. The default is `enforce`.
   *
   * @example safeAgents(policy, { mode: "report", onDecision: (decision) => decision.allowed || count(decision.code) })
   */
  readonly mode?: "enforce" | "report";
}

/** Passes each decision to the hook. */
export class Decisions {
  readonly mode: "enforce" | "report";
  readonly #hook: ((decision: Decision) => unknown) | undefined;

  /** @throws TypeError if an option is wrong, or the mode `report` has no hook to report to */
  constructor(caller: string, { onDecision, mode = "enforce" }: DecisionOptions) {
    if (onDecision !== undefined && typeof onDecision !== "function")
      refuseOption(caller, "onDecision", onDecision, "a function");
    if (mode !== "enforce" && mode !== "report") refuseOption(caller, "mode", mode, '"enforce" or "report"');
    if (mode === "report" && onDecision === undefined) throw new TypeError(`${caller}: mode "report" needs onDecision`);
    this.mode = mode;
    this.#hook = onDecision;
  }

  /** Whether there is a hook. */
  get hasHook(): boolean {
    return this.#hook !== undefined;
  }

  notify(check: Decision["check"], host: string, verdict: Verdict, address?: string): void {
    if (this.#hook === undefined) return;
    const refusal = verdict.ok
      ? {}
      : {
          ...{ code: verdict.code, reason: verdict.reason },
          ...(verdict.detail === undefined ? {} : { detail: verdict.detail }),
        };
    const decision: Decision = {
      ...{ check, allowed: verdict.ok, mode: this.mode, host: loggableHost(host) },
      ...(address === undefined ? {} : { address }),
      ...refusal,
    };
    try {
      // A hook may be async, and its failure must not end the process.
      Promise.resolve(this.#hook(Object.freeze(decision))).catch(() => {});
    } catch {
      // The decision stands, whatever its hook does.
    }
  }
}

/** The most characters of a host in a decision: the longest name that DNS has. */
const HOST_LENGTH = 253;

/** Returns the host; empty if it could hold other parts of a URL, because a program may pass any text as a host. */
export const loggableHost = (host: string): string =>
  isIPv6(host) || !/[/?#@:\\[\]\s%]/.test(host) ? host.slice(0, HOST_LENGTH) : "";
