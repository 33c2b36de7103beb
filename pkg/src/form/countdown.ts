const ATTRIBUTE = "data-retry-countdown";

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
  #interval: ReturnType<typeof setInterval> | undefined;

  constructor(form: HTMLFormElement, textOf: (seconds: number) => string) {
    this.#form = form;
    this.#textOf = textOf;
  }

  get isRunning(): boolean {
    return this.#interval !== undefined;
  }

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
    this.#end = performance.now() + milliseconds;
    this.#interval = setInterval(() => this.announce("off"), 1000);
    this.announce();
  }

  /** Shows how long it still takes, and lets screen readers announce it unless `live` is off. */
  announce(live: "off" | "polite" = "polite"): void {
    const seconds = Math.ceil((this.#end - performance.now()) / 1000);
    if (this.#element && seconds > 0) {
      this.#element.setAttribute("aria-live", live);
      this.#element.textContent = this.#textOf(seconds);
    } else this.stop();
  }

  stop(): void {
    clearInterval(this.#interval);
    this.#interval = undefined;
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
