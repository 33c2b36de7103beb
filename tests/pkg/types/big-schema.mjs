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
