// `unanimous/server` in Node, Bun, Deno and Vercel's edge-runtime: the same answers. tests/server/workers.test.mjs runs it in
// workerd.
//
//   node --test tests/pkg/server-runtimes.test.mjs          needs the built package
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { program, tools } from "../runtimes/project.mjs";
import { freshProject } from "../tools/tarball.mjs";

const project = freshProject();
after(() => project.remove());

const HANDLER = `
import { schema } from "unanimous";
import { idempotent, json, MemoryStore, validated } from "unanimous/server";
const email = { type: "string", format: "email" };
const lead = schema({ type: "object", required: ["email"], properties: { email, age: { type: "integer" } } });
let n = 0;
const create = async (request, value) => json({ n: ++n, value, text: await request.text() }, { status: 201 });
export const handle = validated(lead, idempotent(create, { store: new MemoryStore() }));
`;
const BODIES = [
  '{"email":"a@example.com"}',
  '{"email":"a@example.com"}',
  '{"email":"a"}',
  '{"email":"b@example.com"}',
  "{",
];
const ANSWERS = [
  '201 null {"n":1,"value":{"email":"a@example.com"},"text":"{\\"email\\":\\"a@example.com\\"}"}',
  '201 true {"n":1,"value":{"email":"a@example.com"},"text":"{\\"email\\":\\"a@example.com\\"}"}',
  '400 null {"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}',
  '422 null {"error":{"message":"This Idempotency-Key was already used with another body","code":"IDEMPOTENCY_CONFLICT"}}',
  '400 null {"error":{"message":"Request body is not valid JSON","code":"BAD_REQUEST"}}',
  // A form.
  '201 null {"n":2,"value":{"email":"a@example.com","age":7},"text":"email=a%40example.com&age=7"}',
];
const RUN = `
import { handle } from "./handler.mjs";
export async function result() {
  const lines = [];
  const send = async (key, type, body) => {
    const headers = { "content-type": type, "idempotency-key": key };
    const response = await handle(new Request("http://localhost/leads", { method: "POST", headers, body }));
    const replayed = response.headers.get("idempotent-replayed");
    lines.push(response.status + " " + replayed + " " + (await response.text()));
  };
  for (const body of ${JSON.stringify(BODIES)}) await send("k", "application/json", body);
  await send("form", "application/x-www-form-urlencoded", "email=a%40example.com&age=7");
  return lines;
}
`;
writeFileSync(join(project.dir, "handler.mjs"), HANDLER);
writeFileSync(join(project.dir, "run.mjs"), RUN);
writeFileSync(
  join(project.dir, "print.mjs"),
  'import { result } from "./run.mjs";\nconsole.log(JSON.stringify(await result()));\n',
);

for (const [name, command] of [
  ["Node", () => [process.execPath, []]],
  ["Bun", () => [program("bun"), []]],
  ["Deno", () => [program("deno"), ["run", "--allow-read", "--quiet"]]],
]) {
  test(`${name}: the same answers`, () => {
    const [file, args] = command();
    const env = { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
    const printed = execFileSync(file, [...args, "print.mjs"], { cwd: project.dir, encoding: "utf8", env });
    assert.deepEqual(JSON.parse(printed), ANSWERS);
  });
}

const SERVERS = {
  Bun: "Bun.serve({ port: 0, fetch: answer }).port",
  Deno: 'Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer).addr.port',
};
for (const [name, start] of Object.entries(SERVERS)) {
  test(`${name}: its own server sends what json makes`, () => {
    const code = `import { json } from "unanimous/server";
      const answer = () => json({ a: "\u00fc" }, { status: 201, headers: { "x-a": "1" } });
      const response = await fetch("http://127.0.0.1:" + ${start});
      console.log(JSON.stringify([response.status, response.headers.get("x-a"), await response.json()]));
      process.exit(0);`;
    writeFileSync(join(project.dir, "serve.mjs"), code);
    const args = name === "Deno" ? ["run", "--allow-all", "--quiet"] : [];
    const env = { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
    const options = { cwd: project.dir, encoding: "utf8", env };
    const printed = execFileSync(program(name.toLowerCase()), [...args, "serve.mjs"], options);
    assert.deepEqual(JSON.parse(printed), [201, "1", { a: "ü" }]);
  });
}

test("Vercel's edge-runtime: the same answers", async () => {
  const wasm = new Map();
  const plugin = {
    name: "wasm-globals",
    setup(build) {
      build.onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.replace("?module", "")),
        namespace: "wasm-global",
      }));
      // edge-runtime runs one script. The platform's build passes the compiled modules as globals.
      build.onLoad({ filter: /.*/, namespace: "wasm-global" }, ({ path }) => {
        wasm.set(basename(path), new WebAssembly.Module(readFileSync(path)));
        return { contents: `export default globalThis.WASM_MODULES[${JSON.stringify(basename(path))}];` };
      });
    },
  };
  const contents = `import { result } from "./run.mjs";
addEventListener("fetch", (event) => event.respondWith(result().then((lines) => Response.json(lines))));`;
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: project.dir },
    ...{ bundle: true, write: false, format: "iife", conditions: ["edge-light"], target: "es2022" },
    plugins: [plugin],
  });
  const file = createRequire(join(tools(), "x.js")).resolve("edge-runtime");
  const { EdgeRuntime } = await import(pathToFileURL(file).href);
  const runtime = new EdgeRuntime({
    initialCode: outputFiles[0].text,
    extend: (context) => Object.assign(context, { WASM_MODULES: Object.fromEntries(wasm) }),
  });
  const response = await runtime.dispatchFetch("http://127.0.0.1/");
  assert.deepEqual(await response.json(), ANSWERS);
});
