// Tests which decisions the hook gets, and that the mode "report" refuses nothing.
import assert from "node:assert/strict";
import http from "node:http";
import { after, afterEach, before, test } from "node:test";
import * as undici6 from "undici-6";
import * as undici7 from "undici";
import { safeAgents, safeDispatcher, safeFetch, safeLookup, UnsafeUrlError } from "../../pkg/dist/esm/node.js";
import { get, listenPair, OPEN, openOrRedirect, POLICY, PRIVATE, withEnvironment } from "../tools/loopback.mjs";

let servers;
let port;
let decisions = [];
const onDecision = (decision) => void decisions.push(decision);
/** Names that start with `bad` lead to the private address. */
const resolve = async (host) => (host.startsWith("bad") ? [OPEN, PRIVATE] : [OPEN]);

before(async () => {
  servers = await listenPair(openOrRedirect);
  port = servers.port;
});
after(() => {
  servers.open.stop();
  servers.secret.stop();
});
afterEach(() => {
  decisions = [];
  servers.secret.reached = 0;
});

/** Makes all adapters with some options. Each call returns the body. */
function callers(options) {
  const agents = safeAgents(POLICY, options);
  const dispatchers = [undici6, undici7].map((undici) => safeDispatcher(POLICY, { ...options, undici }));
  after(() => Promise.all(dispatchers.map((one) => one.close())));
  const lookup = safeLookup(POLICY, options);
  const text = (response) => response.text();
  return {
    agents: (url) => get(http, url, { agent: agents.http }).then(({ body }) => body),
    "undici 6": (url) => undici6.fetch(url, { dispatcher: dispatchers[0] }).then(text),
    "undici 7": (url) => undici7.fetch(url, { dispatcher: dispatchers[1] }).then(text),
    safeFetch: (url) => safeFetch(url, {}, POLICY, options).then(text),
    lookup: (url) => get(http, url, { lookup, agent: new http.Agent() }).then(({ body }) => body),
  };
}

const summary = ({ check, allowed, mode, host, address, code, detail }) =>
  [check, allowed, mode, host, address, code, detail].filter((one) => one !== undefined).join(" ");
const told = () => decisions.map(summary);

test("each adapter passes each decision to the hook", async (t) => {
  for (const [name, call] of Object.entries(callers({ onDecision, resolve }))) {
    await t.test(name, async () => {
      const check = name === "safeFetch" ? "url" : "host";
      assert.equal(await call(`http://good.example.com:${port}/`), "open");
      assert.deepEqual(told(), [
        `${check} true enforce good.example.com`,
        `address true enforce good.example.com ${OPEN}`,
      ]);
      decisions = [];
      await assert.rejects(call(`http://bad.example.com:${port}/`));
      assert.deepEqual(told(), [
        `${check} true enforce bad.example.com`,
        `address true enforce bad.example.com ${OPEN}`,
        `address false enforce bad.example.com ${PRIVATE} url_private loopback`,
      ]);
      assert.equal(decisions[2].reason, "URL points at a private network");
      decisions = [];
      await assert.rejects(call(`http://printer:${port}/`));
      assert.deepEqual(told(), [`${check} false enforce printer url_host single_label`]);
      if (name === "lookup") return;
      decisions = [];
      await assert.rejects(call(`http://${PRIVATE}:${port}/`));
      assert.deepEqual(told(), [`${check} false enforce ${PRIVATE} ${PRIVATE} url_private loopback`]);
    });
  }
  assert.equal(servers.secret.reached, 0);
});

test("safeFetch passes the decision about each redirect to the hook", async () => {
  const url = `http://good.example.com:${port}/?to=${encodeURIComponent(`http://user:pw@[::1]:${port}/x?token=1`)}`;
  await assert.rejects(safeFetch(url, {}, POLICY, { onDecision, resolve }), UnsafeUrlError);
  assert.deepEqual(told(), [
    "url true enforce good.example.com",
    `address true enforce good.example.com ${OPEN}`,
    "redirect false enforce ::1 ::1 url_credentials password",
  ]);
});

test("no decision holds the credentials, the path or the query of a URL", async () => {
  const urls = [
    "http://user:s3cret@example.com/s3cret?s3cret",
    "http://s3cret%40example.com/s3cret",
    "http:\\\\user:s3cret@example.com\\s3cret",
    "http://user:s3cret@[::1/s3cret",
    "//s3cret@x",
    "s3cret",
    "http://user:s3cret@/x",
    "data:s3cret",
    "http://x:s3cret/",
  ];
  for (const url of urls) await assert.rejects(safeFetch(url, {}, POLICY, { onDecision }), UnsafeUrlError);
  assert.equal(decisions.length, urls.length);
  const { http: agent } = safeAgents(POLICY, { onDecision });
  const hosts = ["user:s3cret@example.com", "example.com/s3cret", "example.com?s3cret", "a s3cret", "%s3cret"];
  for (const host of hosts) await assert.rejects(get(http, { host, port, agent }), UnsafeUrlError);
  assert.equal(decisions.length, urls.length + hosts.length);
  assert.ok(
    decisions.every((decision) => !decision.allowed && !JSON.stringify(decision).includes("s3cret")),
    told(),
  );
  await assert.rejects(safeFetch(urls[0], {}, POLICY), ({ message }) => !message.includes("s3cret"));
});

test("a hook that throws, rejects or changes the decision changes no verdict", async (t) => {
  const hooks = {
    throws: () => {
      throw new Error("hook");
    },
    rejects: async () => {
      throw new Error("hook");
    },
    changes: (decision) => {
      decision.allowed = true;
    },
    returns: () => true,
  };
  for (const [name, onDecision] of Object.entries(hooks)) {
    await t.test(name, async () => {
      for (const call of Object.values(callers({ onDecision, resolve }))) {
        await assert.rejects(call(`http://bad.example.com:${port}/`), (error) => {
          assert.equal((error.cause ?? error).code, "ERR_UNSAFE_URL");
          return true;
        });
        assert.equal(await call(`http://good.example.com:${port}/`), "open");
      }
      assert.equal(servers.secret.reached, 0);
    });
  }
});

test('mode "report" tells what would be refused, and refuses nothing', async (t) => {
  for (const [name, call] of Object.entries(callers({ onDecision, mode: "report", resolve: async () => [PRIVATE] }))) {
    await t.test(name, async () => {
      assert.equal(await call(`http://bad.example.com:${port}/`), "secret");
      assert.equal(told().at(-1), `address false report bad.example.com ${PRIVATE} url_private loopback`);
      decisions = [];
      assert.equal(await call(`http://printer:${port}/`), "secret");
      assert.match(told()[0], /^(url|host) false report printer url_host single_label$/);
      if (name === "lookup") return;
      decisions = [];
      assert.equal(await call(`http://${PRIVATE}:${port}/`), "secret");
      assert.match(told()[0], /^(url|host) false report 127\.0\.0\.1 127\.0\.0\.1 url_private loopback$/);
    });
  }
});

test('mode "report" lets a redirect, a proxy and an unresolved name pass', async () => {
  const options = { onDecision, mode: "report", resolve };
  const url = `http://good.example.com:${port}/?to=${encodeURIComponent(`http://${PRIVATE}:${port}/`)}`;
  assert.equal(await (await safeFetch(url, {}, POLICY, options)).text(), "secret");
  assert.equal(told().at(-1), `redirect false report ${PRIVATE} ${PRIVATE} url_private loopback`);
  decisions = [];
  const { http: agent } = safeAgents(POLICY, options);
  const path = "http://hooks.example.com/";
  assert.equal((await get(http, { host: OPEN, port, path, agent })).body, "open");
  assert.equal(told()[0], `proxy false report ${OPEN} ${OPEN} url_proxy`);
  decisions = [];
  const none = safeFetch(`http://none.example.com:${port}/`, {}, POLICY, { ...options, resolve: async () => [] });
  await assert.rejects(none, ({ cause }) => cause.code === "ENOTFOUND");
  assert.equal(told().at(-1), "address false report none.example.com url_host no_address");
  await withEnvironment({ HTTP_PROXY: "http://egress.corp:3128" }, async () => {
    decisions = [];
    const lookup = safeLookup(POLICY, options);
    const found = await new Promise((done) => lookup("egress.corp", (_, address) => done(address)));
    assert.equal(found, OPEN);
    assert.equal(told()[0], "proxy false report egress.corp url_proxy");
  });
});

test("wrong options are refused", async () => {
  for (const make of [safeLookup, safeAgents, safeDispatcher]) {
    assert.throws(() => make(POLICY, { onDecision: 1 }), /^TypeError: safe\w+: onDecision must be a function/);
    assert.throws(
      () => make(POLICY, { mode: "log", onDecision }),
      /^TypeError: safe\w+: mode must be "enforce" or "report"/,
    );
    assert.throws(() => make(POLICY, { mode: "report" }), /^TypeError: safe\w+: mode "report" needs onDecision/);
  }
  await assert.rejects(safeFetch("http://1.1.1.1/", {}, POLICY, { mode: "report" }), /needs onDecision/);
});
