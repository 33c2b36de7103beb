import { nameOf, type Control } from "./controls.js";
import { focusedInRoot } from "./focus.js";
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
  /** Announces none of these messages: the focus moves to them. */
  skip(lines: readonly string[]): void;
  stop(): void;
}

export function announcerOf(form: HTMLFormElement): Announcer {
  // Removes the last announcement, or stops what leads to it.
  let stop = (): void => {};
  let messages: readonly Announcement[] = [];
  // The lines that were announced, or need not be; undefined until the first call.
  let known: string[] | undefined;

  const announceNew = (): void => {
    const focused = focusedInRoot(form);
    const isLeft = (control: HTMLElement | undefined): boolean => !(control && focused && isAt(form, control, focused));
    const news = messages.filter(({ line, control }) => !known?.includes(line) && isLeft(control));
    if (news.length === 0) return;
    const text = news.map(({ text }) => text).join("; ");
    stop = announce(form, text, () => known?.push(...news.map(({ line }) => line)));
  };
  const announceLater = (): void => {
    stop();
    // During `focusout` the next control does not have the focus yet.
    const timer = setTimeout(announceNew);
    stop = () => clearTimeout(timer);
  };
  return {
    stop: () => stop(),
    skip(lines) {
      known?.push(...lines);
      announceLater();
    },
    update(now) {
      messages = now;
      const lines = now.map(({ line }) => line);
      known = known?.filter((line) => lines.includes(line)) ?? lines;
      // Also removes the last announcement: a user who reads on to the end of the form must not find an old one.
      announceLater();
    },
  };
}

/** Whether the user is at a control, or at another choice of its group. */
const isAt = (form: HTMLFormElement, control: HTMLElement, focused: Element): boolean =>
  control.contains(focused) || ((focused as Control).form === form && nameOf(control) === nameOf(focused as Control));
