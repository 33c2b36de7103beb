import { controlsOf, isVisible, nameOf, type Control } from "./controls.js";

/**
 * Returns a function that says whether the page has added, removed, renamed, disabled, hidden or shown a control since
 * the last call: undefined if it has not, or what has gone, which includes each control that the page has removed.
 */
export function controlChanges(form: HTMLFormElement): () => readonly unknown[] | undefined {
  // For each control in turn itself, its name, whether it is disabled, and whether it is visible. It is one flat list,
  // so that two states can be compared entry by entry.
  let before: readonly (Control | string | boolean)[] = [];
  return () => {
    const now = controlsOf(form).flatMap((one) => [one, nameOf(one), one.matches(":disabled"), isVisible(one)]);
    if (before.length === now.length && before.every((one, at) => one === now[at])) return undefined;
    const gone = before.filter((one) => !now.includes(one));
    before = now;
    return gone;
  };
}
