// Tests `node scripts/demo.mjs`: its output, and how it ends.
//
//   node --test tests/pkg/demo.test.mjs          needs the built package and the built example server
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../../scripts/demo.mjs", import.meta.url));
const SENTENCE = "Validation error: email: Invalid email; phone: String must be at most 50 characters";

/** Starts the demo. `ended` resolves to `{ code, output, errors }`. */
function startDemo(env = {}) {
  const stdio = ["ignore", "pipe", "pipe"];
  const child = spawn(process.execPath, [SCRIPT], { env: { ...process.env, ...env }, stdio });
  let [output, errors] = ["", ""];
  const up = new Promise((resolve) => {
    child.stdout.on("data", (part) => {
      output += part;
      if (output.includes("Ctrl-C")) resolve(output);
    });
  });
  child.stderr.on("data", (part) => (errors += part));
  const ended = once(child, "close").then(([code]) => ({ code, output, errors }));
  return { child, up: Promise.race([up, ended.then(({ errors }) => assert.fail(errors))]), ended };
}

const pageOf = (output) => /^Page +(http:\/\/127\.0\.0\.1:\d+\/)$/m.exec(output)[1];
const isDown = (url) =>
  fetch(url).then(
    () => false,
    () => true,
  );

test("it prints the page's address and both messages, and ends at a signal", async () => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    const demo = startDemo();
    demo.ended.catch(() => {});
    const output = await demo.up;
    const page = pageOf(output);
    assert.ok(output.includes(`\nEdge function ${SENTENCE}\nRust server   ${SENTENCE}\n`), output);
    assert.equal((await fetch(page)).status, 200);
    const { edge } = await (await fetch(new URL("config.json", page))).json();
    demo.child.kill(signal);
    assert.equal((await demo.ended).code, 0);
    assert.ok((await isDown(page)) && (await isDown(edge)), "both servers are down");
  }
});

test("a second demo uses other ports", async () => {
  const demos = [startDemo()];
  const first = pageOf(await demos[0].up);
  demos.push(startDemo());
  const second = pageOf(await demos[1].up);
  assert.notEqual(first, second);
  for (const { child } of demos) child.kill("SIGTERM");
  for (const { ended } of demos) assert.equal((await ended).code, 0);
});

test("if one server dies, the demo ends and names it", { skip: process.platform !== "linux" }, async () => {
  const demo = startDemo();
  const page = pageOf(await demo.up);
  const children = execFileSync("pgrep", ["-P", String(demo.child.pid), "-f", "edge-node"], { encoding: "utf8" });
  process.kill(Number(children.trim()), "SIGKILL");
  const { code, errors } = await demo.ended;
  assert.equal(code, 1);
  assert.match(errors, /^The demo ended: the edge function ended with SIGKILL$/m);
  assert.ok(await isDown(page));
});

test("without a built Rust server, it says what to build", async () => {
  const demo = startDemo({ CARGO_TARGET_DIR: "/nowhere" });
  demo.up.catch(() => {});
  const { code, errors } = await demo.ended;
  assert.equal(code, 1);
  assert.match(errors, /run cargo build --release -p unanimous-example-server/);
});
