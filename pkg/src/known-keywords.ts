// Refuses at compile time what a schema cannot mean: unknown keywords, formats and options, and keywords that
// contradict each other. It sees schemas that are written inline or `as const`; docs/types.md lists what it refuses.
import type { Code } from "./issue.js";
import type { TypesOf } from "./infer.js";
import type { IsGreater } from "./integer-order.js";
import type { Format, JsonSchema, NumberFormat, StringFormat, TypeName } from "./json-schema.js";
import type { UrlPolicy } from "./urls.js";

// The types of the mistakes. No value has one of these types. The name of the member is the text that a person reads.

/** The type of a keyword that {@link JsonSchema} does not have. */
export interface UnknownKeyword<Name> {
  readonly "is not a keyword that unanimous knows": Name;
}

/** The type of a `format` that is neither known nor in the root's `annotationFormats`. */
export interface UnknownFormat<Name> {
  readonly 'is not a format that unanimous knows: list it in "annotationFormats" of the root\'s "x-unanimous"': Name;
}

/** The type of a member of `x-unanimous` that is not an option of the schema's format. */
export interface UnknownOption<Name> {
  readonly "is not an option of this format": Name;
}

/** The type of a member of `x-unanimous.reasons` that is no code of an issue. */
export interface UnknownCode<Name> {
  readonly "is not the code of an issue": Name;
}

/** The type of a keyword that judges values which the schema's `type` refuses. */
export interface UnusedKeyword<Name, Type> {
  readonly "judges no value of this type": readonly [Name, Type];
}

/** The type of a name in `required` that `properties` does not have. */
export interface UndeclaredName<Name> {
  readonly 'is not in "properties": declare it there, or set "additionalProperties" to true': Name;
}

/** The type of an `enum` or a `const` that has no value of the schema's `type`. */
export interface NoValueOfType<Type> {
  readonly "has no value of this type": Type;
}

/** The type of a lower bound that no value can reach because of the upper bound. */
export interface AboveUpperBound<Upper> {
  readonly "leaves no value below the upper bound": Upper;
}

/**
 * Refuses mistakes at any depth of a schema, because a type parameter accepts excess properties. A schema whose
 * keywords the compiler does not know, such as one `as JsonSchema`, is checked at run time only.
 */
export type KnownKeywords<S> = Checked<S, AnnotationFormats<S>, "root">;

/**
 * Where a schema stands: it is the root, it judges a part of a value (`part`), or it judges a value beside another
 * schema (`beside`), as the members of `allOf` do.
 */
type Position = "root" | "part" | "beside";

type Checked<S, Formats, At extends Position> = JsonSchema extends S
  ? unknown
  : S extends object
    ? { readonly [K in keyof S]: CheckedMember<S, K, Formats, At> }
    : unknown;

/** The formats that the root's `x-unanimous` lists. */
type AnnotationFormats<S> = S extends {
  readonly "x-unanimous": { readonly annotationFormats: readonly (infer Name)[] };
}
  ? Name
  : never;

type CheckedMember<S, K extends keyof S, Formats, At extends Position> = K extends keyof JsonSchema
  ? UnusedBy<S, K> extends true
    ? UnusedKeyword<K, KnownTypes<S>>
    : K extends MapOfParts
      ? CheckedMap<S[K], Formats, "part">
      : K extends "dependentSchemas" | "dependencies"
        ? CheckedMap<S[K], Formats, "beside">
        : K extends ListBeside
          ? CheckedList<S[K], Formats, "beside">
          : K extends "items" | "prefixItems"
            ? CheckedItems<S[K], Formats>
            : K extends Part
              ? Checked<S[K], Formats, "part">
              : K extends Beside
                ? Checked<S[K], Formats, "beside">
                : K extends "components"
                  ? CheckedComponents<S[K], Formats>
                  : K extends "format"
                    ? CheckedFormat<S[K], Formats>
                    : K extends "x-unanimous"
                      ? CheckedOptions<S, S[K], At>
                      : K extends "required"
                        ? CheckedRequired<S, S[K], At>
                        : K extends "enum" | "const"
                          ? CheckedValues<S, K>
                          : K extends keyof UpperBounds
                            ? CheckedBound<S, S[K], K>
                            : unknown
  : UnknownKeyword<K>;

// Where schemas stand inside a schema

type MapOfParts = "properties" | "patternProperties" | "$defs" | "definitions";
type ListBeside = "allOf" | "anyOf" | "oneOf";
type Part = "additionalProperties" | "additionalItems" | "contains" | "propertyNames";
type Beside = "not" | "if" | "then" | "else";

type CheckedMap<M, Formats, At extends Position> = M extends object
  ? { readonly [Name in keyof M]: M[Name] extends readonly unknown[] ? unknown : Checked<M[Name], Formats, At> }
  : unknown;

type CheckedList<L, Formats, At extends Position> = { readonly [I in keyof L]: Checked<L[I], Formats, At> };

type CheckedItems<I, Formats> = I extends readonly unknown[]
  ? CheckedList<I, Formats, "part">
  : Checked<I, Formats, "part">;

/** `schemas` is all that a schema may read of OpenAPI's components. */
type CheckedComponents<C, Formats> = {
  readonly [K in keyof C]: K extends "schemas" ? CheckedMap<C[K], Formats, "part"> : UnknownKeyword<K>;
};

// Formats and options

type CheckedFormat<F, Formats> = string extends F ? unknown : F extends Format | Formats ? unknown : UnknownFormat<F>;

/** The options of each format. */
interface FormatOptions {
  "email": "rule";
  "idn-email": "rule";
  "idempotency-key": "form";
  "safe-url": keyof UrlPolicy;
}

type OptionOf<S> = S extends { readonly format: infer F }
  ? string extends F
    ? PropertyKey
    : F extends keyof FormatOptions
      ? FormatOptions[F]
      : never
  : never;

type CheckedOptions<S, Options, At> = {
  readonly [K in keyof Options]: K extends "reason" | OptionOf<S>
    ? unknown
    : K extends "reasons"
      ? { readonly [C in keyof Options[K]]: C extends Code ? unknown : UnknownCode<C> }
      : K extends "annotationFormats"
        ? At extends "root"
          ? unknown
          : UnknownOption<K>
        : UnknownOption<K>;
};

// Types

/** The names in `type`; `never` without `type`, or if the compiler does not know its value. */
type KnownTypes<S> = TypesOf<S, never>;

/** The types that a keyword judges. */
type JudgedTypes<S, K extends keyof S> = K extends
  | "properties"
  | "required"
  | "additionalProperties"
  | "patternProperties"
  | "propertyNames"
  | "minProperties"
  | "maxProperties"
  | "dependentRequired"
  | "dependentSchemas"
  | "dependencies"
  ? "object"
  : K extends
        | "items"
        | "prefixItems"
        | "additionalItems"
        | "contains"
        | "minContains"
        | "maxContains"
        | "minItems"
        | "maxItems"
        | "uniqueItems"
    ? "array"
    : K extends "minLength" | "maxLength" | "pattern"
      ? "string"
      : K extends "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf"
        ? "number" | "integer"
        : K extends "format"
          ? S[K] extends StringFormat
            ? "string"
            : S[K] extends NumberFormat
              ? "number" | "integer"
              : TypeName
          : TypeName;

type UnusedBy<S, K extends keyof S> = [KnownTypes<S>] extends [never]
  ? false
  : [Extract<KnownTypes<S>, JudgedTypes<S, K>>] extends [never]
    ? true
    : false;

type TypeOf<V> = V extends string
  ? "string"
  : V extends number
    ?
        | "number"
        | (`${V}` extends `${string}e${string}` ? "integer" : `${V}` extends `${string}.${string}` ? never : "integer")
    : V extends boolean
      ? "boolean"
      : V extends null
        ? "null"
        : V extends readonly unknown[]
          ? "array"
          : V extends object
            ? "object"
            : TypeName;

type CheckedValues<S, K extends keyof S> = [KnownTypes<S>] extends [never]
  ? unknown
  : [ValueIn<S[K], K>] extends [never]
    ? unknown
    : [Extract<TypeOf<ValueIn<S[K], K>>, KnownTypes<S>>] extends [never]
      ? NoValueOfType<KnownTypes<S>>
      : unknown;

type ValueIn<V, K> = K extends "enum" ? (V extends readonly (infer One)[] ? One : never) : V;

// Required names

/**
 * A closed object has no other names than those it declares. An object that says nothing about other names is taken for
 * closed here, unless another schema may declare the name. To require a name without a schema for it, write
 * `additionalProperties: true`, or declare the name as `{}`.
 */
type CheckedRequired<S, Names, At> = S extends { readonly properties: infer P }
  ? string extends keyof P
    ? unknown
    : IsClosed<S, At> extends true
      ? { readonly [I in keyof Names]: CheckedName<Names[I], P> }
      : unknown
  : unknown;

type CheckedName<Name, P> = string extends Name
  ? unknown
  : Name extends `${keyof P & (string | number)}`
    ? unknown
    : Name extends string
      ? UndeclaredName<Name>
      : unknown;

type IsClosed<S, At> = "patternProperties" extends keyof S
  ? false
  : "additionalProperties" extends keyof S
    ? S["additionalProperties"] extends false
      ? true
      : false
    : At extends "beside"
      ? false
      : [Extract<keyof S, "$ref" | ListBeside | Beside | "dependentSchemas" | "dependencies">] extends [never]
        ? true
        : false;

// Bounds

/** The upper bounds that each lower bound must not exceed. */
interface UpperBounds {
  minLength: "maxLength";
  minItems: "maxItems";
  minProperties: "maxProperties";
  minContains: "maxContains";
  minimum: "maximum" | "exclusiveMaximum";
  exclusiveMinimum: "maximum" | "exclusiveMaximum";
}

type CheckedBound<S, Lower, K extends keyof UpperBounds> =
  Exceeded<S, Lower, K, UpperBounds[K]> extends infer Upper
    ? [Upper] extends [never]
      ? unknown
      : AboveUpperBound<Upper>
    : never;

/** The upper bound, if it leaves no value. An exclusive bound that is equal to the other one leaves none either. */
type Exceeded<S, Lower, K, UpperName> = UpperName extends keyof S
  ? IsGreater<Lower, S[UpperName]> extends true
    ? S[UpperName]
    : "exclusiveMinimum" | "exclusiveMaximum" extends infer Exclusive
      ? [Extract<K | UpperName, Exclusive>] extends [never]
        ? never
        : IsSameNumber<Lower, S[UpperName]> extends true
          ? S[UpperName]
          : never
      : never
  : never;

type IsSameNumber<A, B> = A extends number ? (number extends A ? false : [A, B] extends [B, A] ? true : false) : false;
