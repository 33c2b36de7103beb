import * as s from "superstruct";
import isEmail from "validator/es/lib/isEmail.js";
import { dotted, KEY, PHONE_MAX, shapes, text } from "./common.mjs";

const fields = () => ({
  email: s.refine(s.string(), "email", (value) => isEmail(value)),
  phone: s.size(s.string(), 0, PHONE_MAX),
  url: s.refine(s.string(), "url", (value) => URL.canParse(value)),
  idempotency_key: s.pattern(s.string(), KEY),
});
const shape = shapes(
  () => s.type(fields()),
  () => s.object(fields()),
  (items) => s.array(items),
);

export const superstruct = {
  checks:
    "email: validator.js, because superstruct has no email rule; lengths in UTF-16 units; URL: what `new URL` accepts",
  make: (name) => {
    const compiled = shape[name]();
    return {
      verdict: (value) => s.is(value, compiled),
      message: (value) => {
        const [error] = s.validate(value, compiled);
        return (
          error &&
          text(
            error.failures(),
            ({ path }) => dotted(path),
            ({ message }) => message,
          )
        );
      },
    };
  },
};
