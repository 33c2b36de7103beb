import { type } from "arktype";
import { KEY, PHONE_MAX, shapes } from "./common.mjs";

const fields = {
  email: "string.email",
  phone: `string <= ${PHONE_MAX}`,
  url: "string.url",
  idempotency_key: KEY,
};
const shape = shapes(
  () => type(fields),
  () => type({ "+": "reject", ...fields }),
  (items) => items.array(),
);

export const arktype = {
  checks:
    "email: a pattern; lengths in UTF-16 units; URL: what `new URL` accepts; compiled by `new Function`; " +
    "verdict by `allows`",
  make: (name) => {
    const compiled = shape[name]();
    return {
      verdict: (value) => compiled.allows(value),
      message: (value) => {
        const result = compiled(value);
        return result instanceof type.errors ? result.summary : undefined;
      },
    };
  },
};
