/**
 * Copies the text of an element; where the page may not, it is left selected for the keyboard.
 *
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyTextOf(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    // No permission, or no secure context: the older way copies what is selected.
  }
  getSelection().selectAllChildren(element);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}
