import rateLimit from "@fastify/rate-limit";
import Fastify from "fastify";
import { get, invalid, post } from "../case.mjs";
import { brokenJson, lead } from "../lead.mjs";

const email = { type: "string", format: "email" };
const body = {
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

async function start() {
  const app = Fastify({ bodyLimit: 300, ajv: { customOptions: { allErrors: true, removeAdditional: false } } });
  await app.register(rateLimit, { global: false });
  app.post("/leads", { schema: { body } }, () => ({}));
  app.get(
    "/leads/:id",
    {
      schema: {
        params: { type: "object", properties: { id: { type: "integer" } } },
        querystring: { type: "object", properties: { limit: { type: "integer", maximum: 100 } } },
        headers: { type: "object", required: ["x-team"], properties: { "x-team": { type: "string" } } },
      },
    },
    () => ({}),
  );
  app.get("/limited", { config: { rateLimit: { max: 0, timeWindow: 60_000 } } }, () => ({}));
  app.get("/boom", () => {
    throw new Error("The lead store is down");
  });
  app.get("/denied", () => {
    throw Object.assign(new Error("Only for administrators"), { statusCode: 403, code: "LEADS_ADMINS_ONLY" });
  });
  app.register(async (shown) => {
    shown.setErrorHandler((error, _request, reply) =>
      reply.status(400).send({ message: "Invalid lead", errors: error.validation, context: error.validationContext }),
    );
    shown.post("/validation", { schema: { body } }, () => ({}));
  });
  return {
    async send({ path, method, headers, body }) {
      const answer = await app.inject({ url: path, method, headers, payload: body });
      return new Response(answer.payload, { status: answer.statusCode, headers: answer.headers });
    },
    close: () => app.close(),
  };
}

const code = "FST_ERR_VALIDATION";

export default {
  framework: "fastify",
  package: "fastify",
  start,
  cases: [
    {
      id: "missing",
      send: post("/leads", lead("missing")),
      expected: {
        ...invalid(["email", "must have required property 'email'", { location: "body" }]),
        code,
        message: "body must have required property 'email'",
      },
    },
    {
      id: "several",
      send: post("/leads", lead("several")),
      expected: {
        ...invalid(
          ["firstName", "must have required property 'firstName'"],
          ["email", 'must match format "email"'],
          ["age", "must be integer"],
          ["contacts.1.email", 'must match format "email"'],
        ),
        code,
      },
    },
    {
      id: "unknown",
      send: post("/leads", lead("unknown")),
      expected: {
        code,
        category: "validation",
        message: "body must NOT have additional properties",
      },
    },
    {
      id: "params",
      send: get("/leads/abc", { "x-team": "a" }),
      expected: { ...invalid(["id", "must be integer", { location: "path" }]), code },
    },
    {
      id: "querystring",
      send: get("/leads/7?limit=1000", { "x-team": "a" }),
      expected: { ...invalid(["limit", "must be <= 100", { location: "query" }]), code },
    },
    {
      id: "headers",
      send: get("/leads/7"),
      expected: { ...invalid(["x-team", "must have required property 'x-team'", { location: "header" }]), code },
    },
    {
      id: "validation-list",
      about: "error.validation in an error handler of one's own",
      send: post("/validation", lead("nested", "missing")),
      expected: {
        ...invalid(["email", "must have required property 'email'"], ["contacts.1.email", 'must match format "email"']),
        message: "Invalid lead",
      },
    },
    {
      id: "broken-json",
      send: post("/leads", brokenJson),
      expected: { category: ["bad_request", "validation"], fields: [] },
    },
    {
      id: "415",
      send: post("/leads", "<lead/>", { "content-type": "text/xml" }),
      expected: { code: "FST_ERR_CTP_INVALID_MEDIA_TYPE", category: "unsupported", fields: [] },
    },
    {
      id: "413",
      send: post("/leads", { ...lead(), notes: "n".repeat(300) }),
      expected: { code: "FST_ERR_CTP_BODY_TOO_LARGE", category: "payload_too_large", fields: [] },
    },
    {
      id: "404",
      send: get("/nothing"),
      expected: { code: null, category: "not_found", message: "Route GET:/nothing not found", fields: [] },
    },
    {
      id: "429",
      package: "@fastify/rate-limit",
      send: get("/limited"),
      expected: {
        code: null,
        category: "rate_limited",
        messageIncludes: "Rate limit exceeded",
        fields: [],
        retry: true,
        retryAfterMs: 60_000,
      },
    },
    {
      id: "500",
      send: get("/boom"),
      expected: { code: null, category: "server_error", message: "The lead store is down", fields: [] },
    },
    {
      id: "403-code",
      send: get("/denied"),
      expected: { code: "LEADS_ADMINS_ONLY", category: "permission", message: "Only for administrators", fields: [] },
    },
  ],
};
