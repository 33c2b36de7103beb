/** A schema of `count` definitions that name one another, each nested to 12 levels. */
export function bigSchema(count) {
  const $defs = {};
  for (let at = 0; at < count; at++) {
    const other = (distance) => ({ $ref: `#/$defs/D${(at + distance) % count}` });
    const properties = {
      kind: { const: `d${at}` },
      deep: nested(12, other(1)),
      next: other(1),
      choice: { anyOf: [other(2), other(7), { type: "null" }] },
      all: { allOf: [other(3), { type: "object", properties: { more: { type: "string" } } }] },
      map: { type: "object", additionalProperties: other(5) },
      pair: { type: "array", prefixItems: [other(11), other(13)], minItems: 2, items: false },
    };
    $defs[`D${at}`] = { type: "object", required: ["kind", "deep"], properties };
  }
  return { oneOf: Object.keys($defs).map((name) => ({ $ref: `#/$defs/${name}` })), $defs };
}

/** Lists and objects by turns around a schema. */
function nested(levels, innermost) {
  if (levels === 0) return innermost;
  const inner = nested(levels - 1, innermost);
  return levels % 2 === 1
    ? { type: "array", items: inner }
    : { type: "object", required: ["in"], properties: { in: inner } };
}

const around = (levels, wrap, innermost) =>
  Array.from({ length: levels }).reduce((inner, _, level) => wrap(inner, level), innermost);

/** `levels` references in a row, each wrapped. */
const chain = (levels, wrap) => {
  const definition = (_, at) => [`D${at}`, wrap({ $ref: `#/$defs/D${at + 1}` }, at)];
  const last = [`D${levels}`, { type: "object" }];
  return { $ref: "#/$defs/D0", $defs: Object.fromEntries([...Array.from({ length: levels }, definition), last]) };
};

/** Schemas that are deep or wide in one way each. */
export const deepSchemas = () => [
  around(32, (inner) => ({ type: "object", required: ["in"], properties: { in: inner } }), { type: "string" }),
  around(32, (inner) => ({ type: "array", items: inner }), { type: "string" }),
  around(32, (inner) => ({ allOf: [inner, { type: "object" }] }), { type: "object" }),
  around(32, (inner) => ({ anyOf: [inner, { type: "null" }] }), { type: "object" }),
  around(32, (inner) => ({ type: "array", minItems: 1, prefixItems: [inner] }), { type: "string" }),
  chain(32, (ref) => ref),
  chain(32, (ref) => ({ anyOf: [ref, { type: "null" }] })),
  chain(32, (ref, at) => ({ allOf: [ref, { type: "object", properties: { [`p${at}`]: true } }] })),
  { type: "array", prefixItems: Array.from({ length: 300 }, (_, at) => ({ const: at })), items: false },
  { oneOf: Array.from({ length: 100 }, (_, at) => ({ const: `v${at}` })) },
];

/** A program that infers the type of each schema. */
export const deepProgram = (schemas) => `
import { schema, type Infer } from "unanimous";
${schemas
  .map(
    (json, at) => `const s${at} = schema(${JSON.stringify(json)});\nexport declare const v${at}: Infer<typeof s${at}>;`,
  )
  .join("\n")}
`;

/** A program that uses the types of the big schema, written inline and imported from `big.json`. */
export const bigProgram = (schema) => `
import { schema, type Infer, type InferSchema, type JsonSchema } from "unanimous";
import big from "./big.json" with { type: "json" };
const inline = schema(${JSON.stringify(schema, null, 1)});
declare const value: Infer<typeof inline>;
if (value.kind === "d5") {
  value.deep.in[0]!.in[0]!.in[0]!.in[0]!.in[0]!.in[0]!.kind satisfies "d6";
  if (value.choice?.kind === "d12") value.choice.all?.more?.toUpperCase();
  value.pair?.[1].kind satisfies "d18" | undefined;
  // @ts-expect-error: another kind
  value.next?.kind satisfies "d7" | undefined;
}
// The compiler widens "object" to string in a JSON file, so the type says nothing.
declare const imported: InferSchema<typeof big>;
const loaded = schema(big as JsonSchema);
declare const unknown: Infer<typeof loaded>;
// @ts-expect-error: unknown
imported.kind;
// @ts-expect-error: unknown
unknown.kind;
`;
