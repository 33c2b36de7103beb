import express from "express";
import { body, checkExact, header, oneOf, param, query, validationResult } from "express-validator";
import { createServer } from "node:http";
import { get, invalid, listening, post } from "../case.mjs";
import { lead } from "../lead.mjs";

const rules = () => [
  body("email").isEmail(),
  body("firstName").notEmpty().withMessage("First name is required"),
  body("age").isInt(),
  body("contacts.*.email").isEmail().withMessage("Invalid contact"),
  body("password").isLength({ min: 16 }),
];
const answers = (show) => (request, response) => response.status(400).json(show(validationResult(request)));

const app = express();
app.use(express.json());
app.post(
  "/array",
  rules(),
  answers((result) => ({ errors: result.array() })),
);
app.post(
  "/bare",
  rules(),
  answers((result) => result.array()),
);
app.post(
  "/mapped",
  rules(),
  answers((result) => ({ errors: result.mapped() })),
);
app.post(
  "/result",
  rules(),
  answers((result) => result),
);
app.post(
  "/formatted",
  rules(),
  answers((result) => ({ errors: result.formatWith(({ msg }) => msg).mapped() })),
);
app.post(
  "/exact",
  checkExact(rules()),
  answers((result) => ({ errors: result.array() })),
);
app.post(
  "/either",
  oneOf([body("phone").notEmpty(), body("fax").notEmpty()]),
  answers((result) => ({ errors: result.array() })),
);
app.get(
  "/leads/:id",
  [param("id").isInt(), query("page").isInt(), header("x-team").exists()],
  answers((result) => ({ errors: result.array() })),
);

const EMAIL = ["email", "Invalid value"];
const NAME = ["firstName", "First name is required"];
const AGE = ["age", "Invalid value"];
const NESTED = ["contacts.1.email", "Invalid contact"];
const SHORT = ["password", "Invalid value"];

export default {
  framework: "express-validator",
  package: "express-validator",
  start: () => listening(createServer(app)),
  cases: [
    { id: "array", send: post("/array", lead("several")), expected: invalid(EMAIL, NAME, AGE, NESTED) },
    { id: "array-with-value", send: post("/array", lead("password")), expected: invalid(SHORT) },
    { id: "bare", send: post("/bare", lead("email", "password")), expected: invalid(EMAIL, SHORT) },
    { id: "mapped", send: post("/mapped", lead("nested", "password")), expected: invalid(NESTED, SHORT) },
    { id: "result", about: "the Result as it is", send: post("/result", lead("password")), expected: invalid(SHORT) },
    { id: "formatted", send: post("/formatted", lead("nested", "email")), expected: invalid(EMAIL, NESTED) },
    {
      id: "unknown-fields",
      about: "checkExact: the fields stand in a list of their own",
      send: post("/exact", lead("unknown")),
      expected: { code: null, category: "validation", messageIncludes: "Unknown field(s)" },
    },
    {
      id: "alternative",
      about: "oneOf: the errors stand in nestedErrors",
      send: post("/either", lead()),
      expected: { code: null, category: "validation", messageIncludes: "Invalid value" },
    },
    {
      id: "locations",
      send: get("/leads/abc?page=last"),
      expected: invalid(
        ["id", "Invalid value", { location: "path" }],
        ["page", "Invalid value", { location: "query" }],
        ["x-team", "Invalid value", { location: "header" }],
      ),
    },
  ],
};
