/**
 * Texts with a separator between them, each isolated from the direction of the others and of the page: a page in Arabic
 * shows a path, or a reason in English, in the text's own order, with its full stop at its end.
 */
export function isolated(document: Document, texts: readonly string[], separator: string): (Node | string)[] {
  return texts.flatMap((text, at) => {
    const element = document.createElement("bdi");
    element.textContent = text;
    return at > 0 ? [separator, element] : [element];
  });
}
