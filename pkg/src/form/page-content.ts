import type { PageAttributes } from "./page-attributes.js";

/**
 * What an element of the page shows: the page's own nodes, or ours. The page's nodes are never removed or replaced,
 * because a framework that has made them holds on to them: a text is emptied, and an element gets `hidden`.
 */
export interface PageContent {
  /**
   * The text of the page's nodes that are not hidden. A node is not hidden any more once the page has changed its text.
   */
  pageText(): string;
  /** Whether the element shows our nodes. A framework may have emptied it since. */
  hasOurs(): boolean;
  /** Whether a text of the page is hidden, and still there. */
  hidesText(): boolean;
  /** Shows these nodes in place of all others. */
  show(...nodes: readonly (Node | string)[]): void;
  removeOurs(): void;
  /** Shows the page's nodes as they were. */
  restore(): void;
  /** Forgets a text that the page has emptied while it was hidden: it is not to be shown again. */
  forget(node: ChildNode): void;
}

export function pageContent(element: Element, attributes: PageAttributes): PageContent {
  let ours: readonly ChildNode[] = [];
  // The page's nodes that we have hidden, with their texts before.
  const hidden = new Map<ChildNode, string>();

  /** The page's own nodes that are not hidden. Comments mark the places of a framework. */
  const shown = (): ChildNode[] =>
    Array.from(element.childNodes).filter((node) => {
      const text = hidden.get(node);
      const isHidden =
        text === undefined ? (node as Partial<HTMLElement>).hidden : node.textContent === (isText(node) ? "" : text);
      return node.nodeType !== 8 && !isHidden && !ours.includes(node);
    });
  const removeOurs = (): void => {
    for (const node of ours) node.remove();
    ours = [];
  };

  return {
    pageText() {
      const nodes = shown();
      for (const node of nodes) {
        if (hidden.delete(node) && !isText(node)) attributes.set(node as Element, "hidden", null);
      }
      return nodes
        .map(({ textContent }) => textContent)
        .join("")
        .trim();
    },
    hasOurs: () => ours.some(({ parentNode }) => parentNode === element),
    hidesText: () => [...hidden].some(([{ parentNode }, text]) => parentNode === element && text.trim() !== ""),
    show(...nodes) {
      for (const node of shown()) {
        hidden.set(node, node.textContent ?? "");
        if (isText(node)) node.data = "";
        else attributes.set(node as Element, "hidden", "");
      }
      removeOurs();
      element.append(...nodes);
      ours = Array.from(element.childNodes).slice(-nodes.length || Infinity);
    },
    removeOurs,
    restore() {
      removeOurs();
      for (const [node, text] of hidden) {
        if (isText(node)) node.data ||= text;
        else attributes.set(node as Element, "hidden", null);
      }
      hidden.clear();
    },
    forget: (node) => void hidden.delete(node),
  };
}

const isText = (node: ChildNode): node is Text => node.nodeType === 3;
