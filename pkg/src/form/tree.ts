import type { Segment } from "../issue.js";
import { controlsOf, isChoice, nameOf, type Control } from "./controls.js";
import { parsePath } from "./path.js";

/** A text that the form would send, and the control that it comes from; undefined if no control is known. */
export interface Entry {
  readonly text: string;
  readonly control: Control | undefined;
}

/** One path of the form: the controls and entries whose name is this path, and the paths below it. */
export interface Node {
  readonly children: Map<Segment, Node>;
  readonly controls: Control[];
  readonly entries: Entry[];
  hasFile: boolean;
}

const newNode = (): Node => ({ children: new Map(), controls: [], entries: [], hasFile: false });

/**
 * Builds the tree of a form from the names of its controls and of what it would send. Disabled controls and the names
 * that `isIgnored` refuses are left out; unchecked boxes are included, without entries.
 */
export function treeOf(form: HTMLFormElement, formData: FormData, isIgnored: (name: string) => boolean): Node {
  const root = newNode();
  const nodes = new Map<string, Node>();
  const nodeAt = (name: string): Node => {
    const known = nodes.get(name);
    if (known) return known;
    let node = root;
    for (const segment of parsePath(name)) {
      const child = node.children.get(segment) ?? newNode();
      node.children.set(segment, child);
      node = child;
    }
    nodes.set(name, node);
    return node;
  };

  for (const control of controlsOf(form)) {
    const name = nameOf(control);
    if (name !== "" && !isIgnored(name) && !control.matches(":disabled")) nodeAt(name).controls.push(control);
  }
  for (const name of new Set(formData.keys())) {
    if (isIgnored(name)) continue;
    const node = nodeAt(name);
    const values = formData.getAll(name);
    const senders = node.controls.flatMap(sendersOf);
    values.forEach((value, index) => {
      // If the counts differ, it is not known which control sent which value.
      const control = senders.length === values.length ? senders[index] : node.controls[0];
      if (typeof value === "string") node.entries.push({ text: value, control });
      else node.hasFile = true;
    });
  }
  return root;
}

/** The control, repeated once for each value that it sends. A custom element is taken to send one value. */
function sendersOf(control: Control): Control[] {
  if (isChoice(control)) return control.checked ? [control] : [];
  if (!control.selectedOptions) return [control];
  const sent = Array.from(control.selectedOptions).filter((option) => !option.matches(":disabled"));
  return sent.map(() => control);
}
