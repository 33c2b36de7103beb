import { member } from "./controls.js";

/** What an attribute was before we have changed it, and what we have made of it. Null is no attribute. */
interface Change {
  readonly before: string | null;
  readonly now: string | null;
}

/** The attributes of the page that a binding changes. They are put back when it ends. */
export class PageAttributes {
  readonly #changes = new Map<Element, Map<string, Change>>();

  /** Sets an attribute, or removes it if the value is null. */
  set(element: Element, name: string, value: string | null): void {
    const changes = this.#changes.get(element) ?? new Map<string, Change>();
    this.#changes.set(element, changes);
    const current = member(element, "getAttribute")(name);
    const known = changes.get(name);
    changes.set(name, { before: known?.now === current ? known.before : current, now: value });
    if (current !== value) write(element, name, value);
  }

  /** Puts all attributes back, except for those that the page has changed meanwhile. */
  restore(): void {
    for (const [element, changes] of this.#changes) {
      for (const [name, { before, now }] of changes) {
        if (member(element, "getAttribute")(name) === now) write(element, name, before);
      }
    }
    this.#changes.clear();
  }
}

function write(element: Element, name: string, value: string | null): void {
  if (value === null) member(element, "removeAttribute")(name);
  else member(element, "setAttribute")(name, value);
}
