import express from "express";
import { rateLimit } from "express-rate-limit";
import { createServer } from "node:http";
import { get, listening, post } from "../case.mjs";
import { brokenJson, lead } from "../lead.mjs";

const shown = express();
shown.use(express.json({ limit: 300 }));
shown.use((error, _request, response, _next) => response.status(error.status).json(error));

const production = express();
production.set("env", "production");
production.use(express.json());
production.get("/production/boom", () => {
  throw new Error("hunter2-secret is not the password");
});

const limits = { windowMs: 60_000, limit: 0, legacyHeaders: false, validate: false };
const app = express();
app.set("env", "test");
app.use("/shown", shown);
app.use("/limited", rateLimit({ ...limits, standardHeaders: "draft-6" }));
app.use(
  "/limited-8",
  rateLimit({
    ...limits,
    standardHeaders: "draft-8",
    identifier: "leads",
    message: { error: { code: "too_many_leads", message: "Too many leads, slow down." } },
  }),
);
app.use(express.json({ limit: 300 }));
app.post("/leads", (_request, response) => response.sendStatus(409));
app.get("/boom", () => {
  throw new Error("connect ECONNREFUSED 10.0.0.7:5432");
});
app.get("/stack", (_request, response) => {
  const error = new Error("Lead store is down");
  response.status(500).json({ message: error.message, stack: error.stack });
});

const html = (category, more) => ({ code: null, category, fields: [], ...more });
const large = { ...lead(), notes: "n".repeat(300) };

export default {
  framework: "express",
  package: "express",
  async start() {
    const [development, other] = [await listening(createServer(app)), await listening(createServer(production))];
    return {
      send: (request) => (request.path.startsWith("/production") ? other : development).send(request),
      close: () => Promise.all([development.close(), other.close()]),
    };
  },
  cases: [
    { id: "404", send: get("/nothing"), expected: html("not_found") },
    {
      id: "broken-json",
      about: "the default handler: an HTML page with a stack",
      send: post("/leads", brokenJson),
      expected: html(["bad_request", "validation"], { mustNotHold: ["/srv/app"] }),
    },
    { id: "413", send: post("/leads", large), expected: html("payload_too_large", { mustNotHold: ["/srv/app"] }) },
    { id: "500", send: get("/boom"), expected: html("server_error", { mustNotHold: ["/srv/app"] }) },
    { id: "500-production", send: get("/production/boom"), expected: html("server_error") },
    { id: "409-send-status", send: post("/leads", lead()), expected: { ...html("conflict"), message: "Conflict" } },
    {
      id: "json-of-body-parser",
      about: "JSON.stringify of body-parser's error: body is the whole request",
      send: post("/shown/leads", brokenJson),
      expected: html(["bad_request", "validation"], { code: "entity.parse.failed" }),
    },
    {
      id: "json-of-body-parser-413",
      send: post("/shown/leads", large),
      expected: html("payload_too_large", { code: "entity.too.large" }),
    },
    {
      id: "stack-in-json",
      send: get("/stack"),
      expected: html("server_error", { message: "Lead store is down", mustNotHold: ["/srv/app"] }),
    },
    {
      id: "429",
      package: "express-rate-limit",
      send: get("/limited"),
      expected: html("rate_limited", {
        message: "Too many requests, please try again later.",
        retry: true,
        retryAfterMs: 60_000,
      }),
    },
    {
      id: "429-draft-8",
      package: "express-rate-limit",
      send: post("/limited-8", lead()),
      expected: html("rate_limited", {
        code: "too_many_leads",
        message: "Too many leads, slow down.",
        retry: true,
        retryAfterMs: 60_000,
      }),
    },
  ],
};
