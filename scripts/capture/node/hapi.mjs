import Boom from "@hapi/boom";
import Hapi from "@hapi/hapi";
import Joi from "joi";
import { get, invalid, post } from "../case.mjs";
import { brokenJson, lead } from "../lead.mjs";

const email = Joi.string().email();
const payload = Joi.object({
  email: email.required(),
  firstName: Joi.string().required(),
  age: Joi.number().integer(),
  contacts: Joi.array().items(Joi.object({ email })),
  password: Joi.string().min(16),
});

async function start() {
  const server = Hapi.server({ debug: false, routes: { payload: { maxBytes: 300 } } });
  const shown = {
    payload,
    options: { abortEarly: false },
    failAction: (_request, _h, error) => {
      throw error;
    },
  };
  const handler = () => ({});
  server.route([
    { method: "POST", path: "/leads", handler, options: { validate: { payload } } },
    { method: "POST", path: "/shown", handler, options: { validate: shown } },
    {
      method: "GET",
      path: "/taken",
      handler: () => {
        const error = Boom.conflict("A lead with this email exists");
        error.output.payload.code = "LEAD_EXISTS";
        throw error;
      },
    },
    {
      method: "GET",
      path: "/boom",
      handler: () => {
        throw new Error("hunter2-secret is not the password");
      },
    },
    { method: "GET", path: "/login", handler: () => Boom.unauthorized("Token expired", "Bearer") },
    { method: "GET", path: "/limited", handler: () => Boom.tooManyRequests("Slow down") },
  ]);
  return {
    async send({ path, method, headers, body }) {
      const answer = await server.inject({ url: path, method, headers, payload: body });
      return new Response(answer.payload, { status: answer.statusCode, headers: answer.headers });
    },
    close: () => server.stop(),
  };
}

const plain = (category, message) => ({ code: null, category, message, fields: [] });

export default {
  framework: "hapi",
  package: "@hapi/hapi",
  start,
  cases: [
    {
      id: "default",
      about: "the default failAction says nothing about the field",
      send: post("/leads", lead("nested")),
      expected: { ...plain(["bad_request", "validation"], "Invalid request payload input") },
    },
    {
      id: "several",
      about: "the error thrown on: validation.keys names the fields",
      send: post("/shown", lead("several")),
      expected: {
        ...invalid("email", "firstName", "age", "contacts.1.email"),
        messageIncludes: '"firstName" is required',
      },
    },
    {
      id: "unknown",
      send: post("/shown", lead("unknown")),
      expected: { ...invalid(["plan", '"plan" is not allowed']), message: '"plan" is not allowed' },
    },
    {
      id: "broken-json",
      send: post("/leads", brokenJson),
      expected: plain(["bad_request", "validation"], "Invalid request payload JSON format"),
    },
    {
      id: "413",
      send: post("/leads", { ...lead(), notes: "n".repeat(300) }),
      expected: { code: null, category: "payload_too_large", messageIncludes: "Payload content length greater than" },
    },
    { id: "404", send: get("/nothing"), expected: plain("not_found", "Not Found") },
    {
      id: "409-boom",
      package: "@hapi/boom",
      send: get("/taken"),
      expected: { ...plain("conflict", "A lead with this email exists"), code: "LEAD_EXISTS" },
    },
    { id: "401-boom", package: "@hapi/boom", send: get("/login"), expected: plain("authentication", "Token expired") },
    {
      id: "429-boom",
      package: "@hapi/boom",
      send: get("/limited"),
      expected: { ...plain("rate_limited", "Slow down"), retry: true },
    },
    { id: "500", send: get("/boom"), expected: plain("server_error", "An internal server error occurred") },
  ],
};
