import type { Locale } from "../locales/locale.js";
import { member } from "./controls.js";
import type { PageAttributes } from "./page-attributes.js";
import type { PageContent } from "./page-content.js";

const ATTRIBUTE = "data-retry-countdown";

/** A server may ask for days. Nobody waits so long at an open page, so the form can be tried again earlier. */
const LONGEST_MS = 3_600_000;

/**
 * Counts the seconds down until a form may be sent again, in the form's `[data-retry-countdown]`, or in a new element
 * at its end. Screen readers announce the first text, and then not each second.
 */
export class Countdown {
  readonly #form: HTMLFormElement;
  readonly #textOf: (seconds: number) => string;
  readonly #attributes: PageAttributes;
  #element: HTMLElement | undefined;
  readonly #contentOf: (element: HTMLElement) => PageContent;
  #isCreated = false;
  /** When the form may be sent again, on the clock of `performance.now()`. */
  #end = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param contentOf gives what an element of the page shows */
  constructor(
    form: HTMLFormElement,
    attributes: PageAttributes,
    contentOf: (element: HTMLElement) => PageContent,
    textOf: (seconds: number) => string,
  ) {
    this.#form = form;
    this.#attributes = attributes;
    this.#contentOf = contentOf;
    this.#textOf = textOf;
  }

  get isRunning(): boolean {
    return performance.now() < this.#end;
  }

  /** Starts anew. It takes an hour at most. */
  start(milliseconds: number): void {
    this.stop();
    const found = member(this.#form, "querySelector")<HTMLElement>(`[${ATTRIBUTE}]`);
    const element = found ?? member(this.#form, "ownerDocument").createElement("div");
    if (!found) {
      element.setAttribute(ATTRIBUTE, "");
      member(this.#form, "append")(element);
    }
    this.#attributes.set(element, "role", "timer");
    this.#attributes.set(element, "hidden", null);
    this.#isCreated = !found;
    this.#element = element;
    this.#end = performance.now() + Math.min(milliseconds, LONGEST_MS);
    this.announce();
  }

  /** Shows how long it still takes, and lets screen readers announce it unless `live` is off. */
  announce(live: "off" | "polite" = "polite"): void {
    const remaining = this.#end - performance.now();
    if (this.#element && remaining > 0) {
      this.#attributes.set(this.#element, "aria-live", live);
      this.#contentOf(this.#element).show(this.#textOf(Math.ceil(remaining / 1000)));
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.announce("off"), remaining % 1000 || 1000);
    } else this.stop();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#end = 0;
    const element = this.#element;
    this.#element = undefined;
    if (this.#isCreated) element?.remove();
    else if (element) {
      this.#contentOf(element).show();
      this.#attributes.set(element, "hidden", "");
    }
  }
}

/** `Try again in 12 seconds`, `Try again in 2:05 minutes`. */
export function countdownText(seconds: number, locale: Locale | undefined): string {
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const [name, number, unit] =
    seconds < 60
      ? ["retryIn", `${seconds}`, seconds === 1 ? "second" : "seconds"]
      : ["retryInMinutes", time, "minutes"];
  return locale?.form?.(name as string, number) ?? `Try again in ${number} ${unit}`;
}
