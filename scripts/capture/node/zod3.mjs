import { z } from "zod3";
import { fromError } from "zve3";
import { invalid, json } from "../case.mjs";
import { lead } from "../lead.mjs";

const Lead = z
  .object({
    email: z.string().email(),
    firstName: z.string(),
    age: z.number().int(),
    contacts: z.array(z.object({ email: z.string().email() })),
    password: z.string().min(16),
  })
  .strict();

const error = (...names) => Lead.safeParse(lead(...names)).error;

const EMAIL = ["email", "Invalid email"];
const NAME = ["firstName", "Required"];
const AGE = ["age", "Expected number, received string"];
const NESTED = ["contacts.1.email", "Invalid email"];
const UNKNOWN = ["", "Unrecognized key(s) in object: 'plan'"];
const SEVERAL = [EMAIL, NAME, AGE, NESTED];

export default {
  framework: "zod",
  package: "zod3",
  cases: [
    { id: "issues", answer: json(400, { errors: error("several").issues }), expected: invalid(...SEVERAL) },
    {
      id: "error-stringified",
      about: "JSON.stringify of a ZodError holds its issues",
      answer: json(400, error("nested", "unknown")),
      expected: { ...invalid(NESTED, UNKNOWN), code: [null, "ZodError"] },
    },
    {
      id: "flatten",
      answer: json(400, { message: "Invalid lead", errors: error("email", "unknown").flatten() }),
      expected: { ...invalid(EMAIL, UNKNOWN), message: "Invalid lead" },
    },
    {
      id: "flatten-field-errors",
      answer: json(400, { error: error("email", "missing", "type").flatten().fieldErrors }),
      expected: invalid(["email", "Required"], AGE),
    },
    { id: "format", answer: json(400, { errors: error("several").format() }), expected: invalid(...SEVERAL) },
    {
      id: "zod-validation-error-3",
      package: "zve3",
      answer: json(400, { message: fromError(error("email", "nested")).message }),
      expected: invalid(EMAIL, NESTED),
    },
  ],
};
