// Compares HTTP clients that retry: after which responses they send the request again, and how long they wait. Each client runs with its
// default options against the same server.
//
//   node scripts/peers-retry/table.mjs           prints the table; --write also puts it into
//   docs/retries.md. Needs the built package.
//
// The clients' timers fire at once; the table shows the delays that the clients asked for. `Math.random` always gives
// 0.5.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const PAGE = fileURLToPath(new URL("../../docs/retries.md", import.meta.url));

const installed = `${here}node_modules/.installed-lock`;
const lock = `${here}package-lock.json`;
if (!existsSync(installed) || readFileSync(installed, "utf8") !== readFileSync(lock, "utf8")) {
  console.error("installing ky, ofetch, axios-retry and p-retry");
  execFileSync("npm", ["ci", "--silent", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" });
  copyFileSync(lock, installed);
}

const inSeconds = (seconds) => () => new Date(Date.now() + seconds * 1000).toUTCString();
const envelope = (code) => JSON.stringify({ error: { message: "No", code } });
const RESET = { "ratelimit-limit": "10", "ratelimit-remaining": "0", "ratelimit-reset": "30" };

/** `atLeast` is the wait in ms that the server asks for. With `never`, the request must not be sent again. */
const CASES = [
  { name: "503, no header", status: 503, atLeast: 0 },
  { name: "503, `Retry-After: 2`", status: 503, headers: { "retry-after": "2" }, atLeast: 2_000 },
  {
    name: "503, `Retry-After` a date in 60 s",
    status: 503,
    headers: { "retry-after": inSeconds(60) },
    atLeast: 58_500,
  },
  { name: "429, `Retry-After-Ms: 1500`", status: 429, headers: { "retry-after-ms": "1500" }, atLeast: 1_500 },
  { name: "429, `RateLimit-Reset: 30` (draft 3)", status: 429, headers: RESET, atLeast: 30_000 },
  {
    name: "429, `RateLimit: limit=…, reset=30` (draft 7)",
    status: 429,
    headers: { ratelimit: "limit=10, remaining=0, reset=30" },
    atLeast: 30_000,
  },
  {
    name: '429, `RateLimit: "a";r=0;t=30` (draft 10)',
    status: 429,
    headers: { ratelimit: '"a";r=0;t=30' },
    atLeast: 30_000,
  },
  {
    name: "POST 429, `Retry-After: 2`: refused before any processing",
    method: "POST",
    status: 429,
    headers: { "retry-after": "2" },
    atLeast: 2_000,
  },
  { name: "POST 500 with a key", method: "POST", key: "k", status: 500, atLeast: 0 },
  {
    name: "POST 409 with a key: the first request is still running, `Retry-After: 1`",
    method: "POST",
    key: "k",
    status: 409,
    headers: { "retry-after": "1" },
    body: envelope("IDEMPOTENCY_IN_PROGRESS"),
    atLeast: 1_000,
  },
  { name: "POST 500 without a key", method: "POST", status: 500, never: true },
  {
    name: "POST 500 with a key, `Idempotent-Replayed: true`",
    method: "POST",
    key: "k",
    status: 500,
    headers: { "idempotent-replayed": "true" },
    never: true,
  },
  { name: "429, code `insufficient_quota`", status: 429, body: envelope("insufficient_quota"), never: true },
  { name: "501", status: 501, never: true },
  { name: "409, the resource already exists", status: 409, body: envelope("CONFLICT"), never: true },
  { name: "503, `x-should-retry: false`", status: 503, headers: { "x-should-retry": "false" }, never: true },
  { name: "503, `Retry-After: 86400`", status: 503, headers: { "retry-after": "86400" }, never: true },
];

// The server sends the response of the current case first, and then 200.
let current;
let count = 0;
const server = createServer((request, response) => {
  request.resume();
  const { status, headers = {}, body = "" } = count++ === 0 ? current : { status: 200 };
  const sent = Object.entries(headers).map(([name, value]) => [name, typeof value === "function" ? value() : value]);
  response.writeHead(status, { "content-type": "application/json", ...Object.fromEntries(sent) }).end(body);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/`;

// The stack trace tells the clients' retry timers from all other timers. ky also sets timeouts; its retry delays are in
// delay.js.
const CLIENT = /node_modules\/(?:ky\/.*\/delay\.js|ofetch\/|axios-retry\/|p-retry\/)|pkg\/dist\//;
const { setTimeout: realSetTimeout } = globalThis;
let waits = [];
globalThis.setTimeout = (run, ms = 0, ...args) => {
  if (!CLIENT.test(new Error().stack)) return realSetTimeout(run, ms, ...args);
  waits.push(ms);
  return realSetTimeout(run, 0, ...args);
};
Math.random = () => 0.5;

const { withRetry } = await import("../../pkg/dist/esm/index.js");
const { default: ky } = await import("ky");
const { ofetch } = await import("ofetch");
const { default: axios } = await import("axios");
const { default: axiosRetry } = await import("axios-retry");
const { default: pRetry } = await import("p-retry");

const axiosClient = axios.create();
axiosRetry(axiosClient);
const retryingFetch = withRetry(fetch);
const throwing = async (...args) => {
  const response = await fetch(...args);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response;
};

const CLIENTS = [
  ["withRetry", (init) => retryingFetch(url, init)],
  ["ky", (init) => ky(url, init)],
  ["ofetch", (init) => ofetch(url, init)],
  ["axios-retry", ({ method, headers, body }) => axiosClient({ url, method, headers, data: body })],
  ["p-retry", (init) => pRetry(() => throwing(url, init))],
];

const seconds = (ms) => (ms === 0 ? "at once" : `${Math.round(ms / 10) / 100} s`);

/** Runs one client on one case. Returns the delay before it sent again, or "stops"; a wrong reaction is in bold. */
async function cell(item, send) {
  [current, count, waits] = [item, 0, []];
  const { method = "GET", key } = item;
  const headers = { "content-type": "application/json", ...(key ? { "idempotency-key": key } : {}) };
  await Promise.resolve(send({ method, headers, ...(method === "POST" ? { body: "{}" } : {}) })).catch(() => {});
  if (count < 2) return item.never ? "stops" : "**stops**";
  const waited = Math.max(0, ...waits);
  const isWrong = item.never || waited < item.atLeast;
  return isWrong ? `**${seconds(waited)}**` : seconds(waited);
}

const rows = [];
for (const item of CASES) {
  const cells = [];
  for (const [, send] of CLIENTS) cells.push(await cell(item, send));
  rows.push([
    item.name,
    item.never ? "stop" : item.atLeast ? `≥ ${seconds(item.atLeast === 58_500 ? 60_000 : item.atLeast)}` : "again",
    ...cells,
  ]);
}
server.close();
server.closeAllConnections();

const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, "utf8"));
const heads = CLIENTS.map(([name]) => (dependencies[name] ? `${name} ${dependencies[name]}` : name));
const line = (cells) => `| ${cells.join(" | ")} |`;
const wrong = CLIENTS.map((_, at) => String(rows.filter((row) => row[at + 2].startsWith("**")).length));
const table = [
  line(["first answer, then 200", "right reaction", ...heads]),
  line(["---", "---", ...heads.map(() => "---")]),
  ...rows.map(line),
  line(["wrong reactions", "", ...wrong]),
].join("\n");
console.log(table);

if (process.argv.includes("--write")) {
  const [begin, end] = ["<!-- make peers-retry -->", "<!-- /make peers-retry -->"];
  const text = readFileSync(PAGE, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/retries.md has no ${begin} … ${end}`);
  writeFileSync(PAGE, `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`);
}
