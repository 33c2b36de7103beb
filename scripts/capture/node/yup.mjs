import * as yup from "yup";
import { invalid, json } from "../case.mjs";
import { lead } from "../lead.mjs";

const Lead = yup
  .object({
    email: yup.string().email().required(),
    firstName: yup.string().required(),
    age: yup.number().integer().required(),
    contacts: yup.array(yup.object({ email: yup.string().email() })),
    password: yup.string().min(16).required(),
  })
  .noUnknown()
  .strict();

function error(...names) {
  try {
    Lead.validateSync(lead(...names), { abortEarly: false });
  } catch (thrown) {
    return thrown;
  }
}

const EMAIL = ["email", "email must be a valid email"];
const NAME = ["firstName", "firstName is a required field"];
const AGE = ["age", 'age must be a `number` type, but the final value was: `"old"`.'];
const NESTED = ["contacts.1.email", "contacts[1].email must be a valid email"];
const UNKNOWN = ["", "this field has unspecified keys: plan"];
const SHORT = ["password", "password must be at least 16 characters"];

export default {
  framework: "yup",
  package: "yup",
  cases: [
    {
      id: "error-stringified",
      about: "JSON.stringify of a ValidationError holds the whole input as value",
      answer: json(400, error("email", "nested")),
      expected: { ...invalid(EMAIL, NESTED), code: [null, "ValidationError"], message: "2 errors occurred" },
    },
    {
      id: "error-of-one",
      about: "one mistake: inner holds it, value the whole input",
      answer: json(400, error("password")),
      expected: { ...invalid(SHORT), code: [null, "ValidationError"], message: SHORT[1] },
    },
    {
      id: "inner-in-errors",
      answer: json(422, {
        message: "Invalid lead",
        errors: error("several").inner.map(({ path, message }) => ({ path, message })),
      }),
      expected: { ...invalid(EMAIL, NAME, AGE, NESTED), message: "Invalid lead" },
    },
    {
      id: "inner-unknown",
      answer: json(400, { errors: error("unknown").inner }),
      expected: invalid(UNKNOWN),
    },
    {
      id: "errors-of-strings",
      about: "error.errors is a list of sentences that begin with the path",
      answer: json(400, { name: "ValidationError", errors: error("email", "nested").errors }),
      expected: { code: [null, "ValidationError"], category: "validation", messageIncludes: EMAIL[1] },
    },
    {
      id: "error-member",
      answer: json(400, { error: error("missing") }),
      expected: { ...invalid(["email", "email is a required field"]), code: [null, "ValidationError"] },
    },
  ],
};
