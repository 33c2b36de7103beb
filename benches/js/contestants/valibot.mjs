import * as v from "valibot";
import { KEY, PHONE_MAX, shapes, text } from "./common.mjs";

const fields = () => ({
  email: v.pipe(v.string(), v.email()),
  phone: v.pipe(v.string(), v.maxLength(PHONE_MAX)),
  url: v.pipe(v.string(), v.url()),
  idempotency_key: v.pipe(v.string(), v.regex(KEY)),
});
const shape = shapes(
  () => v.object(fields()),
  () => v.strictObject(fields()),
  (items) => v.array(items),
);

export const valibot = {
  checks:
    "email: a pattern of its own, narrower than the standards; lengths in UTF-16 units; URL: what `new URL` accepts; " +
    "verdict by `is`",
  make: (name) => {
    const compiled = shape[name]();
    return {
      verdict: (value) => v.is(compiled, value),
      message: (value) => {
        const result = v.safeParse(compiled, value);
        return result.success
          ? undefined
          : text(
              result.issues,
              (issue) => v.getDotPath(issue) ?? "",
              ({ message }) => message,
            );
      },
    };
  },
};
