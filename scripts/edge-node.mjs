// Runs the edge function in plain Node, on loopback.
//
//   node scripts/edge-node.mjs --port 8787        the environment variable PORT does the same; port 0 means any free port
//   node scripts/edge-node.mjs --key-bytes 8000000     how much memory the idempotency keys and their answers may take
//   node scripts/edge-node.mjs --timeout-ms 5000  how long a client has for a request's head, its body, and the response
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createEdge } from "../www/edge.mjs";
import { serveFetch } from "./demo/serve-fetch.mjs";

const { values } = parseArgs({
  options: {
    host: { type: "string" },
    "key-bytes": { type: "string" },
    port: { type: "string" },
    "timeout-ms": { type: "string" },
    "work-ms": { type: "string" },
  },
});
const host = values.host ?? process.env.HOST ?? "127.0.0.1";
const port = Number(values.port ?? process.env.PORT ?? 8787);

if (!(Number.isInteger(port) && port >= 0 && port <= 65535)) {
  console.error("--port and PORT must be a number from 0 to 65535");
  process.exit(2);
}

const leadSchema = JSON.parse(readFileSync(new URL("../www/lead.schema.json", import.meta.url), "utf8"));
const timeoutMs = Number(values["timeout-ms"] ?? 10_000);
const edge = createEdge(leadSchema, {
  bodyTimeoutMs: timeoutMs,
  workMs: Number(values["work-ms"] ?? 0),
  maxBytes: values["key-bytes"] === undefined ? undefined : Number(values["key-bytes"]),
});
const server = await serveFetch(edge.fetch, { host, port, timeoutMs });
console.log(server.url);

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
