import type { PageAttributes } from "./page-attributes.js";

/**
 * What an element of the page shows: the page's own nodes, or ours. The page's nodes are never removed or replaced,
 * because a framework that has made them holds on to them: a text is emptied, and an element gets `hidden`.
 */
export class PageContent {
  readonly #element: Element;
  readonly #attributes: PageAttributes;
  #ours: readonly ChildNode[] = [];
  /** The page's nodes that we have hidden, with their texts before. */
  readonly #hidden = new Map<ChildNode, string>();

  constructor(element: Element, attributes: PageAttributes) {
    this.#element = element;
    this.#attributes = attributes;
  }

  /**
   * The text of the page's nodes that are not hidden. A node is not hidden any more once the page has changed its text.
   */
  pageText(): string {
    const nodes = this.#shown();
    for (const node of nodes) {
      if (this.#hidden.delete(node) && !isText(node)) this.#attributes.set(node as Element, "hidden", null);
    }
    return nodes
      .map(({ textContent }) => textContent)
      .join("")
      .trim();
  }

  /** Whether the element shows our nodes. A framework may have emptied it since. */
  hasOurs(): boolean {
    return this.#ours.some(({ parentNode }) => parentNode === this.#element);
  }

  /** Whether a text of the page is hidden, and still there. */
  hidesText(): boolean {
    return [...this.#hidden].some(([{ parentNode }, text]) => parentNode === this.#element && text.trim() !== "");
  }

  /** Shows these nodes in place of all others. */
  show(...nodes: readonly (Node | string)[]): void {
    for (const node of this.#shown()) {
      this.#hidden.set(node, node.textContent ?? "");
      if (isText(node)) node.data = "";
      else this.#attributes.set(node as Element, "hidden", "");
    }
    this.removeOurs();
    this.#element.append(...nodes);
    this.#ours = Array.from(this.#element.childNodes).slice(-nodes.length || Infinity);
  }

  removeOurs(): void {
    for (const node of this.#ours) node.remove();
    this.#ours = [];
  }

  /** Shows the page's nodes as they were. */
  restore(): void {
    this.removeOurs();
    for (const [node, text] of this.#hidden) {
      if (isText(node)) node.data ||= text;
      else this.#attributes.set(node as Element, "hidden", null);
    }
    this.#hidden.clear();
  }

  /** Forgets a text that the page has emptied while it was hidden: it is not to be shown again. */
  forget(node: ChildNode): void {
    this.#hidden.delete(node);
  }

  /** The page's own nodes that are not hidden. Comments mark the places of a framework. */
  #shown(): ChildNode[] {
    return Array.from(this.#element.childNodes).filter((node) => {
      const text = this.#hidden.get(node);
      const isHidden =
        text === undefined ? (node as Partial<HTMLElement>).hidden : node.textContent === (isText(node) ? "" : text);
      return node.nodeType !== 8 && !isHidden && !this.#ours.includes(node);
    });
  }
}

const isText = (node: ChildNode): node is Text => node.nodeType === 3;
