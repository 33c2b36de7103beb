import { celebrate, errors, Joi as CelebrateJoi, Segments } from "celebrate";
import express from "express";
import Joi from "joi";
import { createServer } from "node:http";
import { get, invalid, json, listening, post } from "../case.mjs";
import { lead } from "../lead.mjs";

const rules = {
  email: Joi.string().email().required(),
  firstName: Joi.string().required(),
  age: Joi.number().integer().required(),
  contacts: Joi.array().items(Joi.object({ email: Joi.string().email() })),
  password: Joi.string().min(16).required(),
};
const Lead = Joi.object(rules);
const error = (...names) => Lead.validate(lead(...names), { abortEarly: false }).error;

const EMAIL = ["email", '"email" must be a valid email'];
const NAME = ["firstName", '"firstName" is required'];
const AGE = ["age", '"age" must be a number'];
const NESTED = ["contacts.1.email", '"contacts[1].email" must be a valid email'];
const UNKNOWN = ["plan", '"plan" is not allowed'];
const SHORT = ["password", '"password" length must be at least 16 characters long'];

const app = express();
app.use(express.json());
app.post("/leads", celebrate({ [Segments.BODY]: CelebrateJoi.object(rules) }, { abortEarly: false }));
app.get("/leads", celebrate({ [Segments.QUERY]: CelebrateJoi.object({ page: CelebrateJoi.number() }) }));
app.use(errors());

export default {
  framework: "joi",
  package: "joi",
  start: () => listening(createServer(app)),
  cases: [
    {
      id: "details",
      answer: json(400, { details: error("several").details }),
      expected: invalid(EMAIL, NAME, AGE, NESTED),
    },
    {
      id: "errors-of-details",
      answer: json(422, { message: "Invalid lead", errors: error("unknown").details }),
      expected: { ...invalid(UNKNOWN), message: "Invalid lead" },
    },
    {
      id: "bare-details",
      about: "context.value holds the input",
      answer: json(400, error("password", "nested").details),
      expected: invalid(NESTED, SHORT),
    },
    {
      id: "error-stringified",
      about: "JSON.stringify of a ValidationError holds the whole input as _original",
      answer: json(400, error("password")),
      expected: { ...invalid(SHORT), code: null },
    },
    {
      id: "error-member",
      answer: json(400, { success: false, message: error("email").message, error: error("email") }),
      expected: { ...invalid(EMAIL), message: '"email" must be a valid email' },
    },
    {
      id: "message-of-error",
      answer: json(400, { message: error("several").message }),
      expected: { code: null, category: ["bad_request", "validation"], message: error("several").message },
    },
    {
      id: "validate-result",
      about: "the result of validate() as it is: value holds the input",
      answer: json(400, Lead.validate(lead("type"))),
      expected: invalid(AGE),
    },
    {
      id: "celebrate-body",
      package: "celebrate",
      send: post("/leads", lead("several")),
      expected: { ...invalid("email", "firstName", "age", "contacts.1.email"), message: "Validation failed" },
    },
    {
      id: "celebrate-unknown",
      package: "celebrate",
      send: post("/leads", lead("unknown")),
      expected: { ...invalid(UNKNOWN), message: "Validation failed" },
    },
    {
      id: "celebrate-query",
      package: "celebrate",
      send: get("/leads?page=last"),
      expected: { ...invalid(["page", '"page" must be a number']), message: "Validation failed" },
    },
  ],
};
