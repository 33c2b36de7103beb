import Router from "@koa/router";
import Koa from "koa";
import bodyParser from "koa-bodyparser";
import { createServer } from "node:http";
import { get, listening, post } from "../case.mjs";
import { brokenJson, lead } from "../lead.mjs";

const app = new Koa();
app.silent = true;
app.use(bodyParser({ jsonLimit: 300 }));
const router = new Router();
router.post("/leads", (context) => context.throw(422, "email is not valid", { fields: { email: "not valid" } }));
router.get("/boom", () => {
  throw new Error("hunter2-secret is not the password");
});
app.use(router.routes()).use(router.allowedMethods());

const plain = (category, message) => ({ code: null, category, message, fields: [] });

export default {
  framework: "koa",
  package: "koa",
  start: () => listening(createServer(app.callback())),
  cases: [
    { id: "404", send: get("/nothing"), expected: plain("not_found", "Not Found") },
    {
      id: "405",
      package: "@koa/router",
      send: { path: "/leads", method: "DELETE" },
      expected: { code: null, category: ["bad_request", "unsupported", "not_found"], message: "Method Not Allowed" },
    },
    {
      id: "422",
      send: post("/leads", lead("email")),
      expected: { code: null, category: "validation", message: "email is not valid" },
    },
    { id: "500", send: get("/boom"), expected: plain("server_error", "Internal Server Error") },
    {
      id: "413",
      package: "koa-bodyparser",
      send: post("/leads", { ...lead(), notes: "n".repeat(300) }),
      expected: plain("payload_too_large", "request entity too large"),
    },
    {
      id: "broken-json",
      package: "koa-bodyparser",
      send: post("/leads", brokenJson),
      expected: { code: null, category: ["bad_request", "validation"], fields: [] },
    },
  ],
};
