import type { PageAttributes } from "./page-attributes.js";

/** A node of the page that we have hidden. */
interface Hidden {
  /** Its text before. */
  readonly text: string;
  /** Its text since. If the text is another one, the page has written it, and the node is not hidden any more. */
  readonly now: string;
}

/**
 * What an element of the page shows: the page's own nodes, or ours. The page's nodes are never removed or replaced,
 * because a framework that has made them holds on to them: a text is emptied, and an element gets `hidden`.
 */
export class PageContent {
  readonly #element: Element;
  readonly #attributes: PageAttributes;
  #ours: readonly ChildNode[] = [];
  readonly #hidden = new Map<ChildNode, Hidden>();

  constructor(element: Element, attributes: PageAttributes) {
    this.#element = element;
    this.#attributes = attributes;
  }

  /** The text of the page's nodes that are not hidden. A node is shown again once the page has written a new text into it. */
  pageText(): string {
    const nodes = this.#shown();
    for (const node of nodes) if (this.#hidden.delete(node)) this.#toggle(node, false);
    return nodes
      .map(({ textContent }) => textContent)
      .join("")
      .trim();
  }

  /** Whether the page has a text in the element, shown or hidden. */
  hasPageText(): boolean {
    return this.#pages().some((node) => (this.#hidden.get(node)?.text ?? node.textContent ?? "").trim() !== "");
  }

  /** Whether the element shows our nodes. A framework may have emptied it since. */
  hasOurs(): boolean {
    return this.#ours.some(({ parentNode }) => parentNode === this.#element);
  }

  /** Shows these nodes in place of all others. */
  show(...nodes: readonly (Node | string)[]): void {
    for (const node of this.#shown()) {
      const text = node.textContent ?? "";
      this.#hidden.set(node, { text, now: isText(node) ? "" : text });
      this.#toggle(node, true);
    }
    this.removeOurs();
    this.#element.append(...nodes);
    this.#ours = Array.from(this.#element.childNodes).slice(-nodes.length || Infinity);
  }

  removeOurs(): void {
    for (const node of this.#ours) node.remove();
    this.#ours = [];
  }

  /** Shows the page's nodes as they were. Their attributes are put back by {@link PageAttributes.restore}. */
  restore(): void {
    this.removeOurs();
    for (const [node, { text, now }] of this.#hidden) {
      if (isText(node) && node.data === now) node.data = text;
    }
    this.#hidden.clear();
  }

  /** The page's own nodes, without those that the page hides itself. Comments mark the places of a framework. */
  #pages(): ChildNode[] {
    return Array.from(this.#element.childNodes).filter(
      (node) =>
        node.nodeType !== 8 &&
        !this.#ours.includes(node) &&
        (this.#hidden.has(node) || !(node as Partial<HTMLElement>).hidden),
    );
  }

  #shown(): ChildNode[] {
    return this.#pages().filter((node) => this.#hidden.get(node)?.now !== node.textContent);
  }

  #toggle(node: ChildNode, isHidden: boolean): void {
    if (!isText(node)) this.#attributes.set(node as Element, "hidden", isHidden ? "" : null);
    else if (isHidden) node.data = "";
  }
}

const isText = (node: ChildNode): node is Text => node.nodeType === 3;
