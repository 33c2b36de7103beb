// Asks real frameworks for their error responses and writes tests/cases/captured-bodies.json anew: `make capture`.
//   node run.mjs                  everything, and the file
//   node run.mjs --show zod4 …    only these modules, printed and not written
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { secret } from "./lead.mjs";
import { headersOf, stable } from "./stable.mjs";

// Some frameworks write each error that they answer.
console.error = () => {};

const OUTPUT = new URL("../../tests/cases/captured-bodies.json", import.meta.url);
const PYTHON = new URL("venv/bin/python", import.meta.url);
const NOW = "2026-11-27T08:00:00Z";
const ABOUT =
  "What real frameworks answered to invalid requests, written by scripts/capture. `version` is the package's that " +
  "answered. A library that has no server answers in the envelope that the id names. `source` says which responses " +
  "are written by hand. Stacks keep three frames in /srv/app; ids, times and ports have fixed values. expected was " +
  "written for developers, before any reader ran. A list under code, requestId or category means: any of these. A " +
  "field without reason may have any; the order of fields does not count. messageIncludes: a part of the message. " +
  "mustNotHold: nowhere in the ApiError.";

const versions = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url), "utf8")).packages;
const version = (name) => versions[`node_modules/${name}`].version;

async function ofModule(name) {
  const { framework, package: main, start, cases } = (await import(`./node/${name}.mjs`)).default;
  const server = await start?.();
  const answers = [];
  for (const { id, about, package: other, send, answer, headers, expected } of cases) {
    const response = await (send ? server.send(send) : answer());
    answers.push({
      id: `${name}-${id}`,
      framework,
      version: `${(other ?? main).replace(/^zve\d/, "zod-validation-error").replace(/^zod\d/, "zod")} ${version(other ?? main)}`,
      source: about ? `captured by running: ${about}` : "captured by running",
      request: { method: send?.method ?? "POST", idempotencyKey: false },
      response: {
        status: response.status,
        headers: { ...headersOf(response.headers), ...headers },
        body: stable(await response.text()),
      },
      expected,
    });
  }
  await server?.close();
  return answers;
}

const isPython = (name) => name.startsWith("py-");
const python = (names) =>
  names.length ? JSON.parse(execFileSync(PYTHON, ["python/run.py", ...names], { cwd: new URL(".", import.meta.url), encoding: "utf8" })) : [];

/** Every case must be small and hold the texts that it expects, or the table is wrong. */
function check(answer) {
  const { id, response, expected } = answer;
  const size = Buffer.byteLength(response.body);
  if (size > 4096) throw new Error(`${id}: ${size} bytes`);
  if (response.status === 200 && !response.body.includes("errors")) throw new Error(`${id}: the request was accepted`);
  const plain = response.body.replace(/\\\\?"/g, '"').replace(/\\\\?"/g, '"').replace(/&quot;/g, '"');
  const texts = [expected.message, expected.messageIncludes, ...(expected.fields ?? []).map((field) => field.reason)];
  for (const text of texts.filter((text) => text !== undefined)) {
    if (!plain.includes(text)) process.stderr.write(`${id}: "${text}" is not in ${response.body}\n`);
  }
  answer.expected.mustNotHold = [...new Set([secret, ...(expected.mustNotHold ?? [])])];
  return answer;
}

const asked = process.argv.slice(process.argv[2] === "--show" ? 3 : 2);
const all = readdirSync(new URL("node", import.meta.url)).map((file) => file.replace(".mjs", ""))
const allPython = readdirSync(new URL("python", import.meta.url)).filter((f) => f.startsWith("py_")).map((f) => f.replace(".py", ""));
const answers = [];
for (const name of all.filter((name) => !asked.length || asked.includes(name))) answers.push(...(await ofModule(name)));
answers.push(...python(allPython.filter((name) => !asked.length || asked.includes(name))));
answers.forEach(check);
if (process.argv[2] === "--show") for (const a of answers) console.log(a.id, a.response.status, JSON.stringify(a.response.headers), a.response.body);
process.stderr.write(`${answers.length} cases\n`);
process.exit(0);
