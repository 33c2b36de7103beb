// The faults: what each does to the database or to the server processes, and what it was for the rules of documented.mjs.
import { setTimeout as sleep } from "node:timers/promises";
import { Postgres, Redis } from "./databases.mjs";
import { startForwarder } from "./forwarder.mjs";

/** So long that the test fails if only the end of the lease frees a key. */
const LONG_LEASE_MS = 60_000;
/** For faults that leave claims behind or outlast a lease. It is several times the 2 s that a call may take. */
const SHORT_LEASE_MS = 6000;
/** For faults that leave claims behind. */
const SHORT = { leaseMs: SHORT_LEASE_MS, leavesClaims: true };

/**
 * A fault.
 *
 * - `start` starts the databases, and returns `url(server)` for each server process, and `end`
 * - `strike` applies the fault and ends it. It returns what happened, for the rules of documented.mjs
 * - `leavesClaims`: a claim may be left whose request has ended, so a key may be locked until the lease ends
 * - `stores`: the stores of the server processes, if they are not all
 * - `isInTransaction`: the effects are rows in the database of the store
 *
 * @typedef {object} Fault
 */

/** A fault that begins, lasts for a time between `from` and `to` milliseconds, and ends. */
const lasting = (from, to, begin, end, more = {}) => ({
  ...more,
  async strike(round) {
    const begunAt = Date.now();
    await begin(round);
    const appliedAt = Date.now();
    await round.pause(from, to);
    await end(round);
    const { cause = "store away", servers } = more;
    return [{ cause, begunAt, appliedAt, endedAt: Date.now(), servers }];
  },
});

/** Faults of one server, for each database. `database` is the server. */
const both = (more = {}) => ({
  "frozen": lasting(
    300,
    3000,
    ({ database }) => database.freeze(),
    ({ database }) => database.thaw(),
  ),
  "frozen beyond the lease": lasting(
    SHORT_LEASE_MS + 500,
    SHORT_LEASE_MS + 1500,
    ({ database }) => database.freeze(),
    ({ database }) => database.thaw(),
    { leaseMs: SHORT_LEASE_MS },
  ),
  "killed": lasting(
    10,
    1500,
    ({ database }) => database.kill(),
    ({ database }) => database.start(),
    more.killed,
  ),
  "a process dies": lasting(
    10,
    1000,
    ({ servers }) => Promise.all(servers.slice(0, 2).map((server) => server.kill())),
    ({ servers }) => Promise.all(servers.slice(0, 2).map((server) => server.start())),
    { ...SHORT, cause: "process dies", servers: ["0", "1"] },
  ),
  "a process is suspended beyond the lease": lasting(
    SHORT_LEASE_MS + 500,
    SHORT_LEASE_MS + 1500,
    ({ servers }) => servers.slice(0, 2).map((server) => server.freeze()),
    ({ servers }) => servers.slice(0, 2).map((server) => server.thaw()),
    { ...SHORT, cause: "process suspended", servers: ["0", "1"] },
  ),
});

/** A primary and a replica. Each server process, and the replica, reach the primary by forwarders. */
async function pair(Kind, count, start) {
  const primary = await Kind.start();
  const link = await startForwarder(primary.port);
  const replica = await start(link.port);
  const paths = await Promise.all(Array.from({ length: count }, () => startForwarder(primary.port)));
  let live = primary;
  const point = (to, some = paths) => {
    if (some === paths) live = to;
    for (const path of some) path.point(to.port);
  };
  return {
    database: primary,
    live: () => live,
    replica,
    link,
    paths,
    point,
    url: (server) => primary.url.replace(`:${primary.port}`, `:${paths[server].port}`),
    end: async () => {
      for (const forwarder of [link, ...paths]) forwarder.close();
      await Promise.all([primary.remove(), replica.remove()]);
    },
  };
}

const redisPair = async (count) => {
  const databases = await pair(Redis, count, (port) => Redis.start({ primaryPort: port }));
  await databases.database.isFollowed();
  return databases;
};

/** Waits until something has become true, for a minute at most. */
async function until(isTrue, what) {
  for (const hopeless = Date.now() + 60_000; !(await isTrue()); await sleep(50)) {
    if (Date.now() > hopeless) throw new Error(`after a minute it is still not true that ${what}`);
  }
}

/** A primary that takes no writes if it has not heard from a replica for more than a second. */
const strictPair = async (count) => {
  const databases = await redisPair(count);
  await databases.database.must("CONFIG", "SET", "min-replicas-max-lag", "1");
  await databases.database.must("CONFIG", "SET", "min-replicas-to-write", "1");
  return databases;
};

/**
 * Kills the primary and lets the replica take over, which lacks what the primary has written since `part` was called.
 *
 * @param {() => Promise<number | undefined>} [part] separates the two. Returns since when the primary takes no claims, if it
 *   does that before its end
 */
async function failOver({ database, replica, link, point, pause }, part = async () => undefined) {
  // What was written before is on the replica.
  const lostSince = Date.now();
  await database.replicate();
  const refusedAt = await part();
  await database.kill();
  const promotedFrom = Date.now();
  link.close();
  await replica.promote();
  await pause(0, 300);
  point(replica);
  return [{ cause: "changes lost", lostSince, lostUntil: refusedAt ?? promotedFrom, promotedFrom }];
}

/** For {@link failOver}: lets the replica fall behind by at least `ms` milliseconds, without noticing it. */
const lagBehind = ({ link, pause }, ms) => {
  return async () => {
    link.hold();
    await pause(ms, ms);
  };
};

/** For {@link failOver}: breaks the connection to the replica. Waits until the primary takes no writes any more, and then for a second. */
const severed = ({ database, link, pause }) => {
  return async () => {
    link.sever();
    const isRefused = async () => (await database.ask("SET", "probe", "1")) !== "OK";
    await until(isRefused, "a primary without a replica takes no writes");
    const refusedAt = Date.now();
    await pause(1000, 1000);
    return refusedAt;
  };
};

const REDIS = {
  ...both({ killed: { start: () => alone(Redis.start({ isDurable: true })) } }),
  "killed, without persistence": lasting(
    10,
    1500,
    ({ database }) => database.kill(),
    ({ database }) => database.start(),
    { cause: "keys lost" },
  ),
  "emptied": lasting(
    0,
    0,
    ({ database }) => database.must("FLUSHALL"),
    () => {},
    { cause: "keys lost" },
  ),
  "full": lasting(
    300,
    2000,
    ({ database }) => database.must("CONFIG", "SET", "maxmemory", "1"),
    ({ database }) => database.must("CONFIG", "SET", "maxmemory", "0"),
  ),
  "read-only": lasting(
    300,
    2000,
    // Nothing listens at that port.
    ({ database }) => database.must("REPLICAOF", "127.0.0.1", "1"),
    ({ database }) => database.must("REPLICAOF", "NO", "ONE"),
  ),
  "too few replicas": lasting(
    300,
    2000,
    ({ database }) => database.must("CONFIG", "SET", "min-replicas-to-write", "1"),
    ({ database }) => database.must("CONFIG", "SET", "min-replicas-to-write", "0"),
  ),
  "disconnected": lasting(
    0,
    0,
    async ({ database }) => {
      for (let n = 0; n < 20; n++) {
        await database.ask("CLIENT", "KILL", "TYPE", "normal");
        await database.must("SCRIPT", "FLUSH");
        await sleep(30);
      }
    },
    () => {},
  ),
  "planned failover": {
    start: redisPair,
    async strike({ database, replica, point, pause }) {
      const begunAt = Date.now();
      await database.must("FAILOVER");
      while (!/master_failover_state:no-failover/.test(await database.ask("INFO", "replication"))) await sleep(10);
      // Until the clients learn of it, they write to a replica.
      await pause(0, 1500);
      point(replica);
      const endedAt = Date.now();
      return [{ cause: "store away", begunAt, appliedAt: endedAt, endedAt }];
    },
  },
  "failover that loses the last changes": {
    start: redisPair,
    ...SHORT,
    strike: (round) => failOver(round, lagBehind(round, 300)),
  },
  "failover, and the old primary comes back read-only": {
    start: redisPair,
    ...SHORT,
    async strike(round) {
      const { database, replica, paths, point, pause } = round;
      const events = await failOver(round);
      database.follow(replica.port);
      await database.start();
      point(database, paths.slice(1, 3));
      await pause(500, 1500);
      point(replica, paths.slice(1, 3));
      return events;
    },
  },
  "failover with two primaries": {
    start: redisPair,
    ...SHORT,
    async strike({ database, replica, link, paths, point, pause }) {
      const begunAt = Date.now();
      link.close();
      await replica.promote();
      point(replica, paths.slice(2));
      const lost = { cause: "changes lost", lostSince: begunAt, lostUntil: Date.now(), promotedFrom: begunAt };
      await pause(500, 1500);
      await database.kill();
      point(replica);
      return [lost, { cause: "two primaries", begunAt, endedAt: Date.now(), servers: ["0", "1"] }];
    },
  },
  // `min-replicas-to-write` makes the primary take no writes some seconds after the connection to its replica broke.
  "failover with min-replicas-to-write": {
    start: strictPair,
    ...SHORT,
    arrivalsMs: 5000,
    strike: (round) => failOver(round, severed(round)),
  },
  // A replica that is behind still says each second that it is there. That is all that `min-replicas-to-write` asks for.
  "failover with min-replicas-to-write to a replica that is behind": {
    start: strictPair,
    ...SHORT,
    arrivalsMs: 5000,
    strike: (round) =>
      failOver(round, async () => {
        await lagBehind(round, 4000)();
        // The primary takes writes. On a busy machine it may refuse some, if a message of the replica comes late.
        await until(async () => (await round.database.ask("SET", "probe", "1")) === "OK", "the primary takes writes");
      }),
  },
  // A claim counts only when the replica has it, so none is lost.
  "failover with WAIT": {
    start: redisPair,
    stores: ["WAIT"],
    ...SHORT,
    async strike(round) {
      const { database, replica } = round;
      const [{ lostSince }] = await failOver(round, lagBehind(round, 300));
      // The new primary needs a replica, too.
      database.follow(replica.port);
      await database.start();
      await replica.isFollowed();
      const endedAt = Date.now();
      return [{ cause: "store away", begunAt: lostSince, appliedAt: endedAt, endedAt }];
    },
  },
};

const postgresPair = (count) => pair(Postgres, count, (port) => Postgres.follow(port));

const POSTGRES = {
  ...both(),
  "emptied": lasting(
    0,
    0,
    ({ database }) => database.must("TRUNCATE unanimous_idempotency_keys"),
    () => {},
    { cause: "keys lost" },
  ),
  "read-only": lasting(
    300,
    2000,
    ({ database }) => database.set("default_transaction_read_only = on"),
    ({ database }) => database.reset("default_transaction_read_only"),
  ),
  "no connections": lasting(
    300,
    2000,
    async ({ database }) => {
      await database.limitConnections(0);
      await database.disconnect();
    },
    ({ database }) => database.limitConnections(-1),
  ),
  "too few replicas": lasting(
    300,
    2000,
    // A commit waits for a replica that does not exist.
    ({ database }) => database.set("synchronous_standby_names = 'nobody'"),
    ({ database }) => database.reset("synchronous_standby_names"),
  ),
  "disconnected": lasting(
    0,
    0,
    async ({ database }) => {
      for (let n = 0; n < 10; n++) await database.disconnect();
    },
    () => {},
  ),
  "failover to a synchronous replica": {
    async start(count) {
      const databases = await postgresPair(count);
      await databases.database.set("synchronous_standby_names = '*'");
      return databases;
    },
    async strike(round) {
      const begunAt = Date.now();
      await failOver(round);
      const endedAt = Date.now();
      return [{ cause: "store away", begunAt, appliedAt: endedAt, endedAt }];
    },
  },
  "failover that loses the last changes": {
    start: postgresPair,
    ...SHORT,
    strike: (round) => failOver(round, lagBehind(round, 300)),
  },
};

/** The environment of one server. */
const alone = async (starting) => {
  const database = await starting;
  return { database, live: () => database, url: () => database.url, end: () => database.remove() };
};

const complete = (Kind, stores, faults, more = {}) =>
  Object.entries(faults).map(([name, fault]) => ({
    start: () => alone(Kind.start()),
    leaseMs: LONG_LEASE_MS,
    leavesClaims: false,
    stores,
    ...fault,
    name,
    database: Kind.name,
    ...more,
  }));

/** In a transaction, the effect and its answer are stored as one, so none of these faults makes a double. */
const IN_TRANSACTION = Object.fromEntries(
  // An emptied table has lost the keys alone.
  Object.entries(POSTGRES)
    .filter(([name]) => name !== "emptied")
    .map(([name, fault]) => [`${name}, in a transaction`, fault]),
);

/** Two server processes in Rust and two in Node, each with another client. */
export const FAULTS = [
  ...complete(Redis, ["RedisStore", "node-redis 6", "RedisStore", "ioredis 6"], REDIS),
  ...complete(Postgres, ["PostgresStore", "pg", "PostgresStore", "postgres.js"], POSTGRES),
  ...complete(Postgres, ["pg in a transaction", "postgres.js in a transaction"], IN_TRANSACTION, {
    isInTransaction: true,
    leavesClaims: false,
  }),
];
