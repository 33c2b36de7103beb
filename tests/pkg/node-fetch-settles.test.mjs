// Tests that safeFetch and requests over safeAgents settle in a process that has nothing else to do. Node ends such a
// process with the code 13 if nothing that it waits for keeps it alive.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import net from "node:net";
import { promisify } from "node:util";

const NODE = new URL("../../pkg/dist/esm/node.js", import.meta.url).href;

/** Servers by what they do with a connection. */
const BEHAVIOURS = {
  upgrade: (socket) => socket.write("HTTP/1.1 101 S\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
  bare101: (socket) => socket.write("HTTP/1.1 101 S\r\n\r\n"),
  closes: (socket) => socket.end(),
  silent: () => {},
  headers: (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-le"),
  body: (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfirst"),
};
const servers = {};
before(async () => {
  for (const [name, behave] of Object.entries(BEHAVIOURS)) {
    const server = net.createServer((socket) => {
      socket.on("error", () => {});
      if (name === "silent") behave(socket);
      else socket.once("data", () => behave(socket));
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    servers[name] = server;
  }
});
after(() => {
  for (const server of Object.values(servers)) server.close();
});
const port = (name) => servers[name].address().port;

/** Ends a process that does not end by itself. */
const HOPELESS_MS = 60_000;
/** A time limit of a call that is over before it. */
const LONG_MS = 10 * HOPELESS_MS;

/** Runs a module that prints one line in a process of its own. */
async function run(program, name) {
  const source = `
    import http from "node:http";
    import { safeAgents, safeDispatcher, safeFetch } from ${JSON.stringify(NODE)};
    const policy = { schemes: ["http", "https"], allowCidrs: ["127.0.0.0/8"] };
    const say = (error) => console.log(error.name, error.code ?? "", error.message);
    ${program}`;
  const child = promisify(execFile)(process.execPath, ["--input-type=module", "-e", source], { timeout: HOPELESS_MS });
  const { stdout } = await child.catch((error) => assert.fail(`${name}: exit code ${error.code}: ${error.stderr}`));
  return stdout;
}

test("a server that upgrades the connection or closes it is an error at once", async () => {
  for (const [name, expected] of [
    ["upgrade", /^TypeError ERR_RESPONSE_STATUS .* the status 101\n$/],
    ["bare101", /^TypeError ERR_RESPONSE_STATUS .* the status 101\n$/],
    ["closes", /^TypeError {2}fetch failed\n$/],
  ]) {
    const call = `await safeFetch("http://127.0.0.1:${port(name)}/", {}, policy, { timeout: ${LONG_MS} }).catch(say)`;
    assert.match(await run(call, name), expected, name);
  }
});

test("the TimeoutError comes in every phase", async () => {
  const never = "resolve: () => new Promise(() => {})";
  for (const [name, url, options] of [
    ["resolve", "http://hooks.example.com/", never],
    ["TLS", `https://127.0.0.1:${port("silent")}/`, ""],
    ["headers", `http://127.0.0.1:${port("silent")}/`, ""],
    ["half of the headers", `http://127.0.0.1:${port("headers")}/`, ""],
    ["body", `http://127.0.0.1:${port("body")}/`, ""],
  ]) {
    const call = `await safeFetch("${url}", {}, policy, { timeout: 300, ${options} }).then((r) => r.text()).catch(say)`;
    assert.match(await run(call, name), /^TimeoutError 23 safeFetch took more than 300 ms\n$/, name);
  }
});

test("the timeout of a request over safeAgents or safeDispatcher covers a resolver that hangs", async () => {
  const options = "{ resolve: () => new Promise(() => {}) }";
  const agents = `
    const request = http.get("http://hooks.example.com/", { agent: safeAgents(policy, ${options}).http, timeout: 300 });
    request.on("timeout", () => request.destroy(new Error("late"))).on("error", say);`;
  assert.equal(await run(agents, "safeAgents"), "Error  late\n");
  const dispatcher = `
    const agent = { connect: { timeout: 300 } };
    const dispatcher = safeDispatcher(policy, { resolve: () => new Promise(() => {}), agent });
    await dispatcher.request({ origin: "http://hooks.example.com", path: "/", method: "GET" }).catch(say);`;
  assert.match(await run(dispatcher, "safeDispatcher"), /^ConnectTimeoutError UND_ERR_CONNECT_TIMEOUT /);
});

test("a resolver that fails without an error ends the call, and not the process", async () => {
  for (const resolve of ["() => Promise.reject()", "() => { throw null; }", '() => Promise.reject("x")']) {
    const call = `await safeFetch("http://hooks.example.com/", {}, policy, { resolve: ${resolve} }).catch(say)`;
    assert.equal(await run(call, resolve), "TypeError  fetch failed\n");
  }
});

test("a response that nobody reads does not keep the process alive", async () => {
  const program = `
    const server = http.createServer((_, response) => response.end("text"));
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const { status } = await safeFetch("http://127.0.0.1:" + server.address().port, {}, policy, { timeout: ${LONG_MS} });
    console.log(status);
    server.close();`;
  assert.equal(await run(program, "unread"), "200\n");
});
