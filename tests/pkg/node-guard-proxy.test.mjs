// Tests what the guard does about forward proxies, which resolve names themselves. The proxy is real, and leads every
// name to the private address.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import http from "node:http";
import https from "node:https";
import { after, afterEach, before, test } from "node:test";
import { promisify } from "node:util";
import * as undici6 from "undici-6";
import * as undici7 from "undici";
import { safeAgents, safeDispatcher, safeFetch, safeLookup, UnsafeUrlError } from "../../pkg/dist/esm/node.js";
import {
  get,
  listenPair,
  listenProxy,
  OPEN,
  openOrRedirect,
  POLICY,
  PRIVATE,
  withEnvironment,
} from "../tools/loopback.mjs";

let servers;
let proxy;
let port;
before(async () => {
  servers = await listenPair(openOrRedirect);
  port = servers.port;
  proxy = await listenProxy();
});
after(() => {
  for (const server of [servers.open, servers.secret, proxy]) server.stop();
});
afterEach(() => {
  proxy.targets.length = 0;
  servers.secret.reached = 0;
  proxy.reached = 0;
});

const isProxyError = (error) => {
  assert.ok(error instanceof UnsafeUrlError, error.stack);
  assert.deepEqual([error.code, error.reason.code], ["ERR_UNSAFE_URL", "url_proxy"]);
  return true;
};

/** What a client sends to a proxy, as axios does if HTTP_PROXY is set. */
const viaProxy = (agent) =>
  get(http, { host: OPEN, port: proxy.port, path: `http://hooks.example.com:${port}/`, agent });

/** An agent for a proxy, like those of the family of proxy-agent. */
class HttpProxyAgent extends http.Agent {
  proxy = new URL(proxy.url);
  addRequest(request, options) {
    request.path = `http://${options.host}:${options.port}${request.path}`;
    super.addRequest(request, { ...options, host: this.proxy.hostname, port: this.proxy.port });
  }
}

test("the control: without the guard a request to the proxy reaches the private network", async () => {
  assert.equal((await viaProxy(new http.Agent())).body, "secret");
  assert.deepEqual(proxy.targets, [`hooks.example.com:${port}`]);
});

test("safeAgents refuse a request that a client makes for a proxy", async () => {
  const { http: agent } = safeAgents(POLICY, { agent: { keepAlive: true } });
  await assert.rejects(viaProxy(agent), isProxyError);
  await assert.rejects(
    get(http, { host: OPEN, port: proxy.port, method: "CONNECT", path: `${PRIVATE}:${port}`, agent }),
    isProxyError,
  );
  assert.equal(proxy.reached, 0);
  // A kept connection is no way in either.
  await get(http, { host: OPEN, port, path: "/", agent });
  await assert.rejects(get(http, { host: OPEN, port, path: "http://hooks.example.com/", agent }), isProxyError);
  agent.destroy();
});

test("safeDispatcher refuses a request for a proxy", async () => {
  for (const undici of [undici6, undici7]) {
    const dispatcher = safeDispatcher(POLICY, { undici });
    const path = `http://hooks.example.com:${port}/`;
    await assert.rejects(dispatcher.request({ origin: proxy.url, path, method: "GET" }), isProxyError);
    await assert.rejects(dispatcher.connect({ origin: proxy.url, path: `${PRIVATE}:${port}` }), isProxyError);
    await dispatcher.close();
  }
  assert.equal(proxy.reached, 0);
});

test("an environment with a proxy is refused, unless envProxy says what it means", async (t) => {
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "npm_config_https_proxy", "GLOBAL_AGENT_HTTP_PROXY"];
  for (const name of names.flatMap((one) => [one, one.toLowerCase()])) {
    await t.test(name, () =>
      withEnvironment({ [name]: proxy.url }, () => {
        const message = new RegExp(`^safeLookup: the environment variable ${name} makes clients use a proxy`, "i");
        assert.throws(() => safeLookup(POLICY), { name: "TypeError", message });
        safeLookup(POLICY, { envProxy: "unused" });
        // axios replaces the agents that it is given if there is such a variable.
        assert.throws(
          () => safeAgents(POLICY),
          /^TypeError: safeAgents: the environment variable \w+ makes some clients/,
        );
        safeAgents(POLICY, { envProxy: "unused" });
        safeLookup(POLICY, { envProxy: "guards" });
      }),
    );
  }
  await withEnvironment({ HTTP_PROXY: proxy.url, NO_PROXY: "*" }, () => [safeLookup(POLICY), safeAgents(POLICY)]);
  await withEnvironment({ HTTP_PROXY: proxy.url, no_proxy: "hooks.example.com" }, () =>
    assert.throws(() => safeLookup(POLICY), TypeError),
  );
  await withEnvironment({ HTTP_PROXY: " " }, () => safeLookup(POLICY));
  assert.throws(() => safeLookup(POLICY, { envProxy: true }), /envProxy must be "guards" or "unused"/);
  assert.throws(() => safeAgents(POLICY, { envProxy: "guards" }), /envProxy must be "unused"/);
});

const ask = (lookup, host) =>
  new Promise((done) => lookup(host, { all: true }, (error, found) => done(error ?? found)));

test("safeLookup refuses a proxy that the environment names later", async () => {
  const lookup = safeLookup(POLICY, { resolve: async () => [OPEN] });
  assert.deepEqual(await ask(lookup, "hooks.example.com"), [{ address: OPEN, family: 4 }]);
  await withEnvironment({ https_proxy: proxy.url }, async () => isProxyError(await ask(lookup, "egress.example.com")));
});

test('with envProxy "guards", the name of the proxy alone is resolved unchecked', async () => {
  const lookup = safeLookup(POLICY, { resolve: async () => [PRIVATE], envProxy: "guards" });
  for (const variable of ["http://user:pw@egress.corp:3128", "egress.corp:3128"]) {
    await withEnvironment({ HTTP_PROXY: variable }, async () => {
      assert.deepEqual(await ask(lookup, "egress.corp"), [{ address: PRIVATE, family: 4 }]);
      assert.equal((await ask(lookup, "hooks.example.com")).reason.detail, "loopback");
      assert.equal((await ask(lookup, "other.corp")).reason.detail, "special_name");
    });
  }
});

test("safeLookup refuses a global agent that uses a proxy", async () => {
  const { globalAgent } = http;
  http.globalAgent = new HttpProxyAgent();
  try {
    assert.throws(() => safeLookup(POLICY), /^TypeError: safeLookup: Node's global agent makes clients use a proxy/);
  } finally {
    http.globalAgent = globalAgent;
  }
});

test("the adapters that connect themselves do not use the environment's proxy", async () => {
  const code = `
    import http from "node:http";
    import { safeAgents, safeDispatcher, safeFetch } from ${JSON.stringify(import.meta.resolve("../../pkg/dist/esm/node.js"))};
    const policy = ${JSON.stringify(POLICY)};
    const agent = safeAgents(policy, { envProxy: "unused" }).http;
    const dispatcher = safeDispatcher(policy);
    const calls = [
      (url) => safeFetch(url, {}, policy).then((response) => response.text()),
      (url) => fetch(url, { dispatcher }).then((response) => response.text()),
      (url) => new Promise((done, fail) => http.get(url, { agent }, (r) => r.setEncoding("utf8").on("data", done)).on("error", fail)),
    ];
    const results = [];
    for (const call of calls) for (const host of ["${OPEN}", "${PRIVATE}"])
      results.push(await call(\`http://\${host}:${port}/\`).catch((error) => (error.cause ?? error).code));
    console.log(JSON.stringify(results));
    await dispatcher.close();`;
  const env = { ...process.env, NODE_USE_ENV_PROXY: "1", HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
  const options = { env: { ...env, ALL_PROXY: proxy.url }, cwd: import.meta.dirname };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], options);
  assert.deepEqual(JSON.parse(stdout), Array(3).fill(["open", "ERR_UNSAFE_URL"]).flat());
  assert.equal(proxy.reached, 0);
});

test("undici's global dispatcher does not matter", async () => {
  const before = undici7.getGlobalDispatcher();
  const global = new undici7.ProxyAgent(proxy.url);
  undici7.setGlobalDispatcher(global);
  try {
    const dispatcher = safeDispatcher(POLICY);
    const url = `http://${OPEN}:${port}/`;
    assert.equal(await (await safeFetch(url, {}, POLICY)).text(), "open");
    assert.equal(await (await fetch(url, { dispatcher })).text(), "open");
    await dispatcher.close();
    assert.equal(proxy.reached, 0);
  } finally {
    undici7.setGlobalDispatcher(before);
    await global.close();
  }
});

test("a module whose Agent uses a proxy is refused", async () => {
  await withEnvironment({ HTTP_PROXY: proxy.url }, () => {
    for (const undici of [undici6, undici7]) {
      for (const Agent of [undici.EnvHttpProxyAgent, class Renamed extends undici.EnvHttpProxyAgent {}]) {
        assert.throws(() => safeDispatcher(POLICY, { undici: { ...undici, Agent } }), /sends requests to a proxy/);
      }
    }
  });
});

test("guardingProxy of safeDispatcher: the proxy gets what passes the check of its text", async (t) => {
  for (const [version, undici] of [
    [6, undici6],
    [7, undici7],
  ]) {
    for (const proxyTunnel of [true, false]) {
      await t.test(`undici ${version}, ${proxyTunnel ? "a tunnel" : "whole URLs"}`, async () => {
        const guardingProxy = new undici.ProxyAgent({ uri: proxy.url, proxyTunnel });
        const dispatcher = safeDispatcher({ schemes: ["http"] }, { guardingProxy });
        const call = (host) => undici.fetch(`http://${host}:${port}/`, { dispatcher });
        assert.equal(await (await call("hooks.example.com")).text(), "secret");
        assert.deepEqual(proxy.targets, [`hooks.example.com:${port}`]);
        for (const host of [PRIVATE, "[::1]", "localhost", "user@hooks.example.com"]) {
          await assert.rejects(call(host), TypeError);
        }
        await assert.rejects(call(PRIVATE), ({ cause }) => cause.code === "ERR_UNSAFE_URL");
        await assert.rejects(undici.request(`http://${PRIVATE}/`, { dispatcher }), { code: "ERR_UNSAFE_URL" });
        assert.equal(proxy.targets.length, 1);
        await dispatcher.close();
        proxy.targets.length = 0;
      });
    }
  }
  const guardingProxy = new undici7.ProxyAgent(proxy.url);
  for (const options of [{ agent: {} }, { resolve: async () => [] }, { undici: undici7 }]) {
    assert.throws(() => safeDispatcher(POLICY, { ...options, guardingProxy }), /have no meaning beside guardingProxy/);
  }
  assert.throws(() => safeDispatcher(POLICY, { guardingProxy: proxy.url }), /must be a dispatcher/);
  const dispatcher = safeDispatcher(POLICY, { guardingProxy });
  const hop = { origin: `http://${OPEN}:${port}`, path: "/", method: "GET", maxRedirections: 1 };
  assert.throws(() => dispatcher.dispatch(hop, {}), /maxRedirections has no meaning/);
});

test("guardingProxy of safeAgents and safeFetch: each request is checked by its text", async () => {
  const agent = new HttpProxyAgent();
  const guardingProxy = { http: agent, https: Object.assign(new HttpProxyAgent(), { protocol: "https:" }) };
  const policy = { schemes: ["http"] };
  const agents = safeAgents(policy, { guardingProxy });
  const calls = [
    (host) => get(http, `http://${host}:${port}/`, { agent: agents.http }).then(({ body }) => body),
    (host) => safeFetch(`http://${host}:${port}/`, {}, policy, { guardingProxy }).then((answer) => answer.text()),
  ];
  for (const call of calls) {
    assert.equal(await call("hooks.example.com"), "secret");
    for (const host of [PRIVATE, "[::1]", "localhost"]) await assert.rejects(call(host), { code: "ERR_UNSAFE_URL" });
  }
  assert.deepEqual(proxy.targets, Array(2).fill(`hooks.example.com:${port}`));
  const decisions = [];
  const onDecision = ({ check, host, allowed }) => decisions.push(`${check} ${host} ${allowed}`);
  await safeFetch(`http://hooks.example.com:${port}/`, {}, policy, { guardingProxy, onDecision });
  assert.deepEqual(decisions, ["url hooks.example.com true"]);
  const refused = get(https, `https://hooks.example.com:${port}/`, { agent: agents.https });
  await assert.rejects(refused, ({ reason }) => reason.code === "url_scheme");
  await assert.rejects(get(http, { socketPath: "/x", agent: agents.http }), /connects to hosts only/);
  assert.throws(() => safeAgents(policy, { guardingProxy, agent: {} }), /have no meaning beside guardingProxy/);
  assert.throws(() => safeAgents(policy, { guardingProxy: { http: agent } }), /guardingProxy\.https must be an agent/);
});

test("safeAgents refuse to work where global-agent replaces all agents", () => {
  globalThis.GLOBAL_AGENT = { HTTP_PROXY: proxy.url };
  try {
    assert.throws(
      () => safeAgents(POLICY),
      /^TypeError: safeAgents: the package global-agent sends all requests to a proxy/,
    );
  } finally {
    delete globalThis.GLOBAL_AGENT;
  }
});

test("safeFetch sends nothing over a connection that is not its own", async () => {
  const { request } = http;
  http.request = (url, options) => request(url, { ...options, agent: new HttpProxyAgent() });
  try {
    const called = safeFetch(`http://${OPEN}:${port}/`, {}, POLICY);
    await assert.rejects(called, ({ cause }) => /another package replaced the agent/.test(cause.message));
    assert.deepEqual(proxy.targets, []);
  } finally {
    http.request = request;
  }
});
