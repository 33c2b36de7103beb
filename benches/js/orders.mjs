// Orders: 64 valid and 64 invalid ones, for a schema with references, a recursive node, `allOf`, a tagged and untagged
// unions, patterns and a map. All contestants get the same schema.
import schemaJson from "../order-schema.json" with { type: "json" };
import orders from "../orders.json" with { type: "json" };
import { compiled } from "ajv-standalone";
import { schema } from "unanimous";
import { schema as lite } from "unanimous/lite";
import { z } from "zod";
import { dotted, text } from "./contestants/common.mjs";

export const { valid, invalid } = orders;

const ours = (compile) => {
  const order = compile(schemaJson);
  return (value) => order.validate(value).message;
};

const ajv = compiled.order.all;
const zod = z.fromJSONSchema(schemaJson);

/** Each returns one message with all faults, or undefined for a valid order. */
export const messages = {
  unanimous: ours(schema),
  "unanimous/lite": ours(lite),
  "ajv standalone": (value) =>
    ajv(value)
      ? undefined
      : text(
          ajv.errors,
          ({ instancePath, params }) => instancePath + (params.missingProperty ?? params.additionalProperty ?? ""),
          ({ message }) => message,
        ),
  "zod 4": (value) => {
    const { success, error } = zod.safeParse(value);
    if (success) return undefined;
    return text(
      error.issues,
      ({ path }) => dotted(path),
      ({ message }) => message,
    );
  },
};

/** @throws Error if a contestant gives a wrong verdict for an order */
export function auditOrders() {
  for (const [name, message] of Object.entries(messages)) {
    for (const [orders, isValid] of [
      [valid, true],
      [invalid, false],
    ]) {
      const wrong = orders.find((order) => (message(order) === undefined) !== isValid);
      if (wrong) throw new Error(`${name} gives a wrong verdict for ${JSON.stringify(wrong)}: ${message(wrong)}`);
    }
  }
}
