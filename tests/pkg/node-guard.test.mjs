// Tests the adapters of unanimous/node over real sockets, with a hostile local DNS server and with servers on loopback
// that count their connections.
//
// 127.0.0.2 stands for a public address: the policy allows it, so that no test leaves this machine. 127.0.0.1 and ::1
// must never be reached.
//
//   node --test tests/pkg/node-guard.test.mjs    needs the built package and Linux; other systems must configure 127.0.0.2 first
import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { after, afterEach, before, test } from "node:test";
import * as undici6 from "undici-6";
import * as undici7 from "undici";
import { safeAgents, safeDispatcher, safeLookup, UnsafeUrlError } from "../../pkg/dist/esm/node.js";
import { startDns } from "../tools/dns.mjs";
import { get, listenAt, OPEN, POLICY } from "../tools/loopback.mjs";

let forbidden;
let open;
let dns;
let port;
/** Returns the addresses of a name. Each test sets it. */
let zone = () => [];
const closing = [];

before(async () => {
  const handler = (request, response) => {
    const location = new URL(request.url, "http://open.example.com").searchParams.get("to");
    if (location) response.writeHead(302, { location }).end();
    else response.end("open");
  };
  const secret = (_, response) => response.end("secret");
  // All servers have the same port, so that only the address decides which one is reached.
  const servers = await listenAt(handler, secret, ["127.0.0.1", "::1"]);
  [open, forbidden, port] = [servers.open, servers.secrets, servers.port];
  dns = await startDns((name, nth) => zone(name, nth));
});
after(async () => {
  for (const one of closing) await one();
  for (const server of [open, ...forbidden]) server.stop();
  await dns.close();
});
afterEach(() => {
  open.reached = 0;
  for (const server of forbidden) server.reached = 0;
});

const reachedForbidden = () => forbidden[0].reached + forbidden[1].reached;
const resolve = (host) => dns.resolve(host);

/** Follows redirects as clients do: each is a new request with the same agents. */
async function follow(url, agents) {
  for (let hop = 0; hop < 5; hop++) {
    const scheme = new URL(url).protocol.slice(0, -1);
    const location = await new Promise((done, fail) => {
      const client = scheme === "https" ? https : http;
      client
        .get(url, { agent: agents[scheme] }, (response) => done(response.resume().headers.location))
        .on("error", fail);
    });
    if (!location) return;
    url = new URL(location, url).href;
  }
}

const fetched = (fetch, dispatcher) => async (url) => {
  try {
    const response = await fetch(url, { dispatcher });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    throw error.cause ?? error;
  }
};

/** Makes all clients for one policy. */
function clients(policy = POLICY, options = { resolve }) {
  const agents = safeAgents(policy, options);
  const [six, seven] = [safeDispatcher(policy, { ...options, undici: undici6 }), safeDispatcher(policy, options)];
  closing.push(
    () => six.close(),
    () => seven.close(),
  );
  return {
    agents: (url) =>
      get(url.startsWith("https:") ? https : http, url, { agent: agents[new URL(url).protocol.slice(0, -1)] }),
    "Node's fetch, undici 6": fetched(fetch, six),
    "Node's fetch, undici 7": fetched(fetch, seven),
    "undici 6": fetched(undici6.fetch, six),
    "undici 7": fetched(undici7.fetch, seven),
    "undici.request": async (url) => {
      const { statusCode, body } = await undici7.request(url, { dispatcher: seven });
      return { status: statusCode, body: await body.text() };
    },
  };
}

const byLookup = (policy = POLICY, options = { resolve }) => {
  const lookup = safeLookup(policy, options);
  return (url) => get(url.startsWith("https:") ? https : http, url, { lookup });
};

async function refused(call, url, expected) {
  const error = await call(url).then(
    (answer) => assert.fail(`${url} answered ${JSON.stringify(answer)}`),
    (error) => error,
  );
  assert.ok(error instanceof UnsafeUrlError, `${url}: ${error.stack}`);
  assert.equal(error.code, "ERR_UNSAFE_URL");
  const { code, detail, address } = error.reason;
  for (const [name, value] of Object.entries(expected))
    assert.equal({ code, detail, address }[name], value, `${url}: ${name}`);
  assert.equal(reachedForbidden(), 0, `${url} reached a forbidden server`);
  return error;
}

const LITERALS = [
  ["127.0.0.1", { code: "url_private", detail: "loopback" }],
  ["[::1]", { code: "url_private", detail: "loopback" }],
  ["[::ffff:127.0.0.1]", { code: "url_private", detail: "loopback" }],
  ["2130706433", { code: "url_private", detail: "loopback" }],
  ["0x7f.1", { code: "url_private", detail: "loopback" }],
  ["0177.0.0.01", { code: "url_private", detail: "loopback" }],
  ["127.1", { code: "url_private", detail: "loopback" }],
  ["0.0.0.0", { code: "url_private", detail: "unspecified" }],
  ["[::]", { code: "url_private", detail: "unspecified" }],
  ["169.254.169.254", { code: "url_private", detail: "metadata" }],
  ["localhost", { code: "url_host", detail: "special_name" }],
  ["localhost.", { code: "url_host", detail: "special_name" }],
  ["LOCALHOST", { code: "url_host", detail: "special_name" }],
  ["printer", { code: "url_host", detail: "single_label" }],
];

test("no spelling of loopback is reached by http or https", async (t) => {
  for (const [name, call] of Object.entries(clients())) {
    await t.test(name, async () => {
      for (const [host, expected] of LITERALS) {
        for (const scheme of ["http", "https"]) await refused(call, `${scheme}://${host}:${port}/`, expected);
      }
    });
  }
});

test("the host in a request's options is checked as written", async () => {
  const { http: agent } = safeAgents(POLICY, { resolve });
  const table = [
    ["127.0.0.1", "url_private", "loopback"],
    ["::1", "url_private", "loopback"],
    ["::ffff:7f00:1", "url_private", "loopback"],
    ["fe80::1%lo", "url_host", "zone_id"],
    ["2130706433", "url_host", "non_canonical_ipv4"],
    ["0x7f.1", "url_host", "non_canonical_ipv4"],
    ["localhost", "url_host", "special_name"],
    ["hooks.example.com/@127.0.0.1", "url_host", "character"],
    ["a@127.0.0.1", "url_host", "character"],
    ["[::1]", "url_host", "character"],
  ];
  for (const [host, code, detail] of table) {
    await refused(() => get(http, { host, port, agent }), host, { code, detail });
  }
  assert.equal(dns.asked.size, 0, "no name was resolved");
});

test("Unix sockets and proxies are rejected", async () => {
  const { http: agent } = safeAgents(POLICY, { resolve });
  await assert.rejects(get(http, { socketPath: "/tmp/none.sock", agent }), /connects to hosts only/);
  for (const name of ["socketPath", "proxyEnv"]) {
    assert.throws(() => safeAgents({}, { agent: { [name]: "x" } }), TypeError);
  }
  for (const agent of [{ socketPath: "x" }, { connect: { socketPath: "x" } }, { connect: () => {} }]) {
    assert.throws(() => safeDispatcher({}, { agent }), TypeError);
  }
});

test("DNS rebinding: a changed answer never leads to loopback", async (t) => {
  for (const [name, call] of Object.entries({ lookup: byLookup(), ...clients() })) {
    await t.test(name, async () => {
      const host = `rebind-${name.replace(/\W+/g, "-").toLowerCase()}.example.com`;
      zone = (_, nth) => (nth === 1 ? [OPEN] : ["127.0.0.1", "::1"]);
      assert.deepEqual(await call(`http://${host}:${port}/`), { status: 200, body: "open" });
      assert.equal(dns.asked.get(host), 1, "one lookup: the client connects to the checked address");
      assert.equal(reachedForbidden(), 0);
      // Dispatchers keep the connection, so the second call may use it. No new connection is made.
      await call(`http://${host}:${port}/`).catch((error) => assert.ok(error instanceof UnsafeUrlError));
      assert.equal(reachedForbidden(), 0);

      zone = () => ["127.0.0.1", "::1"];
      const again = `again-${host}`;
      const error = await refused(call, `http://${again}:${port}/`, {
        code: "url_private",
        detail: "loopback",
        address: "127.0.0.1",
      });
      assert.equal(error.message, `URL points at a private network (loopback): ${again} resolved to 127.0.0.1`);
    });
  }
});

test("an answer with any forbidden address is rejected, in any order", async (t) => {
  const answers = [
    [OPEN, "127.0.0.1"],
    ["127.0.0.1", OPEN],
    [OPEN, "::1"],
    ["::ffff:127.0.0.1", OPEN],
    [OPEN, OPEN, "10.0.0.1"],
  ];
  for (const [name, call] of Object.entries({ lookup: byLookup(), ...clients() })) {
    await t.test(name, async () => {
      for (const [at, answer] of answers.entries()) {
        zone = () => answer;
        await refused(call, `http://mixed-${at}.example.com:${port}/`, { code: "url_private" });
      }
      assert.equal(open.reached, 0, "the allowed address was not tried either");
    });
  }
});

test("a redirect is checked like any other URL", async (t) => {
  zone = (name) => (name.startsWith("bad") ? ["127.0.0.1"] : [OPEN]);
  const targets = [
    `http://127.0.0.1:${port}/`,
    `http://[::1]:${port}/`,
    `http://2130706433:${port}/`,
    `http://localhost:${port}/`,
    `http://bad.example.com:${port}/`,
  ];
  const from = (target) => `http://good.example.com:${port}/?to=${encodeURIComponent(target)}`;
  const { agents: _, "undici.request": __, ...fetches } = clients();
  const all = { ...fetches, agents: (url) => follow(url, safeAgents(POLICY, { resolve })) };
  for (const [name, call] of Object.entries(all)) {
    await t.test(name, async () => {
      for (const target of targets) {
        await refused(call, from(target), {});
        await refused(call, from(from(target)), {});
      }
      await call(from(`http://other.example.com:${port}/`));
      assert.equal(reachedForbidden(), 0);
    });
  }
});

test("a kept connection is not used for another host", async (t) => {
  zone = (name) => (name.startsWith("bad") ? ["127.0.0.1"] : [OPEN]);
  const kept = safeAgents(POLICY, { resolve, agent: { keepAlive: true, maxSockets: 1 } });
  closing.push(() => kept.http.destroy());
  for (const [name, call] of Object.entries({ ...clients(), agents: (url) => get(http, url, { agent: kept.http }) })) {
    await t.test(name, async () => {
      for (let nth = 0; nth < 3; nth++) {
        assert.equal((await call(`http://good.example.com:${port}/`)).body, "open");
        await refused(call, `http://bad.example.com:${port}/`, { detail: "loopback" });
        await refused(call, `http://127.0.0.1:${port}/`, { detail: "loopback" });
      }
    });
  }
});

test("the policy's schemes and ports are enforced", async (t) => {
  zone = () => [OPEN];
  const strict = clients({ allowCidrs: [`${OPEN}/32`], ports: [443] });
  for (const [name, call] of Object.entries(strict)) {
    await t.test(name, async () => {
      await refused(call, `http://good.example.com:${port}/`, { code: "url_scheme" });
      await refused(call, `https://good.example.com:${port}/`, { code: "url_port" });
      assert.equal(open.reached, 0);
    });
  }
});

test("a host or address that the policy allows is reached", async (t) => {
  zone = () => ["127.0.0.1"];
  const policies = [
    [{ schemes: ["http"], allowHosts: ["own.corp"] }, `http://own.corp:${port}/`],
    [{ schemes: ["http"], allowCidrs: ["127.0.0.0/8"] }, `http://own.example.com:${port}/`],
    [{ schemes: ["http"], allowCidrs: ["127.0.0.0/8"] }, `http://127.0.0.1:${port}/`],
    [{ schemes: ["http"], allowHosts: ["127.0.0.1"] }, `http://127.0.0.1:${port}/`],
  ];
  for (const [policy, url] of policies) {
    for (const [name, call] of Object.entries(clients(policy))) {
      await t.test(`${name} ${url}`, async () => assert.deepEqual(await call(url), { status: 200, body: "secret" }));
    }
  }
  // Over https the connection is made, and then fails because this server does not speak TLS.
  for (const [name, call] of Object.entries(clients({ allowHosts: ["own.corp"] }))) {
    await t.test(`${name}, https`, async () => {
      const before = reachedForbidden();
      const error = await call(`https://own.corp:${port}/`).catch((error) => error);
      assert.ok(error instanceof Error && !(error instanceof UnsafeUrlError), String(error));
      assert.ok(reachedForbidden() > before);
    });
  }
});

test("without a resolver in the options, the system's resolver is used", async () => {
  const policy = { schemes: ["http"], allowHosts: ["localhost"] };
  for (const call of [byLookup(policy, {}), ...Object.values(clients(policy, {}))]) {
    assert.equal((await call(`http://localhost:${port}/`)).body, "secret");
  }
});

test("an error of the resolver is passed on unchanged", async () => {
  const failing = { resolve: () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" })) };
  for (const call of [byLookup(POLICY, failing), ...Object.values(clients(POLICY, failing))]) {
    await assert.rejects(call(`http://hooks.example.com:${port}/`), { code: "ENOTFOUND" });
  }
  const none = { resolve: async () => [] };
  await refused(byLookup(POLICY, none), "http://hooks.example.com/", { code: "url_host", detail: "no_address" });
});

test("lookup supports every form of dns.lookup's options", async (t) => {
  const given = ["2606:4700:4700::1111", "1.1.1.1", "1.0.0.1"];
  const lookup = safeLookup({}, { resolve: async () => given });
  const ask = (...options) =>
    new Promise((done) => lookup("hooks.example.com", ...options, (...answer) => done(answer)));
  const [six, one, two] = given.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const table = [
    [[], [null, six.address, 6]],
    [[4], [null, one.address, 4]],
    [[6], [null, six.address, 6]],
    [[0], [null, six.address, 6]],
    [[{}], [null, six.address, 6]],
    [[{ family: "IPv4" }], [null, one.address, 4]],
    [[{ all: true }], [null, [six, one, two]]],
    [[{ all: true, family: 4 }], [null, [one, two]]],
    [[{ all: true, family: 6, hints: 0 }], [null, [six]]],
    [[{ all: true, verbatim: false }], [null, [one, two, six]]],
    [[{ all: true, order: "ipv4first" }], [null, [one, two, six]]],
    [[{ all: true, order: "ipv6first" }], [null, [six, one, two]]],
    [[{ all: true, order: "verbatim" }], [null, [six, one, two]]],
  ];
  for (const [options, answer] of table) {
    await t.test(JSON.stringify(options), async () => assert.deepEqual(await ask(...options), answer));
  }
  const bad = safeLookup({}, { resolve: async () => ["1.1.1.1", "fd00:ec2::254"] });
  for (const options of [4, { all: true }, { family: 4, all: true }]) {
    const error = await new Promise((done) => bad("hooks.example.com", options, done));
    assert.deepEqual(
      { ...error.reason },
      {
        code: "url_private",
        reason: "URL points at a private network",
        params: {},
        detail: "metadata",
        host: "hooks.example.com",
        address: "fd00:ec2::254",
      },
    );
  }
  assert.throws(() => lookup(null, () => {}), TypeError);
  assert.throws(() => lookup("a.com"), TypeError);
  assert.throws(() => lookup("a.com", { family: 5 }, () => {}), TypeError);
  // An IP literal resolves to itself if the policy allows it.
  const literal = (host) => new Promise((done) => lookup(host, {}, (...answer) => done(answer)));
  assert.deepEqual(await literal("1.1.1.1"), [null, "1.1.1.1", 4]);
  assert.equal((await literal("127.0.0.1"))[0].reason.detail, "loopback");
  assert.equal((await literal("１２７.0.0.1"))[0].reason.detail, "mapped_character");
  assert.equal((await literal(""))[0].code, "ERR_UNSAFE_URL");
});

test("a public answer is returned unchanged, and a private answer after it is rejected", async () => {
  zone = (_, nth) => (nth === 1 ? ["93.184.215.14"] : ["127.0.0.1"]);
  const lookup = safeLookup({}, { resolve });
  const ask = () => new Promise((done) => lookup("flip.example.com", { all: true }, (...answer) => done(answer)));
  assert.deepEqual(await ask(), [null, [{ address: "93.184.215.14", family: 4 }]]);
  assert.equal((await ask())[0].reason.detail, "loopback");
});

test("a policy is validated and copied when it is passed", async () => {
  for (const make of [safeLookup, safeAgents, safeDispatcher]) {
    assert.throws(
      () => make({ allowCidrs: ["10.0.0.1/8"] }),
      /allowCidrs\/0: "10.0.0.1\/8" has bits set beyond its prefix/,
    );
    assert.throws(() => make({ allowHost: [] }), TypeError);
  }
  const policy = { schemes: ["http"] };
  const { http: agent } = safeAgents(policy, { resolve });
  policy.allowHosts = ["127.0.0.1"];
  await refused((url) => get(http, url, { agent }), `http://127.0.0.1:${port}/`, { detail: "loopback" });
});

test("require gives the same exports", () => {
  const required = createRequire(import.meta.url)("../../pkg/dist/cjs/node.js");
  assert.deepEqual(Object.keys(required).sort(), [
    ...["ResponseSizeError", "UnsafeUrlError"],
    ...["safeAgents", "safeDispatcher", "safeFetch", "safeLookup"],
  ]);
  assert.throws(() => required.safeDispatcher({ allowHosts: [1] }), TypeError);
  return required.safeDispatcher().close();
});
