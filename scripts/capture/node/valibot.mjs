import * as v from "valibot";
import { invalid, json } from "../case.mjs";
import { lead } from "../lead.mjs";

const Lead = v.strictObject({
  email: v.pipe(v.string(), v.email()),
  firstName: v.string(),
  age: v.number(),
  contacts: v.array(v.object({ email: v.pipe(v.string(), v.email()) })),
  password: v.pipe(v.string(), v.minLength(16)),
});
const issues = (...names) => v.safeParse(Lead, lead(...names)).issues;

const EMAIL = ["email", 'Invalid email: Received "not-an-email"'];
const NAME = ["firstName", 'Invalid key: Expected "firstName" but received undefined'];
const AGE = ["age", 'Invalid type: Expected number but received "old"'];
const NESTED = ["contacts.1.email", 'Invalid email: Received "eve"'];
const UNKNOWN = ["plan", 'Invalid key: Expected never but received "plan"'];
const SHORT = ["password", "Invalid length: Expected >=16 but received 14"];

export default {
  framework: "valibot",
  package: "valibot",
  cases: [
    {
      id: "issues",
      about: "each part of a path holds the input",
      answer: json(400, { issues: issues("email", "type") }),
      expected: invalid(EMAIL, AGE),
    },
    {
      id: "bare-issues",
      answer: json(400, issues("nested")),
      expected: invalid(NESTED),
    },
    {
      id: "errors-of-issues",
      answer: json(422, { message: "Invalid lead", errors: issues("password", "unknown") }),
      expected: { ...invalid(SHORT, UNKNOWN), message: "Invalid lead" },
    },
    {
      id: "flatten",
      answer: json(400, v.flatten(issues("several"))),
      expected: invalid(EMAIL, NAME, AGE, NESTED),
    },
    {
      id: "flatten-in-errors",
      answer: json(400, { errors: v.flatten(issues("nested", "unknown")) }),
      expected: invalid(NESTED, UNKNOWN),
    },
    {
      id: "flatten-root",
      answer: json(400, { error: v.flatten(v.safeParse(Lead, "hunter2").issues) }),
      expected: invalid(["", 'Invalid type: Expected Object but received "hunter2"']),
    },
    {
      id: "error-stringified",
      about: "JSON.stringify of a ValiError",
      answer: json(400, { error: new v.ValiError(issues("password")) }),
      expected: { ...invalid(SHORT), code: [null, "ValiError"] },
    },
    {
      id: "summarize",
      answer: json(400, { message: v.summarize(issues("nested")) }),
      expected: invalid(NESTED),
    },
  ],
};
