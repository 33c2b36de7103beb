import { sValidator } from "@hono/standard-validator";
import { zValidator } from "@hono/zod-validator";
import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { bodyLimit } from "hono/body-limit";
import { validator } from "hono/validator";
import * as v from "valibot";
import { z } from "zod";
import { z as z3 } from "zod3";
import { get, inProcess, invalid, post } from "../case.mjs";
import { brokenJson, lead } from "../lead.mjs";

const email = z.email();
const Lead = z.strictObject({
  email,
  firstName: z.string(),
  age: z.number(),
  contacts: z.array(z.object({ email })),
  password: z.string().min(16),
});
const Lead3 = z3.object({ email: z3.string().email(), contacts: z3.array(z3.object({ email: z3.string().email() })) });
const LeadV = v.object({ email: v.pipe(v.string(), v.email()), password: v.pipe(v.string(), v.minLength(16)) });

const app = new Hono();
const ok = (context) => context.json({});
app.post("/zod", zValidator("json", Lead), ok);
app.post("/zod3", zValidator("json", Lead3), ok);
app.post("/standard", sValidator("json", Lead), ok);
app.post("/standard-valibot", sValidator("json", LeadV), ok);
app.post(
  "/own",
  validator("json", (value, context) => (value.plan ? context.text("Invalid!", 400) : value)),
  ok,
);
app.post("/limited", bodyLimit({ maxSize: 100 }), ok);
app.get("/bearer", bearerAuth({ token: "t" }), ok);
app.get("/boom", () => {
  throw new Error("The lead store is down");
});

const EMAIL = ["email", "Invalid email address"];
const NAME = ["firstName", "Invalid input: expected string, received undefined"];
const AGE = ["age", "Invalid input: expected number, received string"];
const NESTED = ["contacts.1.email", "Invalid email address"];
const plain = (category, message) => ({ code: null, category, message, fields: [] });

const ZOD = [null, "ZodError"];
const zValidatorCases = [
  {
    id: "several",
    send: post("/zod", lead("several")),
    expected: { ...invalid(EMAIL, NAME, AGE, NESTED), code: ZOD },
  },
  {
    id: "unknown",
    send: post("/zod", lead("unknown")),
    expected: { ...invalid(["", 'Unrecognized key: "plan"']), code: ZOD },
  },
  {
    id: "zod-3",
    send: post("/zod3", lead("nested")),
    expected: { ...invalid(["contacts.1.email", "Invalid email"]), code: ZOD },
  },
];

const sValidatorCases = [
  { id: "standard", send: post("/standard", lead("password", "nested")), expected: invalid(NESTED, "password") },
  {
    id: "standard-valibot",
    about: "each issue and each part of a path hold the input",
    send: post("/standard-valibot", lead("password")),
    expected: invalid(["password", "Invalid length: Expected >=16 but received 14"]),
  },
];

export default {
  framework: "hono",
  package: "hono",
  start: () => inProcess((request) => app.request(request)),
  cases: [
    ...zValidatorCases.map((test) => ({ ...test, id: `z-validator-${test.id}`, package: "@hono/zod-validator" })),
    ...sValidatorCases.map((test) => ({ ...test, package: "@hono/standard-validator" })),
    {
      id: "validator",
      send: post("/own", lead("unknown")),
      expected: { ...plain(["bad_request", "validation"], "Invalid!") },
    },
    {
      id: "broken-json",
      send: post("/zod", brokenJson),
      expected: plain(["bad_request", "validation"], "Malformed JSON in request body"),
    },
    { id: "404", send: get("/nothing"), expected: plain("not_found", "404 Not Found") },
    { id: "413", send: post("/limited", lead()), expected: plain("payload_too_large", "Payload Too Large") },
    { id: "401-bearer", send: get("/bearer"), expected: plain("authentication", "Unauthorized") },
    { id: "500", send: get("/boom"), expected: plain("server_error", "Internal Server Error") },
  ],
};
