// Tests that the adapters speak TLS to the address that they checked, and verify the certificate by the host's name.
import assert from "node:assert/strict";
import https from "node:https";
import { after, before, test } from "node:test";
import * as undici6 from "undici-6";
import * as undici7 from "undici";
import { safeAgents, safeDispatcher, safeFetch } from "../../pkg/dist/esm/node.js";
import { get, OPEN } from "../tools/loopback.mjs";
import { CERTIFICATE as ca, KEY as key } from "../tools/tls.mjs";

const POLICY = { allowCidrs: [`${OPEN}/32`] };
const resolve = async () => [OPEN];

let server;
let port;
before(async () => {
  server = https.createServer({ key, cert: ca }, (request, response) => {
    const to = new URL(request.url, "https://x.invalid").searchParams.get("to");
    if (to) response.writeHead(302, { location: to }).end();
    else response.end(`${request.socket.servername} ${request.headers.host}`);
  });
  await new Promise((done) => server.listen(0, OPEN, done));
  port = server.address().port;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** Makes all adapters. Each call returns the body. */
function callers(trust) {
  const agents = safeAgents(POLICY, { resolve, agent: { ...trust, keepAlive: true, timeout: 5_000 } });
  const dispatchers = [undici6, undici7].map((undici) =>
    safeDispatcher(POLICY, { resolve, undici, agent: { connect: trust } }),
  );
  after(() => {
    agents.https.destroy();
    return Promise.all(dispatchers.map((one) => one.close()));
  });
  const text = (response) => response.text();
  return {
    agents: (url) => get(https, url, { agent: agents.https }).then(({ body }) => body),
    "undici 6": (url) => undici6.fetch(url, { dispatcher: dispatchers[0] }).then(text),
    "undici 7": (url) => undici7.fetch(url, { dispatcher: dispatchers[1] }).then(text),
    safeFetch: (url) => safeFetch(url, {}, POLICY, { resolve, agent: trust }).then(text),
  };
}

test("a trusted certificate is accepted for the names that it has", async (t) => {
  for (const [name, call] of Object.entries(callers({ ca }))) {
    await t.test(name, async () => {
      for (const host of ["hooks.example.com", "other.example.com", "hooks.example.com"]) {
        assert.equal(await call(`https://${host}:${port}/`), `${host} ${host}:${port}`);
      }
      if (name !== "agents") {
        const to = encodeURIComponent(`https://other.example.com:${port}/`);
        const answer = await call(`https://hooks.example.com:${port}/?to=${to}`);
        assert.equal(answer, `other.example.com other.example.com:${port}`);
      }
      const wrong = await call(`https://wrong.example.com:${port}/`).catch((error) => error.cause ?? error);
      assert.equal(wrong.code, "ERR_TLS_CERT_ALTNAME_INVALID");
    });
  }
});

test("a certificate that nobody trusts is refused", async (t) => {
  for (const [name, call] of Object.entries(callers({}))) {
    await t.test(name, async () => {
      const error = await call(`https://hooks.example.com:${port}/`).catch((error) => error.cause ?? error);
      assert.equal(error.code, "DEPTH_ZERO_SELF_SIGNED_CERT");
    });
  }
});
