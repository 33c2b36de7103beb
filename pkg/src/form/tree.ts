import type { Segment } from "../issue.js";
import { controlsOf, isChoice, nameOf, type Control } from "./controls.js";
import { parsePath } from "./path.js";

/** A text that would be sent, and the control that it comes from. */
export interface Entry {
  readonly text: string;
  readonly control: Control | undefined;
}

/** A place of the form: what has its name, and what stands below it. */
export interface Node {
  readonly children: Map<Segment, Node>;
  readonly controls: Control[];
  readonly entries: Entry[];
  hasFile: boolean;
}

const newNode = (): Node => ({ children: new Map(), controls: [], entries: [], hasFile: false });

/** The form as a tree, by the names of what it would send and of the boxes that are not checked. */
export function treeOf(form: HTMLFormElement, formData: FormData, ignore: readonly string[]): Node {
  const root = newNode();
  const nodes = new Map<string, Node>();
  const nodeAt = (name: string): Node => {
    const known = nodes.get(name);
    if (known) return known;
    let node = root;
    for (const step of parsePath(name)) {
      const next = node.children.get(step) ?? newNode();
      node.children.set(step, next);
      node = next;
    }
    nodes.set(name, node);
    return node;
  };

  for (const control of controlsOf(form)) {
    const name = nameOf(control);
    if (name !== "" && !ignore.includes(name) && !control.matches(":disabled")) nodeAt(name).controls.push(control);
  }
  for (const name of new Set(formData.keys())) {
    if (ignore.includes(name)) continue;
    const node = nodeAt(name);
    const values = formData.getAll(name);
    const senders = node.controls.flatMap(sendersOf);
    values.forEach((value, at) => {
      const control = senders.length === values.length ? senders[at] : node.controls[0];
      if (typeof value === "string") node.entries.push({ text: value, control });
      else node.hasFile = true;
    });
  }
  return root;
}

/** The control once for each value that it sends; what a custom element sends is not known. */
function sendersOf(control: Control): Control[] {
  if (isChoice(control)) return control.checked ? [control] : [];
  if (!control.selectedOptions) return [control];
  const chosen = Array.from(control.selectedOptions).filter((option) => !option.matches(":disabled"));
  return chosen.map(() => control);
}
