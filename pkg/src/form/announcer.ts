import { nameOf } from "./controls.js";
import { focusedElement } from "./focus.js";
import { announce } from "./live-region.js";

/** A message, by the line that tells it from others. */
export interface Announcement {
  readonly line: string;
  /** What to say of it: the name of its control, and the reason. */
  readonly text: string;
  readonly control: HTMLElement | undefined;
}

/** Tells a screen reader of messages that come while the user is elsewhere, each once. */
export interface Announcer {
  /**
   * Announces those messages that are new since the last call; the first call only takes note of them. The message of
   * the control that has the focus waits until the user leaves it: it is the control's description.
   *
   * @param now all messages that are shown
   */
  update(now: readonly Announcement[]): void;
  /** Announces none of the messages that are shown now: the focus moves to them. */
  skip(): void;
  stop(): void;
}

export function announcerOf(form: HTMLFormElement): Announcer {
  // Removes the last announcement, or stops what leads to it.
  let stop = (): void => {};
  let messages: readonly Announcement[] = [];
  // The lines that were announced, or need not be; undefined until the first call.
  let known: string[] | undefined;

  const linesOf = (all: readonly Announcement[]): string[] => all.map(({ line }) => line);
  const announceNew = (): void => {
    const focused = focusedElement(form);
    const news = messages.filter(
      ({ line, control }) => !known?.includes(line) && !(control && focused && nameOf(control) === nameOf(focused)),
    );
    if (news.length === 0) return;
    const text = news.map(({ text }) => text).join("; ");
    stop = announce(form, text, () => known?.push(...linesOf(news)));
  };
  const skip = (): void => {
    stop();
    known = linesOf(messages);
  };
  return {
    skip,
    stop: () => stop(),
    update(now) {
      messages = now;
      if (!known) return skip();
      // Who reads on to the end of the form does not find a message that is out of date.
      stop();
      const lines = linesOf(now);
      known = known.filter((line) => lines.includes(line));
      // The control that is left has the focus until the next one gets it.
      const timer = setTimeout(announceNew);
      stop = () => clearTimeout(timer);
    },
  };
}
