import { decodedFragment, unescaped } from "../json-pointer.js";
import type { Subschema, Subschemas } from "../json-schema.js";

/** The base URI of a root schema without `$id`. */
const NO_URI = "unanimous:/";

/** Finds the schemas that `$ref` names: in the root schema, and in the documents given beside it. */
export class References {
  readonly #root: Subschema;
  readonly #documents: Subschemas;
  /** Schemas by URI, with `#` and the name for an anchor. Filled when it is first needed. */
  #byUri: Map<string, unknown> | undefined;
  /** The base URI inside each schema. */
  readonly #bases = new WeakMap<object, string>();

  constructor(root: Subschema, documents: Subschemas) {
    this.#root = root;
    this.#documents = documents;
  }

  /** The schema that a `$ref` names. `schema` holds the `$ref`. */
  target(schema: object, reference: string): Subschema {
    this.#byUri ??= this.#index();
    const uri = resolve(this.#bases.get(schema) ?? NO_URI, reference);
    const [document = "", fragment = ""] = splitFragment(uri);
    const name = decodedFragment(fragment);
    if (name !== "" && !name.startsWith("/")) return this.#found(`${document}#${name}`);
    const tokens = name.split("/").slice(1);
    return tokens.reduce<unknown>((inner, token) => {
      const key = unescaped(token);
      return typeof inner === "object" && inner !== null && Object.hasOwn(inner, key) ? inner[key as never] : true;
    }, this.#found(document)) as Subschema;
  }

  #found(uri: string): Subschema {
    return (this.#byUri?.get(uri) ?? true) as Subschema;
  }

  #index(): Map<string, unknown> {
    const byUri = new Map<string, unknown>();
    const add = (uri: string, schema: unknown): void => {
      if (!byUri.has(uri)) byUri.set(uri, schema);
    };
    const walk = (value: unknown, around: string, dialect: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const { id, $id = isDraft04(dialect) && id, $anchor } = value as Record<string, unknown>;
      let base = around;
      if (typeof $id === "string") {
        const [document = "", anchor = ""] = splitFragment(resolve(around, $id));
        base = document;
        add(base, value);
        if (anchor) add(`${base}#${anchor}`, value);
      }
      if (typeof $anchor === "string") add(`${base}#${$anchor}`, value);
      this.#bases.set(value, base);
      for (const inner of Object.values(value)) walk(inner, base, dialect);
    };
    add(NO_URI, this.#root);
    const rootDialect = dialectOf(this.#root);
    walk(this.#root, NO_URI, rootDialect);
    const rootBase = (typeof this.#root === "object" && this.#bases.get(this.#root)) || NO_URI;
    for (const [name, document] of Object.entries(this.#documents)) {
      const [uri = ""] = splitFragment(resolve(rootBase, name));
      add(uri, document);
      walk(document, uri, dialectOf(document) ?? rootDialect);
    }
    return byUri;
  }
}

/** The `$schema` of a document. A document without one has that of the root. */
const dialectOf = (document: unknown): unknown => (document as { readonly $schema?: unknown } | null)?.$schema;

/** Whether the name of `$id` is `id`. */
const isDraft04 = (dialect: unknown): boolean => String(dialect).includes("/draft-04");

const splitFragment = (uri: string): string[] => {
  const at = uri.indexOf("#");
  return at < 0 ? [uri] : [uri.slice(0, at), uri.slice(at + 1)];
};

/** The absolute URI of a reference. */
function resolve(base: string, reference: string): string {
  // `URL` would escape characters of the fragment.
  const [document = "", fragment = ""] = splitFragment(reference);
  if (document === "") return `${base}#${fragment}`;
  try {
    return `${new URL(document, base).href}#${fragment}`;
  } catch {
    return `${document}#${fragment}`;
  }
}
