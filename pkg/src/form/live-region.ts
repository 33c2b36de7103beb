import { createElementAtEnd } from "./message-elements.js";

/**
 * How long a region is in the page before its text, in milliseconds. A screen reader does not read a text that comes
 * together with its element, and may not notice that `aria-live` of an element changes. The delay also lets it speak
 * first of the control that gets the focus.
 */
const DELAY_MS = 150;

/**
 * Lets a screen reader say a text, in a new element that cannot be seen.
 *
 * @param onSaid called once the text is there
 * @returns a function that removes it
 */
export function announce(form: HTMLFormElement, text: string, onSaid?: () => void): () => void {
  const element = createElementAtEnd(form, "aria-live", "polite");
  // Takes no room of its own, and is no part of what can be scrolled.
  element.style.cssText = "position:fixed;clip-path:inset(50%)";
  const timer = setTimeout(() => {
    element.append(text);
    onSaid?.();
  }, DELAY_MS);
  return () => {
    clearTimeout(timer);
    element.remove();
  };
}
