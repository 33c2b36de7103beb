import type { Locale } from "../locales/locale.js";
import { member } from "./controls.js";
import { createElementAtEnd } from "./message-elements.js";
import type { PageAttributes } from "./page-attributes.js";
import type { PageContent } from "./page-content.js";

const ATTRIBUTE = "data-retry-countdown";

/** A server may ask for days. Nobody waits so long at an open page, so the form can be tried again earlier. */
const LONGEST_MS = 3_600_000;

/**
 * Counts the seconds down until a form may be sent again, in the form's `[data-retry-countdown]`, or in a new element
 * at its end. Screen readers announce the first text, and then not each second.
 */
export interface Countdown {
  readonly isRunning: boolean;
  /** Starts anew. It takes an hour at most. */
  start(milliseconds: number): void;
  /** Shows how long it still takes, and lets screen readers announce it unless `live` is off. */
  announce(live?: "off" | "polite"): void;
  stop(): void;
}

/** @param contentOf gives what an element of the page shows */
export function countdownOf(
  form: HTMLFormElement,
  attributes: PageAttributes,
  contentOf: (element: HTMLElement) => PageContent,
  textOf: (seconds: number) => string,
): Countdown {
  let element: HTMLElement | undefined;
  let isCreated = false;
  // When the form may be sent again, on the clock of `performance.now()`.
  let end = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    end = 0;
    if (isCreated) element?.remove();
    else if (element) {
      contentOf(element).show();
      attributes.set(element, "hidden", "");
    }
    element = undefined;
  };
  const announce = (live = "polite"): void => {
    const remaining = end - performance.now();
    if (element && remaining > 0) {
      attributes.set(element, "aria-live", live);
      contentOf(element).show(textOf(Math.ceil(remaining / 1000)));
      clearTimeout(timer);
      timer = setTimeout(announce, remaining % 1000 || 1000, "off");
    } else stop();
  };
  return {
    get isRunning() {
      return performance.now() < end;
    },
    announce,
    stop,
    start(milliseconds) {
      stop();
      const found = member(form, "querySelector")<HTMLElement>(`[${ATTRIBUTE}]`);
      element = found ?? createElementAtEnd(form, ATTRIBUTE);
      isCreated = !found;
      attributes.set(element, "role", "timer");
      attributes.set(element, "hidden", null);
      end = performance.now() + Math.min(milliseconds, LONGEST_MS);
      announce();
    },
  };
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
