// Databases, four server processes and their journals.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { PostgresStore } from "unanimous/server";
import { ServerProcess } from "./processes.mjs";

const PROCESSES = 4;

/**
 * Starts the databases of a fault and its server processes, and ends them after `run`.
 *
 * @param {object} fault one of FAULTS
 * @param {string | undefined} broken a mistake of the stores
 * @param {(databases: object, servers: ServerProcess[]) => Promise<T>} run
 * @returns {Promise<T>}
 * @template T
 */
export async function withServers(fault, broken, run) {
  const folder = mkdtempSync(join(tmpdir(), "unanimous-faults-"));
  const databases = await fault.start(PROCESSES);
  const servers = Array.from({ length: PROCESSES }, (_, n) => {
    const store = fault.stores[n % fault.stores.length];
    const language = store.endsWith("Store") ? "Rust" : "Node";
    const journal = join(folder, `journal-${n}`);
    const options = { language, store, url: databases.url(n), leaseMs: fault.leaseMs, journal, broken };
    return new ServerProcess({ name: String(n), ...options });
  });
  try {
    if (fault.database === "Postgres") await createTables(databases.database);
    await Promise.all(servers.map((server) => server.start()));
    return await run(databases, servers);
  } finally {
    await Promise.all(servers.map((server) => server.end()));
    await databases.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withClient({ url }, run) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

const createTables = (database) =>
  withClient(database, async (client) => {
    await new PostgresStore(client).createTable();
    await client.query("CREATE TABLE effects (line text)");
    // No fault loses the tables.
    await database.must("CHECKPOINT");
  });

/** The effects that are rows of a database. */
const effectsIn = (database) =>
  withClient(database, async (client) => (await client.query("SELECT line FROM effects")).rows.map(({ line }) => line));

const linesOf = (journal) => (existsSync(journal) ? readFileSync(journal, "utf8").split("\n").filter(Boolean) : []);

/** What was done: key, attempt, claimedBy, at and server of each effect. */
export async function journalOf(fault, servers, database) {
  const lines = fault.isInTransaction
    ? await effectsIn(database)
    : servers.flatMap(({ options }) => linesOf(options.journal));
  return lines.map((line) => JSON.parse(line));
}
