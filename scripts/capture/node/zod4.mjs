import { z } from "zod";
import { fromError as fromError4 } from "zve4/v4";
import { fromError as fromError5 } from "zve5";
import { fields, invalid, json } from "../case.mjs";
import { lead } from "../lead.mjs";

const Lead = z.strictObject({
  email: z.email(),
  firstName: z.string(),
  age: z.number().int(),
  contacts: z.array(z.object({ email: z.email() })),
  password: z.string().min(16),
});

const error = (...names) => Lead.safeParse(lead(...names)).error;
const echoing = (...names) => Lead.safeParse(lead(...names), { reportInput: true }).error;

const EMAIL = ["email", "Invalid email address"];
const NAME = ["firstName", "Invalid input: expected string, received undefined"];
const AGE = ["age", "Invalid input: expected number, received string"];
const NESTED = ["contacts.1.email", "Invalid email address"];
const UNKNOWN = ["", 'Unrecognized key: "plan"'];
const SHORT = ["password", "Too small: expected string to have >=16 characters"];
const SEVERAL = [EMAIL, NAME, AGE, NESTED];

export default {
  framework: "zod",
  package: "zod",
  cases: [
    { id: "issues", answer: json(400, { issues: error("several").issues }), expected: invalid(...SEVERAL) },
    { id: "bare-issues", answer: json(400, error("nested", "unknown").issues), expected: invalid(NESTED, UNKNOWN) },
    {
      id: "errors-of-issues",
      answer: json(422, { message: "Invalid lead", errors: error("missing").issues }),
      expected: {
        ...invalid(["email", "Invalid input: expected string, received undefined"]),
        message: "Invalid lead",
      },
    },
    {
      id: "details-of-issues",
      answer: json(400, { error: "VALIDATION_FAILED", message: "Check the lead", details: error("type").issues }),
      expected: { ...invalid(AGE), code: "VALIDATION_FAILED", message: "Check the lead" },
    },
    {
      id: "error-stringified",
      about: "JSON.stringify of a ZodError",
      answer: json(400, error("email", "nested")),
      expected: { ...invalid(EMAIL, NESTED), code: [null, "ZodError"] },
    },
    {
      id: "message-of-error",
      about: "error.message is JSON text",
      answer: json(400, { message: error("email", "unknown").message }),
      expected: invalid(EMAIL, UNKNOWN),
    },
    {
      id: "issues-with-input-of-the-whole",
      answer: json(400, { errors: echoing("unknown").issues }),
      expected: invalid(UNKNOWN),
    },
    {
      id: "flatten",
      answer: json(400, error("email", "unknown").flatten()),
      expected: invalid(EMAIL, UNKNOWN),
    },
    {
      id: "flatten-nested",
      about: "flatten() keeps the first key of a path only",
      answer: json(400, { errors: error("nested").flatten() }),
      expected: invalid(["contacts", "Invalid email address"]),
    },
    {
      id: "flatten-in-details",
      answer: json(422, {
        error: { code: "invalid_lead", message: "Invalid lead", details: error("several").flatten() },
      }),
      expected: {
        code: "invalid_lead",
        message: "Invalid lead",
        category: "validation",
        fields: fields(EMAIL, NAME, AGE, ["contacts", "Invalid email address"]),
      },
    },
    {
      id: "field-errors-only",
      answer: json(400, { errors: z.flattenError(error("email", "type")).fieldErrors }),
      expected: invalid(EMAIL, AGE),
    },
    {
      id: "flatten-mapped",
      about: "flattenError with a mapper: each entry is an object",
      answer: json(400, {
        errors: z.flattenError(error("email"), (issue) => ({ message: issue.message, code: issue.code })).fieldErrors,
      }),
      expected: invalid(EMAIL),
    },
    { id: "treeify", answer: json(400, z.treeifyError(error("several"))), expected: invalid(...SEVERAL) },
    {
      id: "treeify-in-errors",
      answer: json(400, { message: "Invalid lead", errors: z.treeifyError(error("nested", "unknown")) }),
      expected: { ...invalid(NESTED, UNKNOWN), message: "Invalid lead" },
    },
    { id: "format", answer: json(400, z.formatError(error("several"))), expected: invalid(...SEVERAL) },
    {
      id: "format-in-error",
      answer: json(400, { error: z.formatError(error("nested", "unknown")) }),
      expected: invalid(NESTED, UNKNOWN),
    },
    {
      id: "format-in-details",
      answer: json(400, { message: "Invalid lead", details: error("nested").format() }),
      expected: { ...invalid(NESTED), message: "Invalid lead" },
    },
    {
      id: "prettify-in-error",
      answer: json(400, { error: z.prettifyError(error("nested")) }),
      expected: invalid(NESTED),
    },
    {
      id: "prettify-in-message",
      answer: json(400, { statusCode: 400, message: z.prettifyError(error("email", "unknown")) }),
      expected: invalid(EMAIL, UNKNOWN),
    },
    {
      id: "zod-validation-error-5-message",
      package: "zve5",
      answer: json(400, { message: fromError5(error("several")).message }),
      expected: invalid(...SEVERAL),
    },
    {
      id: "zod-validation-error-5-object",
      package: "zve5",
      answer: json(400, fromError5(error("password"))),
      expected: { ...invalid(SHORT), code: [null, "ZodValidationError"] },
    },
    {
      id: "zod-validation-error-4",
      package: "zve4",
      answer: json(400, { message: fromError4(error("type", "unknown")).message }),
      expected: invalid(AGE, UNKNOWN),
    },
  ],
};
