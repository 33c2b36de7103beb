// The adapters of unanimous/node over real sockets: a local DNS server that lies, and servers on loopback that count
// who reaches them.
//
// 127.0.0.2 stands for a public address: the policy opens it, so that no test leaves this machine. 127.0.0.1 and ::1 are
// what must never be reached.
//
//   node --test tests/pkg/node-guard.test.mjs    needs the built package, and Linux: elsewhere 127.0.0.2 must be set up
import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { after, afterEach, before, test } from "node:test";
import * as undici6 from "undici-6";
import * as undici7 from "undici";
import { safeAgents, safeDispatcher, safeLookup, UnsafeUrlError } from "../../pkg/dist/esm/node.js";
import { startDns } from "../tools/dns.mjs";

const OPEN = "127.0.0.2";
const POLICY = { schemes: ["https", "http"], allowCidrs: [`${OPEN}/32`] };

let forbidden;
let open;
let dns;
let port;
/** What a name resolves to, by the test at hand. */
let zone = () => [];
const closing = [];

/** A server that counts its connections. */
async function listen(host, at, answer) {
  const server = http.createServer(answer);
  server.reached = 0;
  server.on("connection", () => server.reached++);
  await new Promise((resolve, reject) => server.once("error", reject).listen(at, host, resolve));
  return server;
}

before(async () => {
  open = await listen(OPEN, 0, (request, response) => {
    const location = new URL(request.url, "http://open.example.com").searchParams.get("to");
    if (location) response.writeHead(302, { location }).end();
    else response.end("open");
  });
  port = open.address().port;
  const secret = (_, response) => response.end("secret");
  // The same port, so that only the address decides who is reached.
  forbidden = [await listen("127.0.0.1", port, secret), await listen("::1", port, secret)];
  dns = await startDns((name, nth) => zone(name, nth));
});
after(async () => {
  for (const one of closing) await one();
  for (const server of [open, ...forbidden]) {
    server.closeAllConnections();
    server.close();
  }
  await dns.close();
});
afterEach(() => {
  open.reached = 0;
  for (const server of forbidden) server.reached = 0;
});

const reachedForbidden = () => forbidden[0].reached + forbidden[1].reached;
const resolve = (host) => dns.resolve(host);

const get = (client, url, options) =>
  new Promise((done, fail) => {
    const request = client.get(url, options, (response) => {
      response.setEncoding("utf8");
      let body = "";
      response.on("data", (chunk) => (body += chunk)).on("end", () => done({ status: response.statusCode, body }));
    });
    request.on("error", fail);
  });

/** Follows redirects as clients do: a new request, by the same agents. */
async function follow(url, agents) {
  for (let hop = 0; hop < 5; hop++) {
    const scheme = new URL(url).protocol.slice(0, -1);
    const location = await new Promise((done, fail) => {
      const client = scheme === "https" ? https : http;
      client.get(url, { agent: agents[scheme] }, (response) => done(response.resume().headers.location)).on("error", fail);
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

/** All ways to call, under one policy. */
function clients(policy = POLICY, options = { resolve }) {
  const agents = safeAgents(policy, options);
  const [six, seven] = [safeDispatcher(policy, { ...options, undici: undici6 }), safeDispatcher(policy, options)];
  closing.push(() => six.close(), () => seven.close());
  return {
    agents: (url) => get(url.startsWith("https:") ? https : http, url, { agent: agents[new URL(url).protocol.slice(0, -1)] }),
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
  for (const [name, value] of Object.entries(expected)) assert.equal({ code, detail, address }[name], value, `${url}: ${name}`);
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

test("no spelling of loopback is reached, by http or https", async (t) => {
  for (const [name, call] of Object.entries(clients())) {
    await t.test(name, async () => {
      for (const [host, expected] of LITERALS) {
        for (const scheme of ["http", "https"]) await refused(call, `${scheme}://${host}:${port}/`, expected);
      }
    });
  }
});

test("a host in options is judged as it is written", async () => {
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

test("a Unix socket or a proxy is no way around", async () => {
  const { http: agent } = safeAgents(POLICY, { resolve });
  await assert.rejects(get(http, { socketPath: "/tmp/none.sock", agent }), /takes no socket or path/);
  for (const name of ["socketPath", "proxyEnv"]) {
    assert.throws(() => safeAgents({}, { agent: { [name]: "x" } }), TypeError);
  }
  for (const agent of [{ socketPath: "x" }, { connect: { socketPath: "x" } }, { connect: () => {} }]) {
    assert.throws(() => safeDispatcher({}, { agent }), TypeError);
  }
});

test("rebinding: an answer that flips never leads to loopback", async (t) => {
  for (const [name, call] of Object.entries({ lookup: byLookup(), ...clients() })) {
    await t.test(name, async () => {
      const host = `rebind-${name.replace(/\W+/g, "-").toLowerCase()}.example.com`;
      zone = (_, nth) => (nth === 1 ? [OPEN] : ["127.0.0.1", "::1"]);
      assert.deepEqual(await call(`http://${host}:${port}/`), { status: 200, body: "open" });
      assert.equal(dns.asked.get(host), 1, "what was checked is what was connected to: one look-up, not two");
      assert.equal(reachedForbidden(), 0);
      // Dispatchers keep the connection, so a call again may be served by it; no new one is made.
      await call(`http://${host}:${port}/`).catch((error) => assert.ok(error instanceof UnsafeUrlError));
      assert.equal(reachedForbidden(), 0);

      zone = () => ["127.0.0.1", "::1"];
      const again = `again-${host}`;
      const error = await refused(call, `http://${again}:${port}/`, { code: "url_private", detail: "loopback", address: "127.0.0.1" });
      assert.equal(error.message, `URL points at a private network (loopback): ${again} resolved to 127.0.0.1`);
    });
  }
});

test("a mixed answer is refused whole, whichever comes first", async (t) => {
  const answers = [[OPEN, "127.0.0.1"], ["127.0.0.1", OPEN], [OPEN, "::1"], ["::ffff:127.0.0.1", OPEN], [OPEN, OPEN, "10.0.0.1"]];
  for (const [name, call] of Object.entries({ lookup: byLookup(), ...clients() })) {
    await t.test(name, async () => {
      for (const [at, answer] of answers.entries()) {
        zone = () => answer;
        await refused(call, `http://mixed-${at}.example.com:${port}/`, { code: "url_private" });
      }
      assert.equal(open.reached, 0, "not even the good address was tried");
    });
  }
});

test("a redirect is judged like any other URL", async (t) => {
  zone = (name) => (name.startsWith("bad") ? ["127.0.0.1"] : [OPEN]);
  const targets = [`http://127.0.0.1:${port}/`, `http://[::1]:${port}/`, `http://2130706433:${port}/`, `http://localhost:${port}/`, `http://bad.example.com:${port}/`];
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

test("a kept connection serves no other host", async (t) => {
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

test("scheme and port are the policy's too", async (t) => {
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

test("what the policy opens is reached, and only that", async (t) => {
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
  // Over https the connection is made; this server does not speak TLS, and says so.
  for (const [name, call] of Object.entries(clients({ allowHosts: ["own.corp"] }))) {
    await t.test(`${name}, https`, async () => {
      const before = reachedForbidden();
      const error = await call(`https://own.corp:${port}/`).catch((error) => error);
      assert.ok(error instanceof Error && !(error instanceof UnsafeUrlError), String(error));
      assert.ok(reachedForbidden() > before);
    });
  }
});

test("without a resolver of one's own, the system's is asked", async () => {
  const policy = { schemes: ["http"], allowHosts: ["localhost"] };
  for (const call of [byLookup(policy, {}), ...Object.values(clients(policy, {}))]) {
    assert.equal((await call(`http://localhost:${port}/`)).body, "secret");
  }
});

test("a resolver's failure is its own", async () => {
  const failing = { resolve: () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" })) };
  for (const call of [byLookup(POLICY, failing), ...Object.values(clients(POLICY, failing))]) {
    await assert.rejects(call(`http://hooks.example.com:${port}/`), { code: "ENOTFOUND" });
  }
  const none = { resolve: async () => [] };
  await refused(byLookup(POLICY, none), "http://hooks.example.com/", { code: "url_host", detail: "no_address" });
});

test("lookup answers in each of the forms of dns.lookup", async (t) => {
  const given = ["2606:4700:4700::1111", "1.1.1.1", "1.0.0.1"];
  const lookup = safeLookup({}, { resolve: async () => given });
  const ask = (...options) => new Promise((done) => lookup("hooks.example.com", ...options, (...answer) => done(answer)));
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
      { code: "url_private", reason: "URL points at a private network", params: {}, detail: "metadata", host: "hooks.example.com", address: "fd00:ec2::254" },
    );
  }
  assert.throws(() => lookup(null, () => {}), TypeError);
  assert.throws(() => lookup("a.com"), TypeError);
  assert.throws(() => lookup("a.com", { family: 5 }, () => {}), TypeError);
  // An IP literal is its own answer, if it passes.
  const literal = (host) => new Promise((done) => lookup(host, {}, (...answer) => done(answer)));
  assert.deepEqual(await literal("1.1.1.1"), [null, "1.1.1.1", 4]);
  assert.equal((await literal("127.0.0.1"))[0].reason.detail, "loopback");
  assert.equal((await literal("１２７.0.0.1"))[0].reason.detail, "mapped_character");
  assert.equal((await literal(""))[0].code, "ERR_UNSAFE_URL");
});

test("a true public answer is given as it is, and the flip after it is refused", async () => {
  zone = (_, nth) => (nth === 1 ? ["93.184.215.14"] : ["127.0.0.1"]);
  const lookup = safeLookup({}, { resolve });
  const ask = () => new Promise((done) => lookup("flip.example.com", { all: true }, (...answer) => done(answer)));
  assert.deepEqual(await ask(), [null, [{ address: "93.184.215.14", family: 4 }]]);
  assert.equal((await ask())[0].reason.detail, "loopback");
});

test("a policy is judged when it is given, and copied", async () => {
  for (const make of [safeLookup, safeAgents, safeDispatcher]) {
    assert.throws(() => make({ allowCidrs: ["10.0.0.1/8"] }), /allowCidrs\/0: "10.0.0.1\/8" has bits set beyond its prefix/);
    assert.throws(() => make({ allowHost: [] }), TypeError);
  }
  const policy = { schemes: ["http"] };
  const { http: agent } = safeAgents(policy, { resolve });
  policy.allowHosts = ["127.0.0.1"];
  await refused((url) => get(http, url, { agent }), `http://127.0.0.1:${port}/`, { detail: "loopback" });
});

test("require gives the same, over the one instance of require", () => {
  const required = createRequire(import.meta.url)("../../pkg/dist/cjs/node.js");
  assert.deepEqual(Object.keys(required).sort(), ["UnsafeUrlError", "safeAgents", "safeDispatcher", "safeLookup"]);
  assert.throws(() => required.safeDispatcher({ allowHosts: [1] }), TypeError);
  return required.safeDispatcher().close();
});
