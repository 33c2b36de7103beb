// The type of the values that a schema accepts. It never excludes a value that the schema accepts; where TypeScript
// cannot say what a keyword says, the type is wider. docs/types.md lists what is inferred.
import type { JsonSchema } from "./json-schema.js";

/** The type of the values that a schema accepts. A schema that is written inline or `as const` gives an exact type. */
export type InferSchema<S> = ValueOf<S, S, unknown, []>;

/**
 * The type of the values that a compiled schema accepts: `Infer<typeof lead>`. {@link InferSchema} takes the type of a
 * schema that is not compiled.
 */
export type Infer<T extends { readonly "~standard": object }> = T extends {
  readonly "~standard": { readonly types?: infer Types };
}
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : never
  : never;

/**
 * The values of a subschema.
 *
 * `Root` is the schema that a `$ref` starts from. `Types` are the names in `type` of a schema that judges the same
 * value, such as the parent of an `allOf`; `unknown` without such a schema. `Seen` lists the references that led here
 * without entering a property or an item, so that a circle of references ends. In it `"merge"` and `"union"` stand for
 * an `allOf` and an `anyOf` on the way, and `"a list"` for a list that is inferred at once.
 */
type ValueOf<S, Root, Types, Seen extends SeenList> = S extends boolean
  ? S extends true
    ? unknown
    : never
  : JsonSchema extends S
    ? unknown
    : Seen["length"] extends MaxSeen
      ? unknown
      : NullOf<S> | JudgedBy<S, RootOf<S, Root>, TypesOf<S, Types>, Seen>;

/** The compiler gives up with an error when it infers too many schemas at once. Beyond this they are unknown. */
type MaxSeen = 14;

type SeenList = readonly string[];

/**
 * A schema with an `$id` of its own, in draft-04 an `id`, is the root of the references inside it. In draft-07,
 * `#name` is an anchor.
 */
type RootOf<S, Root> = S extends WithId<infer Id> ? (Id extends `#${string}` ? Root : S) : Root;

type WithId<Id> = { readonly $id: Id } | { readonly id: Id };

/** Whether `nullable` is true, or may be. */
type IsNullable<S> = "nullable" extends keyof S ? (true extends S["nullable"] ? true : false) : false;

/** Without `type`, `nullable` is about the whole schema. */
type NullOf<S> = S extends { readonly type: unknown } ? never : IsNullable<S> extends true ? null : never;

/** The names in `type`, with null if `nullable` is true. Without `type`, the names of the schema beside it. */
export type TypesOf<S, Inherited> = S extends { readonly type: infer T }
  ? (T extends readonly (infer One)[] ? One : T) | (IsNullable<S> extends true ? "null" : never)
  : Inherited;

type Combiner = "$ref" | "allOf" | "anyOf" | "oneOf";

type JudgedBy<S, Root, Types, Seen extends SeenList> = [Extract<keyof S, Combiner>] extends [never]
  ? OwnOf<S, Root, Types, Seen>
  : IsSingle<Exclude<keyof S, Annotation>> extends true
    ? Combined<S, Root, Types, Seen>
    : Merge<Both<OwnOf<S, Root, Types, [...Seen, "merge"]>, Combined<S, Root, Types, [...Seen, "merge"]>>>;

type IsSingle<Union, All = Union> = Union extends unknown ? ([All] extends [Union] ? true : false) : never;

/** Keywords that do not change the type beside a `$ref`, so that the referenced type keeps its form. */
type Annotation =
  | "$schema"
  | "$id"
  | "id"
  | "$anchor"
  | "$comment"
  | "$defs"
  | "definitions"
  | "components"
  | "title"
  | "description"
  | "default"
  | "example"
  | "examples"
  | "deprecated"
  | "readOnly"
  | "writeOnly"
  | "discriminator"
  | "nullable"
  | `x-${string}`;

// References and unions

type Combined<S, Root, Types, Seen extends SeenList> = (S extends { readonly $ref: infer Ref }
  ? S extends { readonly allOf: infer L }
    ? Both<Referenced<Ref, Root, Seen>, AllOf<L, Root, Types, Seen>>
    : Referenced<Ref, Root, Seen>
  : S extends { readonly allOf: infer L }
    ? AllOf<L, Root, Types, Seen>
    : unknown) &
  (S extends { readonly anyOf: infer L } ? AnyOf<L, Root, Types, Seen> : unknown) &
  (S extends { readonly oneOf: infer L } ? AnyOf<L, Root, Types, Seen> : unknown);

type AllOf<L, Root, Types, Seen extends SeenList> = L extends readonly [infer First, ...infer Rest]
  ? Rest extends readonly []
    ? ValueOf<First, Root, Types, Seen>
    : Merge<AllOfRest<Rest, Root, Types, [...Seen, "merge"], ValueOf<First, Root, Types, [...Seen, "merge"]>>>
  : unknown;

type AllOfRest<L, Root, Types, Seen extends SeenList, Before> = L extends readonly [infer First, ...infer Rest]
  ? AllOfRest<Rest, Root, Types, Seen, Both<Before, ValueOf<First, Root, Types, Seen>>>
  : Before;

type AnyOf<L, Root, Types, Seen extends SeenList> = L extends readonly (infer Branch)[]
  ? [Branch] extends [never]
    ? unknown
    : ValueOf<Branch, Root, Types, [...Seen, "union"]>
  : unknown;

/**
 * The values that two types have in common. An intersection of two objects with a property of the same name asks for
 * the types of this property at once, and so never ends if they lead back to it. So such objects are joined.
 */
type Both<A, B> = A extends unknown
  ? B extends unknown
    ? [SharedNames<A, B>] extends [never]
      ? A & B
      : DifferInTag<A, B, SharedNames<A, B>> extends true
        ? never
        : Joined<A, B, SharedNames<A, B>>
    : never
  : never;

/** Whether two objects require the same property with other constants. */
type DifferInTag<A, B, Names extends keyof A & keyof B> =
  Exclude<Names, Optional<A, Names> | Optional<B, Names>> extends infer Tags extends Names
    ? [Tags] extends [never]
      ? false
      : [Pick<A, Tags> & Pick<B, Tags>] extends [never]
        ? true
        : false
    : never;

/** The names of the properties that two objects have; never if one is no object, or has properties of any name. */
type SharedNames<A, B> = [A, B] extends [object, object]
  ? [Extract<A | B, readonly unknown[]>] extends [never]
    ? string extends keyof A | keyof B
      ? never
      : keyof A & keyof B
    : never
  : never;

/** One object type of two. A property that one of them requires is required. */
type Joined<A, B, Names extends keyof A & keyof B> = Simplify<
  { [K in keyof A as Exclude<K, Names>]: A[K] } & { [K in keyof B as Exclude<K, Names>]: B[K] } & {
    [K in Optional<A, Names> & Optional<B, Names>]?: A[K] & B[K];
  } & { [K in Exclude<Names, Optional<A, Names> & Optional<B, Names>>]: Defined<A[K], B[K]> }
>;

/** Those of the names that are optional. */
type Optional<T, Names extends keyof T> = Names extends unknown
  ? Empty extends Pick<T, Names>
    ? Names
    : never
  : never;

/** The values of two types without undefined. Unlike `Exclude`, it does not ask what the common values have. */
type Defined<A, B> = unknown extends A
  ? Exclude<B, undefined>
  : unknown extends B
    ? Exclude<A, undefined>
    : A & B & (NonNullable<unknown> | null);

/**
 * Makes one object type of an intersection of objects. A property that one part declares and another one requires is
 * there, so it is not undefined. No value is both an object and, say, a string.
 */
type Merge<T> = T extends string | number | boolean | null
  ? T extends object
    ? never
    : T
  : T extends readonly unknown[]
    ? T
    : T extends object
      ? [keyof T] extends [never]
        ? Record<string, unknown>
        : string extends keyof T
          ? { [K in keyof T]: Empty extends Pick<T, K> ? T[K] : Exclude<T[K], undefined> }
          : Simplify<T>
      : T;

/** The values of what a `$ref` names. A reference that leads out of the schema, or to an anchor, gives unknown. */
type Referenced<Ref, Root, Seen extends SeenList> = Ref extends Seen[number]
  ? unknown
  : Ref extends "#"
    ? ValueOf<Root, Root, unknown, [...Seen, Ref]>
    : Ref extends `#/${infer Pointer}`
      ? ValueOf<At<Root, Decode<Pointer>>, Root, unknown, [...Seen, Ref]>
      : unknown;

/** Percent-encoded ASCII characters that stand in names of schemas, such as those of generics: `Page<User>`. */
interface PercentEncoded {
  "%20": " ";
  "%22": '"';
  "%25": "%";
  "%26": "&";
  "%28": "(";
  "%29": ")";
  "%2B": "+";
  "%2C": ",";
  "%2F": "/";
  "%3A": ":";
  "%3C": "<";
  "%3D": "=";
  "%3E": ">";
  "%40": "@";
  "%5B": "[";
  "%5D": "]";
  "%60": "`";
  "%7B": "{";
  "%7C": "|";
  "%7D": "}";
}

/** The text with its percent-encoded characters decoded; never if one is not in the table. */
type Decode<Text extends string> = Text extends `${infer Before}%${infer One}${infer Two}${infer After}`
  ? `%${One}${Uppercase<Two>}` extends infer Code extends keyof PercentEncoded
    ? `${Before}${PercentEncoded[Code]}${Decode<After>}`
    : never
  : Text;

/**
 * The subschema at a JSON pointer; `unknown` if the pointer leads to no subschema, or if `Pointer` is never. `Pointer`
 * has no slash at its start: `$defs/email`.
 */
type At<Node, Pointer extends string> = [Pointer] extends [never]
  ? unknown
  : Pointer extends `${infer Step}/${infer Rest}`
    ? AtRest<Member<Node, Unescape<Step>>, Rest>
    : Member<Node, Unescape<Pointer>>;

/** Continues with the rest of the pointer, but not into a subschema with an `$id`, which is a root of its own. */
type AtRest<Node, Rest extends string> = Node extends WithId<string> ? unknown : At<Node, Rest>;

type Member<Node, Name> = Name extends keyof Node ? Node[Name] : unknown;

type Unescape<Step extends string> = Step extends `${infer Before}~1${infer After}`
  ? `${Unescape<Before>}/${Unescape<After>}`
  : Step extends `${infer Before}~0${infer After}`
    ? `${Before}~${Unescape<After>}`
    : Step;

// The keywords that judge one type

type OwnOf<S, Root, Types, Seen extends SeenList> = S extends { readonly const: infer C }
  ? Mutable<C>
  : S extends { readonly enum: readonly (infer E)[] }
    ? Mutable<E>
    : S extends { readonly type: unknown }
      ? OfType<Types, S, Root, Seen>
      : [Extract<keyof S, ObjectKeyword | ArrayKeyword>] extends [never]
        ? unknown
        : OfType<Types, S, Root, Seen>;

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

type OfType<T, S, Root, Seen extends SeenList> = T extends "string"
  ? string
  : T extends "number" | "integer"
    ? number
    : T extends "boolean"
      ? boolean
      : T extends "null"
        ? null
        : T extends "array"
          ? ArrayOf<S, Root, Seen>
          : T extends "object"
            ? ObjectOf<S, Root>
            : unknown;

type ArrayKeyword = "items" | "prefixItems";
type ObjectKeyword = "properties" | "required" | "additionalProperties" | "patternProperties";

type ItemOf<S, Root> = ValueOf<S, Root, unknown, []>;

type ArrayOf<S, Root, Seen extends SeenList> = S extends { readonly prefixItems: infer P }
  ? Tuple<P, S extends { readonly items: infer I } ? I : true, MinItems<S>, Root, SeenIn<Seen>>
  : S extends { readonly items: infer I }
    ? I extends readonly unknown[]
      ? Tuple<I, S extends { readonly additionalItems: infer A } ? A : true, MinItems<S>, Root, SeenIn<Seen>>
      : "merge" extends Seen[number]
        ? ValueOf<I, Root, unknown, SeenIn<Seen>>[]
        : ItemOf<I, Root>[]
    : unknown[];

/**
 * The references that the items of some lists must not follow. TypeScript infers the items of a tuple, and of a list
 * that is merged with another type, at once and not when they are asked for. A list that holds itself would never end,
 * so a list inside such a list follows no reference.
 */
type SeenIn<Seen extends SeenList> = [...Seen, "a list" extends Seen[number] ? string : "a list"];

type MinItems<S> = S extends { readonly minItems: infer N } ? N : 0;

/** A list whose first items have schemas of their own. Items below `minItems` are required. */
type Tuple<P, Rest, Min, Root, Seen extends SeenList> = P extends readonly [unknown, ...unknown[]]
  ? number extends Min
    ? OptionalItems<P, Rest, Root, Seen, []>
    : RequiredItems<P, Rest, Min, Root, Seen, []>
  : unknown[];

type RequiredItems<
  P,
  Rest,
  Min,
  Root,
  Seen extends SeenList,
  Before extends readonly unknown[],
> = Before["length"] extends Min
  ? OptionalItems<P, Rest, Root, Seen, Before>
  : P extends readonly [infer First, ...infer More]
    ? RequiredItems<More, Rest, Min, Root, Seen, [...Before, ValueOf<First, Root, unknown, Seen>]>
    : [...Before, ...RestOf<Rest, Root, Seen>];

type OptionalItems<P, Rest, Root, Seen extends SeenList, Before extends readonly unknown[]> = P extends readonly [
  infer First,
  ...infer More,
]
  ? OptionalItems<More, Rest, Root, Seen, [...Before, ValueOf<First, Root, unknown, Seen>?]>
  : [...Before, ...RestOf<Rest, Root, Seen>];

type RestOf<Rest, Root, Seen extends SeenList> = Rest extends false ? [] : ValueOf<Rest, Root, unknown, Seen>[];

/** The names in `required`, if the compiler knows them all. */
type RequiredName<S> = S extends { readonly required: readonly (infer Name)[] }
  ? string extends Name
    ? never
    : Name
  : never;

type IsRequired<K, S> = K extends string | number ? (`${K}` extends RequiredName<S> ? true : false) : false;

/** The schemas by name; none if the compiler does not know all names. */
type PropertiesOf<S> = S extends { readonly properties: infer P } ? (string extends keyof P ? Empty : P) : Empty;

type ObjectOf<S, Root> = ObjectFrom<S, PropertiesOf<S>, OthersOf<S>, Root>;

/** `Others` is a union of the schemas of the names that `properties` does not have; never if no other is allowed. */
type ObjectFrom<S, P, Others, Root> = [keyof P | RequiredName<S>] extends [never]
  ? IsOpen<Others> extends true
    ? [Extract<keyof S, Combiner>] extends [never]
      ? Record<string, unknown>
      : object
    : { [name: string]: ItemOf<Others, Root> }
  : Simplify<
      {
        -readonly [K in keyof P as IsRequired<K, S> extends true ? K : never]: ItemOf<P[K], Root>;
      } & {
        -readonly [K in keyof P as IsRequired<K, S> extends true ? never : K]?: ItemOf<P[K], Root>;
      } & {
        [K in Exclude<RequiredName<S>, keyof P | NumericNames<P>> & string]: ItemOf<Others, Root>;
      } & (IsOpen<Others> extends true
          ? unknown
          : [Others] extends [never]
            ? unknown
            : { [name: string]: ItemOf<Others | P[keyof P], Root> | MissingOf<S, P> })
    >;

type NumericNames<P> = keyof P extends infer K ? (K extends number ? `${K}` : never) : never;

/** An index signature must allow undefined if a property is optional. */
type MissingOf<S, P> = [keyof P] extends [never]
  ? never
  : false extends { [K in keyof P]: IsRequired<K, S> }[keyof P]
    ? undefined
    : never;

type OthersOf<S> =
  | ("additionalProperties" extends keyof S ? S["additionalProperties" & keyof S] : true)
  | ("patternProperties" extends keyof S ? ValuesOf<S["patternProperties" & keyof S]> : never) extends infer Others
  ? Exclude<Others, false>
  : never;

type ValuesOf<T> = T extends object ? T[keyof T] : true;

/** Whether other names may have any value, as far as the schemas show without inferring their values. */
type IsOpen<Others> = [Others] extends [never]
  ? false
  : true extends (Others extends object ? (JsonSchema extends Others ? true : false) : true)
    ? true
    : false;

type Empty = Record<never, never>;

type Simplify<T> = { [K in keyof T]: T[K] } & {};
