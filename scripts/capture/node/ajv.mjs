import Ajv from "ajv";
import addFormats from "ajv-formats";
import { invalid, json } from "../case.mjs";
import { lead } from "../lead.mjs";

const email = { type: "string", format: "email" };
const schema = {
  type: "object",
  required: ["email", "firstName", "age", "password"],
  additionalProperties: false,
  properties: {
    email,
    firstName: { type: "string" },
    age: { type: "integer" },
    contacts: { type: "array", items: { type: "object", required: ["email"], properties: { email } } },
    password: { type: "string", minLength: 16 },
  },
};

function validator(options) {
  const ajv = new Ajv({ allErrors: true, ...options });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  const errors = (data) => {
    validate(data);
    return validate.errors;
  };
  return { errors, text: (data) => ajv.errorsText(errors(data)) };
}
const { errors, text } = validator();
const verbose = validator({ verbose: true }).errors;

const EMAIL = ["email", 'must match format "email"'];
const NAME = ["firstName", "must have required property 'firstName'"];
const AGE = ["age", "must be integer"];
const NESTED = ["contacts.1.email", 'must match format "email"'];
const SHORT = ["password", "must NOT have fewer than 16 characters"];
const INSTANCE_PATHS = { contacts: [{ email: "bob@example.com" }, {}] };

export default {
  framework: "ajv",
  package: "ajv",
  cases: [
    {
      id: "errors",
      answer: json(400, { errors: errors(lead("several")) }),
      expected: invalid(NAME, EMAIL, AGE, NESTED),
    },
    { id: "bare-errors", answer: json(400, errors(lead("nested"))), expected: invalid(NESTED) },
    {
      id: "required-nested",
      about: "the missing property stands in params",
      answer: json(400, { message: "Invalid lead", errors: errors({ ...lead(), ...INSTANCE_PATHS }) }),
      expected: {
        ...invalid(["contacts.1.email", "must have required property 'email'"]),
        message: "Invalid lead",
      },
    },
    {
      id: "additional",
      about: "the unknown property stands in params; the field is the object or the property",
      answer: json(422, { error: "Invalid lead", details: errors(lead("unknown")) }),
      expected: { code: null, category: "validation", message: "Invalid lead" },
    },
    {
      id: "verbose",
      about: "verbose: data and parentSchema hold the input and the schema",
      answer: json(400, { errors: verbose(lead("password")) }),
      expected: invalid(SHORT),
    },
    {
      id: "verbose-required",
      about: "verbose: data is the whole input",
      answer: json(400, { errors: verbose(lead("missing")) }),
      expected: invalid(["email", "must have required property 'email'"]),
    },
    {
      id: "errors-text",
      answer: json(400, { error: text(lead("email", "type")) }),
      expected: { code: null, category: ["bad_request", "validation"], message: text(lead("email", "type")) },
    },
  ],
};
