import { member } from "./controls.js";

/** What an attribute was before we have changed it, and what we have made of it. Null is no attribute. */
interface Change {
  readonly before: string | null;
  readonly now: string | null;
}

/** The attributes of the page that a binding changes. They are put back when it ends. */
export class PageAttributes {
  readonly #changes = new Map<Element, Record<string, Change>>();

  /** Sets an attribute, or removes it if the value is null. */
  set(element: Element, name: string, now: string | null): void {
    const changes = this.#changes.get(element) ?? {};
    this.#changes.set(element, changes);
    const before = write(element, name, now);
    const known = changes[name];
    changes[name] = { before: known?.now === before ? known.before : before, now };
  }

  /** Puts all attributes back, except for those that the page has changed meanwhile. */
  restore(): void {
    for (const [element, changes] of this.#changes) {
      for (const [name, { before, now }] of Object.entries(changes)) write(element, name, before, now);
    }
  }
}

/** Gives an attribute a value if it has the `expected` one, and returns the one that it had. */
function write(element: Element, name: string, value: string | null, expected?: string | null): string | null {
  const before = member(element, "getAttribute")(name);
  if (before !== value && (expected === undefined || before === expected)) {
    if (value === null) member(element, "removeAttribute")(name);
    else member(element, "setAttribute")(name, value);
  }
  return before;
}
