// This file is compiled but not run. It tests what type a schema's values have.
import { schema, type Infer, type InferSchema, type JsonSchema } from "unanimous";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(..._: Equal<A, B> extends true ? [] : [never]): void => {};

type Empty = Record<never, never>;

// Scalars
same<InferSchema<{ type: "integer" }>, number>();
same<InferSchema<{ type: "integer"; format: "int64" }>, number>();
same<InferSchema<{ type: readonly ["string", "null"] }>, string | null>();
same<InferSchema<{ format: "email" }>, unknown>();
same<InferSchema<true>, unknown>();
same<InferSchema<false>, never>();
same<InferSchema<boolean>, unknown>();
same<InferSchema<JsonSchema>, unknown>();
same<InferSchema<Empty>, unknown>();

// Constants
same<InferSchema<{ type: "string"; const: "a" }>, "a">();
same<InferSchema<{ const: null }>, null>();
same<InferSchema<{ const: { readonly a: readonly [1, 2] } }>, { a: [1, 2] }>();
same<InferSchema<{ type: "string"; enum: readonly ["a", "b"] }>, "a" | "b">();
same<InferSchema<{ enum: readonly ["a", 1, null, true] }>, "a" | 1 | null | true>();

// Null unions
same<InferSchema<{ type: "string"; nullable: true }>, string | null>();
same<InferSchema<{ type: "string"; nullable: false }>, string>();
same<InferSchema<{ type: "string"; nullable: boolean }>, string | null>();
same<InferSchema<{ type: "string"; nullable?: true }>, string | null>();
same<InferSchema<{ anyOf: readonly [{ type: "string" }, { type: "null" }] }>, string | null>();
// `nullable` adds null to `type` alone: an `enum` without null still refuses it. Without `type` it is about the whole.
same<InferSchema<{ type: "string"; nullable: true; enum: readonly ["a"] }>, "a">();
same<InferSchema<{ nullable: true; enum: readonly ["a"] }>, "a" | null>();
same<
  InferSchema<{ nullable: true; allOf: readonly [{ $ref: "#/$defs/A" }]; $defs: { A: { type: "string" } } }>,
  string | null
>();
same<InferSchema<{ type: "object"; nullable: true; properties: { a: Empty } }>, { a?: unknown } | null>();
// null must pass every part of an `allOf`.
same<
  InferSchema<{ type: "object"; nullable: true; allOf: readonly [{ type: "object"; properties: { a: Empty } }] }>,
  { a?: unknown }
>();

// Objects
same<InferSchema<{ type: "object" }>, Record<string, unknown>>();
same<InferSchema<{ type: "object"; properties: Empty }>, Record<string, unknown>>();
same<InferSchema<{ type: "object"; required: readonly ["a"] }>, { a: unknown }>();
same<
  InferSchema<{ type: "object"; properties: { a: { type: "string" }; b: true }; required: readonly ["a", "c"] }>,
  { a: string; b?: unknown; c: unknown }
>();
same<InferSchema<{ type: "object"; properties: { 0: { type: "string" } }; required: readonly ["0"] }>, { 0: string }>();
// Without `type` every value of another type is accepted.
same<InferSchema<{ properties: { a: { type: "string" } } }>, unknown>();
// If the compiler does not know the names in `required` or `properties`, no name is taken for required or declared.
same<InferSchema<{ type: "object"; properties: { a: { type: "string" } }; required: string[] }>, { a?: string }>();
same<InferSchema<{ type: "object"; properties: { [name: string]: { type: "string" } } }>, Record<string, unknown>>();
same<InferSchema<{ type: "object"; properties: { a: false } }>, { a?: never }>();

// Records
same<InferSchema<{ type: "object"; additionalProperties: { type: "number" } }>, { [name: string]: number }>();
same<InferSchema<{ type: "object"; additionalProperties: true }>, Record<string, unknown>>();
same<InferSchema<{ type: "object"; additionalProperties: Empty }>, Record<string, unknown>>();
same<InferSchema<{ type: "object"; additionalProperties: boolean }>, Record<string, unknown>>();
same<InferSchema<{ type: "object"; additionalProperties: false }>, { [name: string]: never }>();
same<
  InferSchema<{
    type: "object";
    properties: { a: { type: "string" } };
    required: readonly ["a"];
    additionalProperties: { type: "number" };
  }>,
  { [name: string]: string | number; a: string }
>();
same<
  InferSchema<{ type: "object"; properties: { a: { type: "string" } }; additionalProperties: { type: "number" } }>,
  { [name: string]: string | number | undefined; a?: string }
>();
same<
  InferSchema<{ type: "object"; required: readonly ["a"]; additionalProperties: { type: "number" } }>,
  { [name: string]: number; a: number }
>();
same<
  InferSchema<{ type: "object"; patternProperties: { "^x-": { type: "string" } }; additionalProperties: false }>,
  { [name: string]: string }
>();
same<
  InferSchema<{
    type: "object";
    patternProperties: { "^x-": { type: "string" }; "^n-": { type: "number" } };
    additionalProperties: { type: "boolean" };
  }>,
  { [name: string]: string | number | boolean }
>();
same<InferSchema<{ type: "object"; patternProperties: { "^x-": { type: "string" } } }>, Record<string, unknown>>();

// Lists
same<InferSchema<{ type: "array" }>, unknown[]>();
same<InferSchema<{ type: "array"; items: true }>, unknown[]>();
same<InferSchema<{ type: "array"; items: false }>, never[]>();
same<InferSchema<{ type: "array"; items: { type: readonly ["string", "null"] } }>, (string | null)[]>();
type Pair = { type: "array"; prefixItems: readonly [{ type: "string" }, { type: "number" }] };
same<InferSchema<Pair>, [string?, number?, ...unknown[]]>();
same<InferSchema<Pair & { minItems: 1 }>, [string, number?, ...unknown[]]>();
same<InferSchema<Pair & { minItems: 2 }>, [string, number, ...unknown[]]>();
same<InferSchema<Pair & { minItems: 5 }>, [string, number, ...unknown[]]>();
same<InferSchema<Pair & { minItems: number }>, [string?, number?, ...unknown[]]>();
same<InferSchema<Pair & { minItems: 2; items: false }>, [string, number]>();
same<InferSchema<Pair & { items: false }>, [string?, number?]>();
same<InferSchema<Pair & { minItems: 2; items: { type: "boolean" } }>, [string, number, ...boolean[]]>();
same<InferSchema<{ type: "array"; prefixItems: { type: "string" }[] }>, unknown[]>();
// Draft-07
same<
  InferSchema<{ type: "array"; minItems: 1; items: readonly [{ type: "string" }]; additionalItems: false }>,
  [string]
>();
same<InferSchema<{ type: "array"; items: readonly [{ type: "string" }] }>, [string?, ...unknown[]]>();
same<
  InferSchema<{
    type: "array";
    prefixItems: readonly [{ $ref: "#/$defs/A" }, { type: "array"; prefixItems: readonly [{ type: "string" }] }];
    minItems: 2;
    items: false;
    $defs: { A: { type: "string" } };
  }>,
  [string, [string?, ...unknown[]]]
>();

// References
const order = schema({
  type: "object",
  required: ["lead", "again"],
  properties: {
    lead: { $ref: "#/$defs/Lead" },
    again: { $ref: "#/definitions/Old" },
    api: { $ref: "#/components/schemas/Api" },
    deep: { $ref: "#/$defs/Lead/properties/email" },
    odd: { $ref: "#/$defs/a~1b~0c~01" },
    generic: { $ref: "#/$defs/Page%3CA%2cB%3E" },
    international: { $ref: "#/$defs/%C3%A9" },
    first: { $ref: "#/$defs/Union/anyOf/0" },
    away: { $ref: "https://example.com/lead.json" },
    anchor: { $ref: "#lead" },
    missing: { $ref: "#/$defs/Missing" },
  },
  $defs: {
    Lead: { type: "object", required: ["email"], properties: { email: { type: "string" } }, $anchor: "lead" },
    "a/b~c~1": { const: 5 },
    "Page<A,B>": { const: 6 },
    é: { const: 7 },
    Union: { anyOf: [{ type: "boolean" }, { type: "null" }] },
  },
  definitions: { Old: { type: "integer", title: "Old" } },
  components: { schemas: { Api: { type: "array", items: { $ref: "#/$defs/Lead" } } } },
});
same<
  Infer<typeof order>,
  {
    lead: { email: string };
    again: number;
    api?: { email: string }[];
    deep?: string;
    odd?: 5;
    generic?: 6;
    international?: unknown;
    first?: boolean;
    away?: unknown;
    anchor?: unknown;
    missing?: unknown;
  }
>();
// `$ref` beside other keywords means both.
same<
  InferSchema<{
    $ref: "#/$defs/A";
    type: "object";
    required: readonly ["b"];
    properties: { b: { type: "number" } };
    $defs: { A: { type: "object"; properties: { a: { type: "string" } } } };
  }>,
  { a?: string; b: number }
>();
// A schema with an `$id` of its own, in draft-04 an `id`, is the root of its references.
same<
  InferSchema<{
    type: "array";
    items: { id: "other.json"; $ref: "#/definitions/A"; definitions: { A: { type: "string" } } };
    definitions: { A: { type: "number" } };
  }>,
  string[]
>();
// A property of that name is none.
same<
  InferSchema<{ type: "object"; properties: { id: { type: "string" }; copy: { $ref: "#/properties/id" } } }>,
  { id?: string; copy?: string }
>();
same<
  InferSchema<{
    type: "array";
    items: { $id: "other.json"; $ref: "#/$defs/A"; $defs: { A: { type: "string" } } };
    $defs: { A: { type: "number" } };
  }>,
  string[]
>();

// Recursion
const tree = schema({
  type: "object",
  required: ["value", "children"],
  properties: { value: { type: "string" }, children: { type: "array", items: { $ref: "#" } }, parent: { $ref: "#" } },
});
declare const node: Infer<typeof tree>;
same<NonNullable<(typeof node.children)[0]>["children"][0] extends infer Child ? Child : never, typeof node>();
node.children[0]?.children[0]?.parent?.value.toUpperCase();
// @ts-expect-error: no such member, three levels down
node.children[0]?.children[0]?.parent?.values;
type Json = InferSchema<{
  $ref: "#/$defs/Json";
  $defs: {
    Json: {
      anyOf: readonly [
        { type: readonly ["string", "number", "boolean", "null"] },
        { type: "array"; items: { $ref: "#/$defs/Json" } },
        { type: "object"; additionalProperties: { $ref: "#/$defs/Json" } },
      ];
    };
  };
}>;
const json: Json = { a: [1, "b", { c: null }] };
void json;
// @ts-expect-error: no such value, three levels down
const noJson: Json = { a: [1, "b", { c: undefined }] };
void noJson;
// Parts of an allOf that share a property, whose types lead back to the whole
const employee = schema({
  $ref: "#/$defs/Employee",
  $defs: {
    Person: {
      type: "object",
      required: ["name"],
      properties: { name: { type: "string" }, friend: { $ref: "#/$defs/Person" }, boss: { $ref: "#/$defs/Person" } },
    },
    Employee: {
      allOf: [
        { $ref: "#/$defs/Person" },
        {
          type: "object",
          required: ["boss"],
          properties: {
            boss: { $ref: "#/$defs/Employee" },
            friend: { oneOf: [{ $ref: "#/$defs/Employee" }, { $ref: "#/$defs/Person" }] },
            team: { type: "array", items: { $ref: "#/$defs/Employee" } },
          },
        },
      ],
    },
  },
});
declare const someone: Infer<typeof employee>;
someone.boss.boss.friend?.friend?.name.toUpperCase();
someone.team?.[0]?.boss.team?.[0]?.name.toUpperCase();
// @ts-expect-error: a person may have no boss
someone.friend?.boss.name.toUpperCase();
// @ts-expect-error: no such member, two levels down
someone.boss.boss.title;
same<
  InferSchema<{
    allOf: readonly [
      {
        type: "object";
        required: readonly ["a"];
        properties: { a: { type: "string" }; b: { type: "string" }; c: Empty };
      },
      { type: "object"; required: readonly ["b", "c"]; properties: { a: { enum: readonly ["x", "y"] }; b: Empty } },
    ];
  }>,
  { a: "x" | "y"; b: string; c: unknown }
>();
// Branches that a part beside them rules out
same<
  InferSchema<{
    allOf: readonly [
      {
        oneOf: readonly [
          { type: "object"; required: readonly ["k"]; properties: { k: { const: "a" }; x: { type: "number" } } },
          { type: "object"; required: readonly ["k"]; properties: { k: { const: "b" } } },
        ];
      },
      { type: "object"; required: readonly ["k"]; properties: { k: { const: "a" } } },
    ];
  }>,
  { k: "a"; x?: number }
>();
const list = schema({ type: "array", items: { $ref: "#" } });
const lists: Infer<typeof list> = [[], [[]]];
void lists;
// @ts-expect-error: no such item, two levels down
const noLists: Infer<typeof list> = [[], [1]];
void noLists;
// TypeScript infers the first items of a list at once. Where such a list holds itself, the type ends after two lists.
const expression = schema({
  anyOf: [
    { type: "number" },
    { type: "array", minItems: 3, items: false, prefixItems: [{ enum: ["+", "-"] }, { $ref: "#" }, { $ref: "#" }] },
  ],
});
type Operand = number | ["+" | "-", unknown, unknown];
same<Infer<typeof expression>, number | ["+" | "-", Operand, Operand]>();
// A linked list through `allOf`, where each part names the other.
const linked = schema({
  $ref: "#/$defs/Item",
  $defs: {
    Base: { type: "object", required: ["id"], properties: { id: { type: "integer" }, next: { $ref: "#/$defs/Item" } } },
    Item: {
      allOf: [
        { $ref: "#/$defs/Base" },
        { type: "object", required: ["name"], properties: { name: { type: "string" } } },
      ],
    },
  },
});
declare const item: Infer<typeof linked>;
const { id, name, next } = item;
same<typeof id, number>();
same<typeof name, string>();
next?.next?.name.toUpperCase();
// A circle of references that consumes nothing is refused at run time. Its type ends.
same<InferSchema<{ $ref: "#" }>, unknown>();
same<
  InferSchema<{
    $ref: "#/$defs/A";
    $defs: { A: { allOf: readonly [{ $ref: "#/$defs/B" }] }; B: { $ref: "#/$defs/A" } };
  }>,
  unknown
>();

// Combinations
const both = schema({
  allOf: [
    { type: "object", required: ["a"], properties: { a: { type: "string" } } },
    { type: "object", properties: { b: { type: "number" } } },
    { description: "no more" },
  ],
});
same<Infer<typeof both>, { a: string; b?: number }>();
same<InferSchema<{ allOf: { type: "string" }[] }>, unknown>();
same<InferSchema<{ type: "string"; allOf: readonly [{ minLength: 1 }, { enum: readonly ["a", "b"] }] }>, "a" | "b">();
// The parent's `type` holds for the members.
same<
  InferSchema<{
    type: "object";
    properties: { a: { type: "string" } };
    anyOf: readonly [{ required: readonly ["a"] }, { required: readonly ["b"]; properties: { b: { type: "number" } } }];
  }>,
  { a: string } | { a?: string; b: number }
>();
same<InferSchema<{ anyOf: readonly [{ required: readonly ["a"] }, { required: readonly ["b"] }] }>, unknown>();
same<
  InferSchema<{ type: "object"; allOf: readonly [{ not: { required: readonly ["a"] } }] }>,
  Record<string, unknown>
>();
// Unions that a tag tells apart
const event = schema({
  type: "object",
  discriminator: { propertyName: "kind", mapping: { call: "#/$defs/Call", mail: "#/$defs/Mail" } },
  oneOf: [{ $ref: "#/$defs/Call" }, { $ref: "#/$defs/Mail" }],
  $defs: {
    Call: {
      type: "object",
      required: ["kind", "phone"],
      properties: { kind: { const: "call" }, phone: { type: "string" } },
    },
    Mail: {
      type: "object",
      required: ["kind", "to"],
      properties: { kind: { enum: ["mail", "letter"] }, to: { type: "array", items: { type: "string" } } },
    },
  },
});
declare const happened: Infer<typeof event>;
if (happened.kind === "call") same<typeof happened, { kind: "call"; phone: string }>();
else same<typeof happened, { kind: "mail" | "letter"; to: string[] }>();
// `not` and `if` do not change the type.
same<InferSchema<{ type: "string"; not: { const: "a" } }>, string>();
same<InferSchema<{ if: { type: "string" }; then: { const: "a" }; else: { type: "number" } }>, unknown>();
