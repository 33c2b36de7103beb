// The store in Redis over a real cluster of three nodes and over a real sentinel, through their clients. Each script
// has one key, so that a cluster runs it wherever the key is.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { RedisStore } from "unanimous/server";
import { conforms } from "./conformance.mjs";
import { startRedisCluster, startRedisSentinel } from "./services.mjs";

const CLUSTERS = {
  async "node-redis 6, createCluster"(ports) {
    const { createCluster } = await import("redis");
    const client = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
    client.on("error", () => {});
    return { client: await client.connect(), close: () => client.destroy() };
  },
  async "node-redis 5, createCluster"(ports) {
    const { createCluster } = await import("redis-5");
    const client = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
    client.on("error", () => {});
    return { client: await client.connect(), close: () => client.destroy() };
  },
  async "ioredis 6, Cluster"(ports) {
    const { Cluster } = await import("ioredis");
    const client = new Cluster(ports.map((port) => ({ host: "127.0.0.1", port })));
    return { client, close: () => client.disconnect() };
  },
  async "ioredis 5, Cluster"(ports) {
    const { Cluster } = await import("ioredis-5");
    const client = new Cluster(ports.map((port) => ({ host: "127.0.0.1", port })));
    return { client, close: () => client.disconnect() };
  },
};

const SENTINELS = {
  async "node-redis 6, createSentinel"(port) {
    const { createSentinel } = await import("redis");
    const client = createSentinel({ name: "leads", sentinelRootNodes: [{ host: "127.0.0.1", port }] });
    client.on("error", () => {});
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  async "ioredis 6, sentinels"(port) {
    const { Redis } = await import("ioredis");
    const client = new Redis({ name: "leads", sentinels: [{ host: "127.0.0.1", port }] });
    return { client, close: () => client.disconnect() };
  },
};

let cluster;
let sentinel;
const open = {};

before(async () => {
  [cluster, sentinel] = await Promise.all([startRedisCluster(), startRedisSentinel("leads")]);
  for (const [name, connect] of Object.entries(CLUSTERS)) open[name] = await connect(cluster.ports);
  for (const [name, connect] of Object.entries(SENTINELS)) open[name] = await connect(sentinel.port);
});
after(async () => {
  for (const { close } of Object.values(open)) await close();
  cluster?.stop();
  sentinel?.stop();
});

for (const name of [...Object.keys(CLUSTERS), ...Object.keys(SENTINELS)])
  conforms(name, (options) => new RedisStore(open[name].client, options));

for (const name of Object.keys(CLUSTERS)) {
  test(`${name}: keys of every node, 30 of them, each run once`, async () => {
    const store = new RedisStore(open[name].client);
    const claims = Array.from({ length: 30 }, (_, n) => ({
      key: `POST /leads {tag} ${name} ${n}`.replace("{tag}", n % 2 ? "{tag}" : "tag"),
      fingerprint: "a".repeat(64),
      token: randomBytes(16).toString("hex"),
    }));
    const other = { token: randomBytes(16).toString("hex") };
    const states = await Promise.all(
      claims.flatMap((claim) => [store.begin(claim), store.begin({ ...claim, ...other })]),
    );
    const count = (wanted) => states.filter(({ state }) => state === wanted).length;
    assert.deepEqual([count("run"), count("in_progress")], [30, 30]);
  });
}
