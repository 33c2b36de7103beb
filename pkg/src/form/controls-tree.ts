import type { Places } from "../read-form/places.js";
import { newNode, nodeAt, type Entry, type FormNode } from "../read-form/tree.js";
import { controlsOf, isChoice, nameOf, typeOf, type Control } from "./controls.js";

/** What a form would send, and the control that it comes from; undefined if no control is known. */
export interface ControlEntry extends Entry {
  readonly control: Control | undefined;
}

/** The tree of a form, and the controls of each node. */
export interface ControlsTree {
  readonly root: FormNode<ControlEntry>;
  controlsOf(node: FormNode<ControlEntry>): readonly Control[];
}

/**
 * Builds the tree of a form from the names of its controls and of what it would send. Disabled controls and the names
 * that `isIgnored` refuses are left out; unchecked boxes are included, without entries.
 */
export function treeOf(
  form: HTMLFormElement,
  formData: FormData,
  places: Places,
  isIgnored: (name: string) => boolean,
): ControlsTree {
  const root = newNode<ControlEntry>();
  const controls = new Map<FormNode<ControlEntry>, Control[]>();

  for (const control of controlsOf(form)) {
    const name = nameOf(control);
    if (name === "" || isIgnored(name) || control.matches(":disabled")) continue;
    const node = nodeAt(root, places.readName(name));
    const known = controls.get(node);
    if (known) known.push(control);
    else controls.set(node, [control]);
  }
  // In the order of the form, in which two names can mean one list: `tags` and `tags[]`.
  const senders = new Map<string, Control[]>();
  for (const [name, value] of formData) {
    if (isIgnored(name)) continue;
    const node = nodeAt(root, places.readName(name));
    const ofNode = controls.get(node) ?? [];
    let ofName = senders.get(name);
    if (!ofName) {
      ofName = ofNode.filter((control) => nameOf(control) === name).flatMap(sendersOf);
      // If the counts differ, it is not known which control sent which value.
      if (ofName.length !== formData.getAll(name).length) ofName = [];
      senders.set(name, ofName);
    }
    const control = ofName.shift() ?? ofNode[0];
    node.entries.push({
      value,
      control,
      isUnreadable: control?.validity?.badInput === true,
      isBesideBox: control?.type === "hidden" && ofNode.some((one) => typeOf(one) === "checkbox"),
    });
  }
  return { root, controlsOf: (node) => controls.get(node) ?? [] };
}

/** The control, repeated once for each value that it sends. A custom element is taken to send one value. */
function sendersOf(control: Control): Control[] {
  if (isChoice(control)) return control.checked ? [control] : [];
  if (!control.selectedOptions) return [control];
  const sent = Array.from(control.selectedOptions).filter((option) => !option.matches(":disabled"));
  return sent.map(() => control);
}
