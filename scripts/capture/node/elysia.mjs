import { Elysia, t } from "elysia";
import { fields, get, inProcess, post } from "../case.mjs";
import { brokenJson, lead } from "../lead.mjs";

const Lead = t.Object(
  {
    email: t.String({ format: "email" }),
    firstName: t.String(),
    age: t.Number(),
    contacts: t.Array(t.Object({ email: t.String({ format: "email" }) })),
    password: t.String({ minLength: 16 }),
  },
  { additionalProperties: false },
);

const app = new Elysia({ normalize: false })
  .post("/leads", () => ({}), { body: Lead })
  .get("/denied", ({ status }) => status(403, { error: "Only for administrators", code: "ADMINS_ONLY" }))
  .get("/boom", () => {
    throw new Error("The lead store is down");
  });

const VALIDATION = { code: [null, "VALIDATION", "validation"], category: "validation" };
const validation = (...list) => ({ ...VALIDATION, fields: fields(...list) });
const plain = (category, message, code = null) => ({ code, category, message, fields: [] });

export default {
  framework: "elysia",
  package: "elysia",
  start: () => inProcess((request) => app.handle(request)),
  cases: [
    {
      id: "email",
      about: "found is the whole input",
      send: post("/leads", lead("email")),
      expected: validation(["email", "Expected string to match 'email' format"]),
    },
    {
      id: "nested",
      send: post("/leads", lead("nested")),
      expected: validation(["contacts.1.email", "Expected string to match 'email' format"]),
    },
    { id: "unknown", send: post("/leads", lead("unknown")), expected: validation(["plan", "Unexpected property"]) },
    {
      id: "password",
      send: post("/leads", lead("password")),
      expected: validation(["password", "Expected string length greater or equal to 16"]),
    },
    {
      id: "broken-json",
      send: post("/leads", brokenJson),
      expected: { category: ["bad_request", "validation"], fields: [] },
    },
    { id: "404", send: get("/nothing"), expected: { category: "not_found", fields: [] } },
    { id: "403", send: get("/denied"), expected: plain("permission", "Only for administrators", "ADMINS_ONLY") },
    { id: "500", send: get("/boom"), expected: plain("server_error", "The lead store is down") },
  ],
};
