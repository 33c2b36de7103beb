// Asks real frameworks for their error responses and writes tests/cases/captured-bodies.json anew: `make capture`.
//   node run.mjs                        everything, and the file
//   node run.mjs --show zod4 py_flask   prints the responses of these modules, and writes no file
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import documented from "./documented.mjs";
import { secret } from "./lead.mjs";
import { headersOf, stable } from "./stable.mjs";

// Some frameworks write each error that they respond with.
console.error = () => {};

const OUTPUT = new URL("../../tests/cases/captured-bodies.json", import.meta.url);
const NODE_FOLDER = new URL("node/", import.meta.url);
const PYTHON_FOLDER = new URL("python/", import.meta.url);
const PYTHON = fileURLToPath(new URL("venv/bin/python", import.meta.url));
const MAX_BODY = 4096;
const NOW = "2026-11-27T08:00:00Z";
const ABOUT =
  "What real frameworks answered to invalid requests; written by `make capture`. version: the package that answered. " +
  "source: which responses are written by hand. A library without a server answers in the envelope that the id names. " +
  "Stacks keep two or three frames, and lie in /srv/app; ports, and positions in the capture scripts and in Node, are " +
  "fixed. expected: what a developer would want to see, whatever a reader makes of it. A list under code, requestId " +
  "or category means: any of these. A field without reason may have any; the order of fields does not count. " +
  "messageIncludes: a part of the message. mustNotHold: texts that stand nowhere in the ApiError.";

const locked = JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url), "utf8")).packages;
/** The package's name, which differs from its folder's for an alias, and its version. */
function version(folder) {
  const { name = folder, version } = locked[`node_modules/${folder}`];
  return `${name} ${version}`;
}

const source = (about) => (about ? `captured by running: ${about}` : "captured by running");

async function ofModule(name) {
  const { framework, package: main, start, cases } = (await import(`./node/${name}.mjs`)).default;
  const server = await start?.();
  const answers = [];
  for (const { id, about, package: other, send, answer, expected } of cases) {
    const response = await (send ? server.send(send) : answer());
    answers.push({
      id: `${name}-${id}`,
      framework,
      version: version(other ?? main),
      source: source(about),
      request: { method: send?.method ?? "POST", idempotencyKey: false },
      response: {
        status: response.status,
        headers: headersOf(response.headers),
        body: stable(await response.text()),
      },
      expected,
    });
  }
  await server?.close();
  return answers;
}

function ofPython(names) {
  if (!names.length) return [];
  // Python orders sets by hashes, which differ from run to run without this seed.
  const env = { ...process.env, PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1" };
  const printed = execFileSync(PYTHON, ["run.py", ...names], { cwd: PYTHON_FOLDER, encoding: "utf8", env });
  return JSON.parse(printed).map(({ id, framework, version, about, method, response, expected }) => ({
    id,
    framework,
    version,
    source: source(about),
    request: { method, idempotencyKey: false },
    response: {
      status: response.status,
      headers: headersOf(Object.entries(response.headers)),
      body: stable(response.body),
    },
    expected,
  }));
}

/** Returns the mistakes in a row of a table: a large response, or an expected text that the response does not hold. */
function mistakes({ id, response, expected }) {
  const size = Buffer.byteLength(response.body);
  const plain = response.body.replace(/\\{1,3}"/g, '"').replaceAll("&quot;", '"');
  const texts = [expected.message, expected.messageIncludes, ...(expected.fields ?? []).map((field) => field.reason)];
  const missing = texts.filter((text) => text !== undefined && !plain.includes(text));
  return [
    ...(size > MAX_BODY ? [`${id} has ${size} bytes`] : []),
    ...missing.map((text) => `${id} does not hold ${JSON.stringify(text)}`),
  ];
}

/** A case a line, so that a diff shows which cases changed. */
function printed(cases) {
  const lines = cases.map((test) => `  ${JSON.stringify(test)}`);
  return `{\n "about": ${JSON.stringify(ABOUT)},\n "now": "${NOW}",\n "cases": [\n${lines.join(",\n")}\n ]\n}\n`;
}

const show = process.argv[2] === "--show" ? process.argv.slice(3) : null;
const modules = (folder, form) =>
  readdirSync(folder)
    .map((file) => file.match(form)?.[1])
    .filter((name) => name && (!show || show.includes(name)));

const cases = [];
for (const name of modules(NODE_FOLDER, /^(.*)\.mjs$/)) cases.push(...(await ofModule(name)));
cases.push(...ofPython(modules(PYTHON_FOLDER, /^(py_.*)\.py$/)));
if (!show || show.includes("documented")) cases.push(...documented);
for (const { expected } of cases) expected.mustNotHold = [secret, ...(expected.mustNotHold ?? [])];

if (show) {
  for (const { id, response } of cases) {
    console.log(id, response.status, JSON.stringify(response.headers), response.body);
  }
} else writeFileSync(OUTPUT, printed(cases));
const wrong = cases.flatMap(mistakes);
process.stderr.write([`${cases.length} cases`, ...wrong].join("\n") + "\n");
// Servers of some frameworks keep the process alive.
process.exit(wrong.length ? 1 : 0);
