import { schema } from "unanimous";
import { schema as lite } from "unanimous/lite";
import { FIELDS, shapes } from "./common.mjs";

const contestant = (compile, url) => {
  const object = () => ({
    type: "object",
    required: FIELDS,
    properties: {
      email: { type: "string", format: "email" },
      phone: { type: "string", format: "phone" },
      url,
      idempotency_key: { type: "string", format: "idempotency-key" },
    },
  });
  const shape = shapes(
    object,
    () => ({ ...object(), additionalProperties: false }),
    (items) => ({ type: "array", items }),
  );
  return (name) => {
    const compiled = compile(shape[name]());
    return {
      verdict: (value) => compiled.validate(value).ok,
      message: (value) => compiled.validate(value).message,
    };
  };
};

export const unanimous = {
  checks:
    "email: what the HTML standard and RFC 5321 both allow, up to 64 and 254 octets; lengths in code points; " +
    "URL: `safe-url`, which checks the text and where it points",
  make: contestant(schema, { type: "string", format: "safe-url" }),
};

export const unanimousLite = {
  checks: "the same, but without `safe-url`: the URL is any string of up to 2,048 code points",
  make: contestant(lite, { type: "string", maxLength: 2048 }),
};
