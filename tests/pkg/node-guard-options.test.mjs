// Tests that no option of an agent, a dispatcher or a request leads a connection past the guard.
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { after, before, test } from "node:test";
import * as undici6 from "undici-6";
import * as undici7 from "undici";
import { safeAgents, safeDispatcher, safeFetch, safeLookup, UnsafeUrlError } from "../../pkg/dist/esm/node.js";
import { get, listenPair, POLICY, PRIVATE } from "../tools/loopback.mjs";
import { until } from "../tools/until.mjs";

let servers;
before(async () => {
  servers = await listenPair((_, response) => response.end("open"));
});
after(() => {
  servers.open.stop();
  servers.secret.stop();
});

/** Connects to the private server, whatever is asked for. */
const elsewhere = () => net.connect({ host: PRIVATE, port: servers.port });

const REFUSED = {
  "undici's Agent": [
    ["factory", { factory: (origin, options) => new undici7.Pool(origin, { ...options, connect: elsewhere }) }],
    ["interceptors", { interceptors: { Agent: [(dispatch) => dispatch] } }],
    ["connect", { connect: (_, done) => done(null, elsewhere()) }],
    ["socketPath", { socketPath: "/tmp/none.sock" }],
    ["tls", { tls: { socketPath: "/tmp/none.sock" } }],
    ["dispatch", { dispatch: () => true }],
    ["uri", { uri: "http://127.0.0.1:1" }],
    ["httpProxy", { httpProxy: "http://127.0.0.1:1" }],
    ["clientFactory", { clientFactory: () => {} }],
    ["h2Options", { h2Options: { createConnection: elsewhere } }],
    ["newOption", { newOption: 1 }],
    ["connect.lookup", { connect: { lookup: (_, __, done) => done(null, [{ address: PRIVATE, family: 4 }]) } }],
    ["connect.socketPath", { connect: { socketPath: "/tmp/none.sock" } }],
    ["connect.path", { connect: { path: "/tmp/none.sock" } }],
    ["connect.host", { connect: { host: PRIVATE } }],
    ["connect.port", { connect: { port: 1 } }],
    ["connect.socket", { connect: { socket: {} } }],
    ["connect.httpSocket", { connect: { httpSocket: {} } }],
    ["connect.fd", { connect: { fd: 1 } }],
    ["connect.handle", { connect: { handle: {} } }],
    ["connect.ALPNCallback", { connect: { ALPNCallback: () => "h2" } }],
    ["connect.onread", { connect: { onread: {} } }],
  ],
  "Node's agents": [
    ["createConnection", { createConnection: elsewhere }],
    ["lookup", { lookup: (_, __, done) => done(null, PRIVATE, 4) }],
    ["socketPath", { socketPath: "/tmp/none.sock" }],
    ["path", { path: "/tmp/none.sock" }],
    ["socket", { socket: {} }],
    ["host", { host: PRIVATE }],
    ["port", { port: 1 }],
    ["proxyEnv", { proxyEnv: { HTTP_PROXY: "http://127.0.0.1:1" } }],
    ["agent", { agent: new http.Agent() }],
    ["handle", { handle: {} }],
    ["fd", { fd: 1 }],
    ["defaultPort", { defaultPort: 1 }],
    ["protocol", { protocol: "https:" }],
    ["newOption", { newOption: 1 }],
  ],
};

test("an option that could lead a connection elsewhere throws a TypeError that names it", async (t) => {
  for (const [name, agent] of REFUSED["undici's Agent"]) {
    await t.test(`safeDispatcher ${name}`, () => {
      for (const undici of [undici6, undici7]) {
        const message = new RegExp(
          `^safeDispatcher: (agent\\.)?${name.replace(".", "\\.")} (is refused|must be an object)`,
        );
        assert.throws(() => safeDispatcher(POLICY, { agent, undici }), { name: "TypeError", message });
      }
    });
  }
  for (const [name, agent] of REFUSED["Node's agents"]) {
    await t.test(`safeAgents ${name}`, async () => {
      const message = `safeAgents: agent.${name} is refused, because it is not known to keep the check: leave it out`;
      assert.throws(() => safeAgents(POLICY, { agent }), { name: "TypeError", message });
      await assert.rejects(safeFetch("http://1.1.1.1/", {}, POLICY, { agent }), { name: "TypeError", message });
    });
  }
  assert.equal(servers.secret.reached, 0);
});

test("an inherited option is refused, too", () => {
  const agent = Object.create({ factory: () => {}, socketPath: "/tmp/none.sock" });
  assert.throws(() => safeDispatcher(POLICY, { agent }), /agent\.factory is refused/);
  assert.throws(() => safeAgents(POLICY, { agent }), /agent\.factory is refused/);
});

test("an agent in place of its options is refused", () => {
  assert.throws(() => safeAgents(POLICY, { agent: new http.Agent() }), TypeError);
  assert.throws(() => safeDispatcher(POLICY, { agent: new undici7.Agent() }), TypeError);
  for (const agent of [null, "x", () => {}]) {
    assert.throws(() => safeAgents(POLICY, { agent }), { message: /^safeAgents: agent must be an object, not / });
    assert.throws(() => safeDispatcher(POLICY, { agent }), TypeError);
  }
});

test("a module that is not undici is refused", () => {
  for (const undici of [null, 5, {}]) {
    const message = "safeDispatcher: undici must be the module undici";
    assert.throws(() => safeDispatcher(POLICY, { undici }), { name: "TypeError", message });
  }
});

test("the name of kept connections cannot be replaced", () => {
  const agents = safeAgents(POLICY, { agent: { keepAlive: true } });
  for (const agent of [agents.http, agents.https]) {
    const replace = () => {
      agent.getName = () => "one name for all hosts";
    };
    assert.throws(replace, TypeError);
    const name = (host) => agent.getName({ host, port: 80 });
    assert.notEqual(name("a.example.com"), name("b.example.com"));
  }
});

test("an option of the guard itself that does not exist is refused", async () => {
  for (const make of [safeLookup, safeAgents, safeDispatcher]) {
    const message = `${make.name}: onDecison is refused, because it is not known to keep the check: leave it out`;
    assert.throws(() => make(POLICY, { onDecison: () => {} }), { name: "TypeError", message });
  }
  await assert.rejects(
    safeFetch("http://1.1.1.1/", {}, POLICY, { maxRedirect: 1 }),
    /safeFetch: maxRedirect is refused/,
  );
});

test("options that keep the check still work", async () => {
  const url = `http://127.0.0.2:${servers.port}/`;
  const agents = safeAgents(POLICY, {
    agent: {
      keepAlive: true,
      maxSockets: 1,
      timeout: 60_000,
      ca: undefined,
      proxyEnv: undefined,
      localAddress: PRIVATE,
    },
  });
  assert.deepEqual(await get(http, url, { agent: agents.http }), { status: 200, body: "open" });
  agents.http.destroy();
  for (const undici of [undici6, undici7]) {
    const connect = { timeout: 60_000, rejectUnauthorized: true, localAddress: PRIVATE };
    const agent = { connections: 1, bodyTimeout: 60_000, connect, factory: undefined };
    const dispatcher = safeDispatcher(POLICY, { agent, undici });
    const response = await undici.fetch(url, { dispatcher });
    assert.equal(await response.text(), "open");
    await dispatcher.close();
  }
});

test("no option of a request leads elsewhere", async (t) => {
  const { http: agent } = safeAgents(POLICY);
  const table = {
    createConnection: elsewhere,
    lookup: (_, options, done) =>
      options.all ? done(null, [{ address: PRIVATE, family: 4 }]) : done(null, PRIVATE, 4),
    handle: {},
    fd: 0,
    onread: { buffer: Buffer.alloc(10), callback: () => {} },
    proxyEnv: { HTTP_PROXY: `http://${PRIVATE}:${servers.port}` },
    localAddress: PRIVATE,
  };
  for (const [name, value] of Object.entries(table)) {
    await t.test(name, async () => {
      const answer = await get(http, `http://127.0.0.2:${servers.port}/`, { agent, [name]: value });
      assert.equal(answer.body, "open");
      assert.equal(servers.secret.reached, 0);
    });
  }
  for (const name of ["socketPath", "socket"]) {
    await t.test(name, async () => {
      const options = { agent, host: "127.0.0.2", port: servers.port, [name]: name === "socket" ? elsewhere() : "/x" };
      if (options.socket) await until(() => servers.secret.reached === 1);
      servers.secret.reached = 0;
      await assert.rejects(get(http, options), /connects to hosts only/);
      options.socket?.destroy();
    });
  }
});

test("an interceptor that sends a request elsewhere is checked", async () => {
  const url = `http://127.0.0.2:${servers.port}/`;
  const elsewhere = (dispatch) => (request, handler) =>
    dispatch({ ...request, origin: `http://${PRIVATE}:${servers.port}` }, handler);
  for (const undici of [undici6, undici7]) {
    const dispatcher = safeDispatcher(POLICY, { undici }).compose(elsewhere);
    await assert.rejects(undici.request(url, { dispatcher }), UnsafeUrlError);
    await dispatcher.close();
  }
  assert.equal(servers.secret.reached, 0);
});

test("init.dispatcher and init.agent of safeFetch are refused", async () => {
  const url = `http://127.0.0.2:${servers.port}/`;
  for (const init of [{ dispatcher: new undici7.Agent() }, { agent: new http.Agent() }]) {
    const message = /^safeFetch: init\.(dispatcher|agent) would connect elsewhere/;
    await assert.rejects(safeFetch(url, init, POLICY), { name: "TypeError", message });
  }
});
