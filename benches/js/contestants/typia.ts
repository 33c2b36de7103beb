// `typia-compiler.mjs` compiles this file: each `create…` call becomes a validator for its type.
import typia, { type tags } from "typia";
import { text } from "./common.mjs";

interface Lead {
  email: string & tags.Format<"email">;
  phone: string & tags.MaxLength<50>;
  url: string & tags.Format<"url">;
  idempotency_key: string & tags.Pattern<"^[\\x21-\\x7e]{1,255}$">;
}

const judge = (is: (value: unknown) => boolean, validate: (value: unknown) => typia.IValidation<unknown>) => ({
  verdict: is,
  message: (value: unknown) => {
    const result = validate(value);
    const reason = ({ expected }: typia.IValidation.IError) => `expected ${expected}`;
    return result.success ? undefined : text(result.errors, ({ path }) => path, reason);
  },
});

const judges = {
  object: judge(typia.createIs<Lead>(), typia.createValidate<Lead>()),
  closed: judge(typia.createEquals<Lead>(), typia.createValidateEquals<Lead>()),
  list: judge(typia.createIs<Lead[]>(), typia.createValidate<Lead[]>()),
};

export const typiaCompiled = {
  checks: "email and URL: patterns; lengths in UTF-16 units; compiled ahead of time",
  make: (shape: keyof typeof judges) => judges[shape],
};
