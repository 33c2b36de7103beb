/**
 * Copies the text of an element to the clipboard. If the browser forbids that, the text stays selected, so that the
 * user can copy it with the keyboard.
 *
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyTextOf(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    // The page has no permission, or is not a secure context. `execCommand` copies the selection without either.
  }
  getSelection().selectAllChildren(element);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}
