/**
 * Texts with a separator between them, each isolated from the direction of the others and of the page: a page in Arabic
 * shows a path, or a reason in English, in the text's own order, with its full stop at its end.
 */
export const isolated = (document: Document, texts: readonly string[], separator: string): (Node | string)[] =>
  texts
    .flatMap((text) => {
      const element = document.createElement("bdi");
      element.append(text);
      return [separator, element];
    })
    .slice(1);
