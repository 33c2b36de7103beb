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
  #element: HTMLElement | undefined;
  /** When the form may be sent again, on the clock of `performance.now()`. */
  #end = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(form: HTMLFormElement, textOf: (seconds: number) => string) {
    this.#form = form;
    this.#textOf = textOf;
  }

  get isRunning(): boolean {
    return performance.now() < this.#end;
  }

  /** Starts anew. It takes an hour at most. */
  start(milliseconds: number): void {
    this.stop();
    let element = this.#form.querySelector<HTMLElement>(`[${ATTRIBUTE}]`);
    if (!element) {
      element = this.#form.ownerDocument.createElement("div");
      element.setAttribute(ATTRIBUTE, "new");
      this.#form.append(element);
    }
    element.setAttribute("role", "timer");
    element.hidden = false;
    this.#element = element;
    this.#end = performance.now() + Math.min(milliseconds, LONGEST_MS);
    this.announce();
  }

  /** Shows how long it still takes, and lets screen readers announce it unless `live` is off. */
  announce(live: "off" | "polite" = "polite"): void {
    const remaining = this.#end - performance.now();
    if (this.#element && remaining > 0) {
      this.#element.setAttribute("aria-live", live);
      this.#element.textContent = this.#textOf(Math.ceil(remaining / 1000));
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.announce("off"), remaining % 1000 || 1000);
    } else this.stop();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#end = 0;
    const element = this.#element;
    this.#element = undefined;
    if (element?.getAttribute(ATTRIBUTE) === "new") element.remove();
    else if (element) {
      element.textContent = "";
      element.hidden = true;
    }
  }
}

/** `Try again in 12 seconds`, `Try again in 2:05 minutes`. */
export function countdownText(seconds: number): string {
  if (seconds < 60) return `Try again in ${seconds} second${seconds === 1 ? "" : "s"}`;
  return `Try again in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} minutes`;
}
