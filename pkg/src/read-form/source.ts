// The forms that `readForm` takes.
import type { Schema } from "../schema.js";

/** Names of entries that are not part of the value: as texts, or as patterns. */
export type Ignore = readonly (string | RegExp)[];

/** A file of a form: a `File` or a `Blob`. */
export interface FileLike {
  readonly size: number;
  readonly type: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** One value of a form: a text, or a file. */
export type FormEntry = string | FileLike;

/** A value in an object that a framework has made of a form. */
export type FormValue = FormEntry | FormObject | readonly FormValue[] | null | undefined;

/** An object that a framework has made of a form, with one member for each name. */
export interface FormObject {
  readonly [name: string]: FormValue;
}

/**
 * A form as a server gets it: `FormData`, `URLSearchParams`, pairs of a name and a value, or the object that a
 * framework makes of these.
 */
export type FormSource =
  | { forEach(each: (value: FormEntry, name: string) => void): void }
  | Iterable<readonly [string, FormEntry]>
  | FormObject;

/** The options of `readForm`. */
export interface ReadFormOptions {
  /**
   * Names of entries that are not part of the value, or patterns of such names.
   *
   * Left out anyway, unless the schema mentions the name: hidden inputs of frameworks (`$ACTION_…`, `_method`, `utf8`,
   * `authenticity_token`, `csrfmiddlewaretoken`, `_csrf`, `_token`, …), and `_charset_`. A schema with
   * `additionalProperties: false` also lacks what a browser adds: `go.x` and `go.y` of an image button, and `note.dir`
   * of a control with `dirname`.
   */
  readonly ignore?: Ignore | undefined;
}

/** The members of a schema that tell how a form is read. */
export type FormReadSchema = Pick<Schema<unknown>, "json"> & Partial<Pick<Schema<unknown>, "documents">>;
