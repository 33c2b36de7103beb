// ajv's schemas. `ajv.mjs` compiles them at run time; `bundle.mjs` compiles them ahead of time.
import { FIELDS, KEY, PHONE_MAX, shapes } from "./common.mjs";

const object = () => ({
  type: "object",
  required: FIELDS,
  properties: {
    email: { type: "string", format: "email" },
    phone: { type: "string", maxLength: PHONE_MAX },
    url: { type: "string", format: "uri" },
    idempotency_key: { type: "string", pattern: KEY.source },
  },
});

export const SCHEMAS = shapes(
  object,
  () => ({ ...object(), additionalProperties: false }),
  (items) => ({ type: "array", items }),
);
