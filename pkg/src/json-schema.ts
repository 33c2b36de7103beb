/** The formats of strings. */
export type Format = "email" | "idn-email" | "phone" | "e164" | "idempotency-key" | "safe-url" | "uuid";

/** The names in `type`. */
export type TypeName = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

/** The part of JSON Schema 2020-12 that `schema()` supports. */
export interface JsonSchema {
  readonly type?: TypeName | readonly TypeName[];
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** In Unicode code points. */
  readonly minLength?: number;
  /** In Unicode code points. */
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: Format;
  /** Options of the format, and `reason`: the text that replaces every reason of this schema. */
  readonly "x-unanimous"?: { readonly [option: string]: unknown };
  readonly $schema?: string;
  readonly $id?: string;
  readonly $comment?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly deprecated?: boolean;
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
}

/** The type of a keyword that {@link JsonSchema} does not have. No value has this type. */
export interface UnknownKeyword<Name> {
  readonly "is not a keyword that unanimous knows": Name;
}

/**
 * Refuses unknown keywords at any depth of a schema, because a type parameter accepts excess properties. A schema whose
 * keywords the compiler does not know, such as one `as JsonSchema`, is checked at run time only.
 */
export type KnownKeywords<S> = JsonSchema extends S
  ? unknown
  : S extends object
    ? {
        readonly [K in keyof S]: K extends "properties"
          ? { readonly [Name in keyof S[K]]: KnownKeywords<S[K][Name]> }
          : K extends "items"
            ? KnownKeywords<S[K]>
            : K extends keyof JsonSchema
              ? unknown
              : UnknownKeyword<K>;
      }
    : unknown;

type Simplify<T> = { [K in keyof T]: T[K] } & {};

type RequiredName<S> = S extends { readonly required: readonly (infer R)[] } ? R : never;

type ObjectOf<S> = S extends { readonly properties: infer P }
  ? Simplify<
      { -readonly [K in keyof P as K extends RequiredName<S> ? K : never]: InferSchema<P[K]> } & {
        -readonly [K in keyof P as K extends RequiredName<S> ? never : K]?: InferSchema<P[K]>;
      } & { [K in Exclude<RequiredName<S>, keyof P> & string]: unknown }
    >
  : Record<string, unknown>;

type OfType<T, S> = T extends "string"
  ? string
  : T extends "number" | "integer"
    ? number
    : T extends "boolean"
      ? boolean
      : T extends "null"
        ? null
        : T extends "array"
          ? S extends { readonly items: infer I }
            ? InferSchema<I>[]
            : unknown[]
          : T extends "object"
            ? ObjectOf<S>
            : unknown;

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** The type of the values that a schema accepts. A schema that is written inline or `as const` gives an exact type. */
export type InferSchema<S> = S extends { readonly const: infer C }
  ? Mutable<C>
  : S extends { readonly enum: readonly (infer E)[] }
    ? Mutable<E>
    : S extends { readonly type: infer T }
      ? T extends readonly (infer One)[]
        ? One extends unknown
          ? OfType<One, S>
          : never
        : OfType<T, S>
      : unknown;

/** The type of the values that a compiled schema accepts: `Infer<typeof lead>`. */
export type Infer<T> = T extends { readonly "~standard": { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : never
  : never;
