// A server that gives the answers of a test, and the virtual time in which withRetry waits for it.
import { once } from "node:events";
import { createServer } from "node:http";
import { after, beforeEach } from "node:test";
import { withRetry } from "unanimous";

/** 2026-11-21T08:00:00Z */
export const NOW = 1_795_248_000_000;
export const OK = { status: 200, body: "fine" };
export const BUSY = { status: 503, body: '{"error":{"message":"Busy","code":"SERVICE_UNAVAILABLE"}}' };

let answers;

/** Sets the answers of the server: these in turn, then the last one again and again. */
export function answerWith(...given) {
  answers = given;
}

/** The requests that have arrived. */
export let seen;

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  seen.push({ method: request.method, headers: request.headers, body: Buffer.concat(parts).toString("latin1") });
  const {
    status,
    headers = {},
    body = "",
    broken,
    silent,
    stalled,
  } = answers.length > 1 ? answers.shift() : answers[0];
  if (broken) return request.socket.destroy();
  if (silent) return;
  if (stalled) return response.writeHead(status, headers).write(body);
  response.writeHead(status, headers).end(body);
});
// Only a client closes a connection. By default the server would after five idle seconds.
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1").unref();
await once(server, "listening");
export const url = `http://127.0.0.1:${server.address().port}/leads`;
after(() => {
  server.close();
  server.closeAllConnections();
});

/** The delays that withRetry has waited, in milliseconds. */
export let waits;
let time;

/** Forgets the requests and the delays, sets the clock back, and sets what the server answers. */
export function restart(...given) {
  answerWith(...given);
  [seen, waits, time] = [[], [], NOW];
}

beforeEach(() => restart(OK));

// The first request loads Node's client, which would use up the short time limits of a test.
restart(OK);
await (await fetch(url)).text();

/** A clock that advances only in `sleep`, and a random number that makes each backoff half of its maximum. */
export const VIRTUAL = {
  now: () => time,
  random: () => 0.5,
  sleep: async (ms) => {
    waits.push(ms);
    time += ms;
  },
};
export const retryingFetch = (options) => withRetry(fetch, { ...VIRTUAL, ...options });
export const keys = () => seen.map(({ headers }) => headers["idempotency-key"]);
export const connections = () => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));

/** A signal, and the function that aborts it. */
export function withAbort() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}

export const post = (body = "{}", headers = {}) => ({ method: "POST", body, headers });
