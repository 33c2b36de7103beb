// A server process in Node: `idempotent` over a store. `node node-server.mjs '{"name", "store", "url", "leaseMs",
// "journal", "broken"}'`. It prints its port. `rust` of processes.mjs starts the same in Rust.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { idempotent, toNodeHandler } from "unanimous/server";
import { STORES } from "../make-store.mjs";
import { TRANSACTIONS } from "./transactions.mjs";
import { withReplica } from "./with-replica.mjs";

const { name, store, url, leaseMs, journal, broken } = JSON.parse(process.argv[2]);
// It must not outlive the test.
process.stdin.resume().on("end", () => process.exit());
process.on("uncaughtException", (error) => {
  // postgres.js 3.4.9 throws where nobody can catch it: its issue 1208.
  if (error.stack.includes("postgres/src/connection.js")) return;
  console.error(error);
  process.exit(1);
});

/** Does what the client asks for. The journal is outside of the store, so it shows what was done twice. */
const operation = async (request) => work(request, (line) => appendFileSync(journal, `${JSON.stringify(line)}\n`));

async function work(request, record) {
  const claimedBy = Date.now();
  const header = (name) => request.headers.get(name);
  const [before, after] = header("x-work").split(" ").map(Number);
  await sleep(before);
  if (header("x-end") === "503") return new Response("the operation fails", { status: 503 });
  if (header("x-end") === "panic") throw new Error("the operation panics");
  const [key, attempt] = [header("idempotency-key"), header("x-attempt")];
  await record({ key, attempt, claimedBy, at: Date.now(), server: name });
  await sleep(after);
  return new Response(`${key} ${attempt}`, { status: 201 });
}

/** Stores with the mistakes that the test must find. */
const BROKEN = {
  /** Each request gets a key of its own. */
  "claims nothing": (store) => ({
    begin: (claim) => store.begin({ ...claim, key: `${claim.key} ${claim.token}` }),
  }),
  /** A request runs although the store cannot answer. */
  "fails open": (store) => ({
    begin: (claim) => store.begin(claim).catch(() => ({ state: "run" })),
  }),
  /** Answers are not stored. */
  "forgets answers": () => ({ finish: async () => true }),
};

function withMistake(store) {
  const methods = ["begin", "renew", "finish", "abandon"].map((method) => [
    method,
    (...args) => store[method](...args),
  ]);
  return { leaseMs: store.leaseMs, ...Object.fromEntries(methods), ...BROKEN[broken](store) };
}

/** A handler over a store whose name is in make-store.mjs, or over the one with WAIT. */
async function overStore() {
  const open = store === "WAIT" ? await withReplica(url) : await STORES[store](url);
  open.client?.on("error", () => {});
  const own = open.make({ leaseMs });
  return idempotent(operation, { store: broken ? withMistake(own) : own, onStoreError: () => {} });
}

const handle = store in TRANSACTIONS ? TRANSACTIONS[store](url, leaseMs, work) : await overStore();
const server = createServer(toNodeHandler(handle)).listen(0, "127.0.0.1", () => {
  console.log(`port ${server.address().port}`);
});
