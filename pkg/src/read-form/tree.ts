import type { ControlName } from "../path.js";

/** What stands at one name of a form: the entries with this name, and the names below it. */
export interface FormNode<E extends Entry = Entry> {
  readonly children: Map<string, FormNode<E>>;
  readonly entries: E[];
  /** Whether the name ends with `[]`, so that it is a list whatever the schema says. */
  isList: boolean;
  /** Whether a child is not the item of a list. */
  hasKeys: boolean;
}

/** What is entered under a name. */
export interface Entry {
  /** A text, or a file, or what an object of a framework holds. */
  readonly value: unknown;
  /** Whether the browser cannot read what the user has typed, such as half a date. The text is then empty. */
  readonly isUnreadable?: boolean;
  /** Whether it comes from a hidden input beside a checkbox. Nobody has entered such a value, so it fills no row. */
  readonly isBesideBox?: boolean;
}

export const newNode = <E extends Entry>(): FormNode<E> => ({
  children: new Map(),
  entries: [],
  isList: false,
  hasKeys: false,
});

/** Whether a name is an index: a whole number below 2 ** 32. */
export const isIndex = (name: string): boolean => `${+name >>> 0}` === name;

/** The child of this name, which is added if it is missing. */
export function childOf<E extends Entry>(node: FormNode<E>, name: string): FormNode<E> {
  const known = node.children.get(name);
  if (known) return known;
  const child = newNode<E>();
  node.children.set(name, child);
  node.hasKeys ||= !isIndex(name);
  return child;
}

/** The node of a name, such as `contacts[0][email]`. */
export function nodeAt<E extends Entry>(root: FormNode<E>, { segments, isList }: ControlName): FormNode<E> {
  const node = segments.reduce<FormNode<E>>((at, segment) => childOf(at, String(segment)), root);
  node.isList ||= isList;
  return node;
}

/** Whether any text is entered at a node or below it. */
export const isFilled = ({ entries, children }: FormNode, isInside?: boolean): boolean =>
  entries.some(
    ({ value, isUnreadable, isBesideBox }) =>
      isUnreadable || (!(isInside && isBesideBox) && typeof value !== "object" && /[^\t-\r ]/.test(value as string)),
  ) || [...children.values()].some((child) => isFilled(child, true));
