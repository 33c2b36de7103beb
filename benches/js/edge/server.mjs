// A server of the race in `race.mjs`, in a process of its own:
//
//   node benches/js/edge/server.mjs "Hono, zod"
//
// It sends its parent its port and, for each message, the processor time that it has used, in microseconds.
import { once } from "node:events";
import { createServer } from "node:http";
import { serve } from "@hono/node-server";
import { zValidator } from "@hono/zod-validator";
import { Hono } from "hono";
import { schema } from "unanimous";
import { json, toHonoHandler, toNodeHandler, validated } from "unanimous/server";
import { z } from "zod";

const zodLead = z.strictObject({
  name: z.string().min(1).max(200),
  email: z.email(),
  phone: z.string().max(50).optional(),
  status: z.enum(["new", "contacted", "qualified", "lost"]).optional(),
});

const lead = schema({
  type: "object",
  required: ["name", "email"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 200 },
    email: { type: "string", format: "email" },
    phone: { type: "string", maxLength: 50 },
    status: { enum: ["new", "contacted", "qualified", "lost"] },
  },
  additionalProperties: false,
});

/** A handler that answers with the lead. */
const handle = (respond) => validated(lead, (_request, value) => respond(value, { status: 201 }), { from: "json" });
const responseJson = (...args) => Response.json(...args);

/** Serves Hono as its documentation says. */
const hono = (...handlers) => serve({ fetch: new Hono().post("/leads", ...handlers).fetch, port: 0 });
const node = (handler) => createServer(toNodeHandler(handler)).listen(0);

const SERVERS = {
  "Hono, zod": () =>
    hono(async (context) => {
      const { success, data, error } = zodLead.safeParse(await context.req.json());
      return success ? context.json(data, 201) : context.json({ error: z.treeifyError(error) }, 400);
    }),
  "Hono, zod-validator": () =>
    hono(zValidator("json", zodLead), (context) => context.json(context.req.valid("json"), 201)),
  "Hono, unchecked": () => hono(async (context) => context.json(await context.req.json(), 201)),
  "Hono, validated": () => hono(toHonoHandler(handle(json))),
  "Hono, Response.json, validated": () => hono(toHonoHandler(handle(responseJson))),
  "node:http, validated": () => node(handle(json)),
  // Making Node's own `Response` takes longer than all the rest together.
  "node:http, Response.json, validated": () => node(handle(responseJson)),
};

export const names = Object.keys(SERVERS);

const name = process.argv[2];
if (process.send) {
  const server = SERVERS[name]();
  // By default an idle connection ends after five seconds, and the turns of the others may take longer.
  server.keepAliveTimeout = 0;
  if (!server.listening) await once(server, "listening");
  process.on("message", () => process.send(process.cpuUsage()));
  process.send(server.address().port);
}
