import type { Locale } from "../locales/locale.js";
import { member } from "./controls.js";
import { announce } from "./live-region.js";
import { createElementAtEnd } from "./message-elements.js";
import type { PageAttributes } from "./page-attributes.js";
import type { PageContent } from "./page-content.js";

const ATTRIBUTE = "data-retry-countdown";

/** A server may ask for days. Nobody waits so long at an open page, so the form can be tried again earlier. */
const LONGEST_MS = 3_600_000;

/**
 * Counts the seconds down until a form may be sent again, in the form's `[data-retry-countdown]`, or in a new element
 * at its end. Screen readers announce the first text, and then not each second: `role="timer"` is not live.
 */
export interface Countdown {
  readonly isRunning: boolean;
  /** Starts anew. It takes an hour at most. */
  start(milliseconds: number): void;
  /** Lets screen readers announce how long it still takes, if it runs. */
  announce(): void;
  stop(): void;
}

/** @param contentOf gives what an element of the page shows */
export function countdownOf(
  form: HTMLFormElement,
  attributes: PageAttributes,
  contentOf: (element: HTMLElement) => PageContent,
  textOf: (seconds: number) => string,
): Countdown {
  // When the form may be sent again, on the clock of `performance.now()`.
  let end = 0;
  // Removes the texts.
  let stop: (() => void) | undefined;
  // Removes the last announcement.
  let silence: (() => void) | undefined;

  const remaining = (): number => end - performance.now();
  const text = (): string => textOf(Math.ceil(remaining() / 1000));
  const say = (): void => {
    silence?.();
    if (remaining() > 0) silence = announce(form, text());
  };
  return {
    get isRunning() {
      return remaining() > 0;
    },
    announce: say,
    stop: () => stop?.(),
    start(milliseconds) {
      stop?.();
      const found = member(form, "querySelector")<HTMLElement>(`[${ATTRIBUTE}]`);
      const element = found ?? createElementAtEnd(form, ATTRIBUTE);
      let timer: ReturnType<typeof setTimeout> | undefined;
      attributes.set(element, "role", "timer");
      attributes.set(element, "hidden", null);
      end = performance.now() + Math.min(milliseconds, LONGEST_MS);
      stop = () => {
        stop = undefined;
        clearTimeout(timer);
        silence?.();
        end = 0;
        contentOf(element).show();
        if (found) attributes.set(element, "hidden", "");
        else element.remove();
      };
      const tick = (): void => {
        if (remaining() > 0) {
          contentOf(element).show(text());
          timer = setTimeout(tick, remaining() % 1000 || 1000);
        } else stop?.();
      };
      tick();
      say();
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
