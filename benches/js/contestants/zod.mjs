import { z } from "zod";
import * as mini from "zod/mini";
import { dotted, KEY, PHONE_MAX, shapes, text } from "./common.mjs";

const full = {
  email: () => z.email(),
  phone: () => z.string().max(PHONE_MAX),
  url: () => z.url(),
  idempotency_key: () => z.string().regex(KEY),
};
const small = {
  email: () => mini.email(),
  phone: () => mini.string().check(mini.maxLength(PHONE_MAX)),
  url: () => mini.url(),
  idempotency_key: () => mini.string().check(mini.regex(KEY)),
};

const contestant = (zod, fields) => {
  const build = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field()]));
  const shape = shapes(
    () => zod.object(build()),
    () => zod.strictObject(build()),
    (items) => zod.array(items),
  );
  return (name) => {
    const compiled = shape[name]();
    return {
      verdict: (value) => compiled.safeParse(value).success,
      message: (value) => {
        const result = compiled.safeParse(value);
        if (result.success) return undefined;
        return text(
          result.error.issues,
          ({ path }) => dotted(path),
          ({ message }) => message,
        );
      },
    };
  };
};

export const zod4 = {
  checks: "email: a pattern of its own; lengths in code points; URL: what `new URL` accepts, `javascript:` included",
  make: contestant(z, full),
};

export const zodMini = { checks: "as zod 4", make: contestant(mini, small) };
