// The store in PostgreSQL, through pg and postgres.js, over a real server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PostgresStore } from "unanimous/server";
import { conforms } from "./conformance.mjs";
import { STORES } from "./make-store.mjs";
import { startPostgres } from "./services.mjs";
import { runsOnceOverTwoProcesses } from "./two-processes.mjs";

const NAMES = ["pg", "postgres.js"];
let server;
const open = {};

before(async () => {
  server = await startPostgres();
  for (const name of NAMES) open[name] = await STORES[name](server.url);
  await open.pg.make().createTable();
  // Again, by the other client.
  await open["postgres.js"].make().createTable();
});
after(async () => {
  for (const { close } of Object.values(open)) await close();
  await server?.stop();
});

for (const name of NAMES) conforms(name, (options) => open[name].make(options));
for (const name of NAMES) runsOnceOverTwoProcesses([name, name], () => server.url);
runsOnceOverTwoProcesses(NAMES, () => server.url);

test("what is no client is refused", () => {
  for (const client of [undefined, null, {}, "postgres://127.0.0.1"])
    assert.throws(() => new PostgresStore(client), /client must be a pool/);
});
