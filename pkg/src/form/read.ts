import type { Segment } from "../issue.js";
import { parseName, pathKey, printPath } from "../path.js";
import { ignoredNames } from "../read-form/ignored-names.js";
import { placesOf } from "../read-form/places.js";
import { Reader } from "../read-form/reader.js";
import type { FormReadSchema, Ignore } from "../read-form/source.js";
import type { FormNode } from "../read-form/tree.js";
import { controlsOf, isChoice, nameOf, typeOf, type Control } from "./controls.js";
import { treeOf, type ControlEntry, type ControlsTree } from "./controls-tree.js";

/** The value of a form at one moment. */
export interface FormReading {
  /** The form's value, converted to the schema's types. It is not validated. */
  readonly value: unknown;
  /** What the browser would send. */
  readonly formData: FormData;
  /** The form's controls that were not disabled. */
  readonly controls: readonly Control[];
  /** The controls that hold the value at a path; empty if no control holds it. */
  controlsAt(path: readonly Segment[]): readonly Control[];
}

/**
 * Reads a form's value as `readForm` of `unanimous` does, and finds the controls that hold it.
 *
 * @param ignore names of controls that are not part of the value
 * @param submitter the button that sends the form. Its name and value are part of the value if the schema mentions it
 * @throws TypeError if the schema has a property for a file input: a file is not a JSON value
 */
export function readControls(
  form: HTMLFormElement,
  schema: FormReadSchema,
  ignore: Ignore,
  submitter: HTMLElement | null,
): FormReading {
  const own = ownSubmitter(form, submitter);
  const formData = new FormData(form, own);
  const places = placesOf(schema);
  const isIgnored = ignoredNames(places, ignore);
  const button = submitter ? nameOf(submitter) : "";
  if (button && !own) formData.append(button, (submitter as HTMLButtonElement).value);
  // What the browser adds to the controls' values: the button, the position of a click on it, and directions of texts.
  const isImage = (submitter as HTMLInputElement | null)?.type === "image";
  const directions = new Set(controlsOf(form).map(({ dirName }) => dirName));
  const isAdded = (name: string): boolean =>
    directions.has(name) || (submitter !== null && (isImage ? name.replace(/(^|\.)[xy]$/, "") : name) === button);
  const tree = treeOf(form, formData, places, (name) => isIgnored(name, isAdded(name)));
  const reader = new ControlsReader(schema, tree);
  const value = reader.readRoot(tree.root, schema.json);
  const controlsAt = (path: readonly Segment[]): readonly Control[] => {
    // One control, such as a select, can hold a whole list. For an item of it, the control is that of the list.
    for (let length = path.length; length >= 0; length--) {
      const controls = reader.controlsByPath.get(pathKey(path.slice(0, length)));
      if (controls) return controls;
    }
    return [];
  };
  const controls = controlsOf(form).filter((control) => !control.matches(":disabled"));
  return { value, formData, controls, controlsAt };
}

/**
 * Returns the button, or null if it does not submit the form any more: a framework may have replaced it, or made it
 * another one. Then the browser would throw.
 */
export function ownSubmitter(form: HTMLFormElement, submitter: HTMLElement | null): HTMLElement | null {
  const { form: owner, type } = Object(submitter) as { readonly form?: unknown; readonly type?: string };
  return owner === form && (type === "submit" || type === "image") ? submitter : null;
}

/** Reads a form of which the controls are known. */
class ControlsReader extends Reader<ControlEntry> {
  /** The controls by their path in the value, whose indexes can differ from those in the controls' names. */
  readonly controlsByPath = new Map<string, readonly Control[]>();
  readonly #tree: ControlsTree;

  constructor(schema: FormReadSchema, tree: ControlsTree) {
    super(placesOf(schema));
    this.#tree = tree;
  }

  protected override onLeaf(node: FormNode<ControlEntry>, path: readonly Segment[]): void {
    const controls = this.#tree.controlsOf(node);
    this.controlsByPath.set(pathKey(path), controls);
    // A message element has the name of its control, which is a path there: `ids[]`.
    const key = pathKey(parseName(String(path[0])).segments);
    if (path.length === 1 && !this.controlsByPath.has(key)) this.controlsByPath.set(key, controls);
  }

  protected override onListEntry({ control }: ControlEntry, path: readonly Segment[]): void {
    if (control && !isChoice(control)) this.controlsByPath.set(pathKey(path), [control]);
  }

  /**
   * The boolean of a checkbox, whatever text the box sends. A hidden input of the same name, which some server
   * frameworks add, does not count.
   */
  protected override checkboxOf(node: FormNode<ControlEntry>): boolean | undefined {
    const controls = this.#tree.controlsOf(node);
    // Several custom elements of one name may be radio buttons.
    const boxes = controls.filter((one) => typeOf(one) === "checkbox" && (one.type || controls.length === 1));
    return boxes.length > 0 ? node.entries.some(({ control }) => boxes.includes(control as Control)) : undefined;
  }

  protected override fileOf(_: ControlEntry, path: readonly Segment[]): never {
    const remedy = "remove it from the schema and take the file from onSubmit's formData";
    throw new TypeError(`bindForm: the control ${printPath(path)} holds a file, which is not a JSON value: ${remedy}`);
  }

  protected override isAbsent(node: FormNode<ControlEntry>): boolean {
    return super.isAbsent(node) && this.#tree.controlsOf(node).length === 0;
  }

  /** A page that has no control for a boolean lacks it. */
  protected override absentBoolean(): undefined {
    return undefined;
  }
}
