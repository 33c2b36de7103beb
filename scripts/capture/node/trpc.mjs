import { initTRPC, TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { z } from "zod";
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

function routerOf(t) {
  return t.router({
    create: t.procedure.input(Lead).mutation(() => ({})),
    mine: t.procedure.query(() => {
      throw new TRPCError({ code: "UNAUTHORIZED" });
    }),
    limited: t.procedure.query(() => {
      throw new TRPCError({ code: "TOO_MANY_REQUESTS", message: "Slow down" });
    }),
    boom: t.procedure.query(() => {
      throw new Error("The lead store is down");
    }),
  });
}

const plain = routerOf(initTRPC.create({ isDev: true }));
const production = routerOf(initTRPC.create({ isDev: false }));
const formatted = routerOf(
  initTRPC.create({
    isDev: false,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      data: { ...shape.data, zodError: error.cause instanceof z.ZodError ? z.flattenError(error.cause) : null },
    }),
  }),
);
const routers = { "/trpc": plain, "/production": production, "/formatted": formatted };

const start = () =>
  inProcess((req) => {
    const endpoint = Object.keys(routers).find((path) => new URL(req.url).pathname.startsWith(path + "/"));
    return fetchRequestHandler({ endpoint, req, router: routers[endpoint], createContext: () => ({}) });
  });

const NESTED = ["contacts.1.email", "Invalid email address"];
const EMAIL = ["email", "Invalid email address"];
const BAD_REQUEST = { code: "BAD_REQUEST", category: "validation" };
const STACK = { mustNotHold: ["/srv/app"] };

export default {
  framework: "trpc",
  package: "@trpc/server",
  start,
  cases: [
    {
      id: "input",
      about: "the message is JSON text, and data.stack a stack",
      send: post("/trpc/create", lead("nested", "email")),
      expected: { ...invalid(EMAIL, NESTED), ...BAD_REQUEST, ...STACK },
    },
    {
      id: "input-production",
      send: post("/production/create", lead("unknown")),
      expected: { ...invalid(["", 'Unrecognized key: "plan"']), ...BAD_REQUEST },
    },
    {
      id: "batch",
      about: "httpBatchLink: a list of answers",
      send: post("/production/create?batch=1", { 0: lead("password") }),
      expected: {
        ...invalid(["password", "Too small: expected string to have >=16 characters"]),
        ...BAD_REQUEST,
      },
    },
    {
      id: "error-formatter",
      about: "the documented errorFormatter with flattenError",
      send: post("/formatted/create", lead("type")),
      expected: { ...invalid(["age", "Invalid input: expected number, received string"]), ...BAD_REQUEST },
    },
    {
      id: "404-procedure",
      send: get("/production/nothing"),
      expected: {
        code: "NOT_FOUND",
        category: "not_found",
        message: 'No procedure found on path "nothing"',
        fields: [],
      },
    },
    {
      id: "405",
      send: get("/production/create"),
      expected: { code: "METHOD_NOT_SUPPORTED", category: ["bad_request", "unsupported", "not_found"], fields: [] },
    },
    {
      id: "401-batch",
      send: get("/production/mine?batch=1&input=%7B%7D"),
      expected: { code: "UNAUTHORIZED", category: "authentication", fields: [] },
    },
    {
      id: "429",
      send: get("/production/limited"),
      expected: { code: "TOO_MANY_REQUESTS", category: "rate_limited", message: "Slow down", fields: [], retry: true },
    },
    {
      id: "broken-json",
      send: post("/production/create", brokenJson),
      expected: { code: ["PARSE_ERROR", "BAD_REQUEST"], category: ["bad_request", "validation"], fields: [] },
    },
    {
      id: "500",
      send: get("/trpc/boom"),
      expected: {
        code: "INTERNAL_SERVER_ERROR",
        category: "server_error",
        message: "The lead store is down",
        fields: [],
        ...STACK,
      },
    },
  ],
};
