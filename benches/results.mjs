// Runs every race and writes the results to benches/RESULTS.md, benches/scaling.svg and docs/speed.md.
//
//   node benches/results.mjs        needs the built package and the peers; `make bench` installs them and runs this
//
// Fails if a promise is broken: checkUrl is faster than `new URL`, a hostile error body takes less than its limit,
// memory does not grow over a million validations, `validated` serves 0.85 of the requests that Hono with zod does, and
// `ValidJson` 0.9 of those that axum's `Json` does.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem, type } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BASE as SERVER_BASE, edgeRace } from "./js/edge/race.mjs";
import { hostileBodies, LIMIT_MS } from "./js/error-body.mjs";
import { median } from "./js/measure.mjs";
import { crateVersion, nativeRaces, nativeServerRace } from "./native.mjs";
import { plot } from "./plot.mjs";
import { compare, ratio, table } from "./tables.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const GROWTH_LIMIT = { heapUsed: 2 ** 20, external: 2 ** 20, arrayBuffers: 2 ** 20, rss: 4 * 2 ** 20 };
/** `validated` also writes a request id, and limits the size and the time of a body. */
const LEAST_SERVED = { node: 0.85, rust: 0.9 };
/** The servers of Node that the limit holds for, each set up as its documentation says for the most speed. */
const SERVERS = ["Hono, validated", "node:http, validated"];
const SPEED_MARKS = ["<!-- bench:begin -->", "<!-- bench:end -->"];
const CRATES = ["boon", "criterion", "email_address", "garde", "jsonschema", "serde_json", "url", "validator"];

const read = (...path) => readFileSync(join(HERE, ...path), "utf8");
const output = (command, ...args) => execFileSync(command, args, { encoding: "utf8" }).trim();

/** Runs the JavaScript races in a new process, so that no other code has warmed up the engine. */
function jsRaces() {
  const folder = mkdtempSync(join(tmpdir(), "unanimous-times-"));
  try {
    const times = join(folder, "times.json");
    execFileSync(process.execPath, [join(HERE, "js", "run.mjs"), times], { stdio: "inherit" });
    return JSON.parse(readFileSync(times, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const OBJECTS = {
  "valid object": "valid",
  "invalid object, verdict": "invalid, verdict",
  "invalid object, whole message": "invalid, whole message",
};
const LISTS = {
  "50 valid objects": "valid",
  "50 objects, 5 invalid, verdict": "5 invalid, verdict",
  "50 objects, 5 invalid, whole message": "5 invalid, whole message",
};
const NEW_FAILURES = {
  "new unknown key, whole message": "a new unknown key in each call",
  "first failure of a schema, whole message": "the first failure of a new schema",
};
const URLS = { "canonical URL, host name": "host name", "canonical URL, IPv4 address": "IPv4 address" };
const ORDERS = { "valid order": "valid", "invalid order, whole message": "invalid, whole message" };
const NATIVE = {
  "valid object": "valid",
  "invalid object, issues": "invalid, issues",
  "invalid object, whole message": "invalid, whole message",
  "valid object, from text": "valid, from text",
  "invalid object, from text": "invalid, from text",
};

const NATIVE_ORDERS = {
  "valid order": "valid",
  "invalid order, issues": "invalid, issues",
  "invalid order, whole message": "invalid, whole message",
};

const runtime = (title, races) => `## ${title}

Time for one object, zod 4 = 1:

${compare(races, OBJECTS, "zod 4")}

Time for a list of 50 objects, zod 4 = 1:

${compare(races, LISTS, "zod 4")}

Time for a failure that is new to the validator, whole message, zod 4 = 1:

${compare(races, NEW_FAILURES, "zod 4")}

Time for an order, whose schema has references, a recursive node, \`allOf\`, a tagged and untagged unions, patterns and a map;
ajv standalone = 1:

${compare(races, ORDERS, "ajv standalone")}

Time for a canonical URL, \`new URL\` = 1:

${compare(races, URLS, "new URL")}

Time for an error body of 250 bytes, \`JSON.parse\` = 1. \`readError\` also recognises the dialect, splits the message into
fields, and removes unsafe characters from every text:

${compare(races, { "error body": "error body" }, "JSON.parse")}
`;

const rust = (races) => `## Rust

The inputs are the same valid objects, and those invalid objects whose four fields are all strings. \`validator\` and \`garde\`
validate a struct whose types are already checked; \`unanimous\` and \`jsonschema\` validate a \`serde_json::Value\` of any shape.
"From text" is the fairer comparison: it includes \`serde_json::from_str\` into the type that each one validates.
\`jsonschema\` formats no message until it is asked for one; "verdict only" stops at the first fault. Criterion times the
contestants one after another, in five rounds; each contestant's fastest round counts. unanimous = 1:

${compare(races, NATIVE, "unanimous")}

An order: all get the same schema, and the same 64 valid and 64 invalid orders as in JavaScript. unanimous = 1:

${compare(races, NATIVE_ORDERS, "unanimous")}

Single rules, unanimous = 1:

${compare(races, { email: "email", "canonical URL": "canonical URL" }, "unanimous")}
`;

const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function memoryText({ calls, warmUp, before, after }) {
  const rows = Object.keys(before).map((name) => [`\`${name}\``, megabytes(before[name]), megabytes(after[name])]);
  return `## Memory

Memory in Node before and after ${calls.toLocaleString("en")} validations, which follow ${warmUp.toLocaleString("en")} for warm-up. A quarter of them
fail and have their message read; one in 64 has a new unknown key:

${table(["", "before", "after"], rows)}
`;
}

function startText(starts) {
  const empty = starts["an empty module"];
  const rows = Object.entries(starts).map(([name, ms]) => [
    name,
    ms.toFixed(1),
    ms === empty ? "" : (ms - empty).toFixed(1),
  ]);
  return `## From import to first verdict

The time to import a library and validate one object with an email address and a URL. Each run is a new Node process; the
table has medians in milliseconds. \`unanimous\` compiles its wasm at the first call, not at the import.

${table(["", "ms", "more than an empty module"], rows)}
`;
}

function hostileText(bodies) {
  const slowest = bodies.toSorted((one, other) => other.ms - one.ms).slice(0, 5);
  const fixed = (ms) => ms.toFixed(1);
  const rows = slowest.map(({ name, dialect, ms, withHeaders }) => [name, dialect, fixed(ms), fixed(withHeaders)]);
  const medianMs = median(bodies.map(({ ms }) => ms));
  return `## Hostile error bodies

\`readError\` in Node on ${bodies.length} kinds of bodies of 256 KiB that are made to keep a parser busy. The median time is
${fixed(medianMs)} ms. The slowest ones, in ms:

${table(["body", "read as dialect", "body alone", "body and hostile headers"], rows)}
`;
}

function serversText(servers) {
  const cell = ({ micros, ratio }, name) =>
    `${name === SERVER_BASE ? "1" : ratio.toFixed(2)} (${micros.toFixed(0)} µs)`;
  const rows = Object.entries(servers).map(([name, { valid, invalid }]) => [
    SERVERS.includes(name) ? `**${name}**` : name,
    cell(valid, name),
    name.includes("unchecked") ? "" : cell(invalid, name),
  ]);
  return `## Servers in Node

How many requests a server answers in a second of processor time, ${SERVER_BASE} = 1: above 1 is faster. In brackets is that
time for one request, in which Node reads it, the server parses and checks its JSON, and Node writes the answer. Each server is
a process of its own, started several times, on one processor with the client, so that it is not charged for waking the client;
\`benches/js/edge\` has them. "zod" is \`safeParse\` by hand, "validated" is \`unanimous/server\`, which also limits the size and
the time of a body and answers with a request id. The invalid leads have 8 different faults, and each is sent often, so the
written errors come from a cache; a quarter has an unknown key.

${table(["", "valid", "invalid"], rows)}
`;
}

function nativeServersText(servers) {
  const rows = servers.map(({ name, rate, ratio }) => [name, Math.round(rate).toLocaleString("en"), ratio.toFixed(2)]);
  return `## Servers in Rust

How many requests an axum server answers in a second of processor time. Each one reads a lead and sends it back. "Json" is axum's
extractor, which checks no schema; "ValidJson" is ours. "Answers" is the layer that gives each request an id and writes each
error. The ratio is to the row of "Json" before it:

${table(["", "requests a second", "ratio"], rows)}
`;
}

function results({ node, chromium, checks, messageCount, memory, starts }, native, bodies, servers, nativeServers) {
  const peers = Object.entries(JSON.parse(read("js", "package.json")).dependencies);
  const machine = `${type()}, ${cpus()[0].model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const rustc = output("rustc", "--version").replace(/ \(.*/, "");
  return `# Benchmark results

Written by \`make bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine};
${rustc}, Node ${node.version}, Chromium ${chromium.version}. All JavaScript contestants run in one process, and in each round
every contestant has one turn; each time is the median of the rounds. Compare the ratios, but not their last digit: on a
busy machine they change by a tenth.

Each cell is the contestant's time divided by the time of the row that has a 1: below 1 is faster. The inputs are 64 valid and
64 invalid objects \`{ email, phone, url, idempotency_key }\` (\`objects.json\`). The invalid objects give ${messageCount} different
messages, and every contestant finds every wrong field, except that \`unanimous/lite\` accepts any string as a URL. "Verdict"
stops at the first fault if the library can; \`unanimous\` always finds all faults. "Whole message" is one text with all
faults.

The 64 invalid objects repeat, as a form or an API meets the same mistakes again, so a library that caches its messages
gains from that. A separate table shows what a new failure costs: an object with an unknown key that has a new name in
each call, and the first failure of a new schema. (The schema is made before the clock starts; zod 4 compiles it in that
first call.)

Only \`unanimous\` checks where a URL points. What each contestant checks:

${table(["", "checks"], Object.entries(checks)).replace("--:", "---")}

typia is version 9, because the compiler of version 14 needs Go.

${runtime(`Node ${node.version}`, node.races)}
${runtime(`Chromium ${chromium.version}`, chromium.races)}
${rust(native)}
${startText(starts)}
${memoryText(memory)}
${hostileText(bodies)}
${serversText(servers)}
${nativeServersText(nativeServers)}
## Scaling

Times in Node. A linear cost is a flat curve. A curve that falls at the end has a limit: a list stops after 256 issues, an
error body after 256 KiB. For strings only the length is checked, which takes the same time for every length.

![Time per item and per byte](scaling.svg)

## Versions

${peers.map(([name, version]) => `${name} ${version}`).join(", ")}.

In Rust ${CRATES.map((name) => `${name} ${crateVersion(name)}`).join(", ")}.
`;
}

/** The lines for docs/speed.md: ratios, with `unanimous` as 1. */
function speedLines({ node, chromium }, native) {
  const peers = ["zod 4", "valibot", "ajv standalone", "typia", "arktype", "superstruct", "yup", "joi"];
  const times = (race) => (name) => ratio(race[name] / race.unanimous);
  const row = (label, races, race, names) => [label, ...names.map(times(races[race]))];
  const rows = [
    ["Node", node.races],
    ["Chromium", chromium.races],
  ].flatMap(([name, races]) => [
    row(`valid, ${name}`, races, "valid object", peers),
    row(`invalid, whole message, ${name}`, races, "invalid object, whole message", peers),
  ]);
  const crates = ["validator derive", "garde", "jsonschema"];
  const nativeRows = [
    row("valid", native, "valid object", crates),
    row("invalid, whole message", native, "invalid object, whole message", crates),
  ];
  const url = node.races["canonical URL, host name"];
  return `${table(["one object, unanimous = 1", ...peers], rows)}

${table(["in Rust, unanimous = 1", ...crates], nativeRows)}

A number above 1 is slower than \`unanimous\`. In Node, \`checkUrl\` takes ${ratio(url.checkUrl / url["new URL"])} of the time of one \`new URL\`.
[benches/RESULTS.md](../benches/RESULTS.md) says what each library checks and how it was measured, and has the results for
lists, new failures and memory.`;
}

function writeSpeed(lines) {
  const path = join(HERE, "..", "docs", "speed.md");
  const text = readFileSync(path, "utf8");
  const [begin, end] = SPEED_MARKS.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) throw new Error(`docs/speed.md has no ${SPEED_MARKS.join(" … ")}`);
  writeFileSync(path, `${text.slice(0, begin + SPEED_MARKS[0].length)}\n${lines}\n${text.slice(end)}`);
}

/** Returns a sentence for each broken promise. */
function brokenPromises({ node, memory }, bodies, servers, nativeServers) {
  const url = node.races["canonical URL, host name"];
  const { before, after } = memory;
  const grown = (name) => after[name] - before[name] > GROWTH_LIMIT[name];
  return [
    url.checkUrl >= url["new URL"] && "checkUrl takes longer than one new URL",
    ...bodies.filter(({ ms }) => ms >= LIMIT_MS).map(({ name, ms }) => `a body of "${name}" takes ${ms.toFixed(1)} ms`),
    ...Object.keys(before)
      .filter(grown)
      .map((name) => `${name} grew by ${megabytes(after[name] - before[name])}`),
    ...SERVERS.flatMap((name) =>
      Object.entries(servers[name])
        .filter(([, { ratio }]) => ratio < LEAST_SERVED.node)
        .map(
          ([kind, { ratio }]) => `"${name}" serves ${ratio.toFixed(2)} of ${kind} requests that "${SERVER_BASE}" does`,
        ),
    ),
    ...nativeServers
      .filter(({ ratio }) => ratio < LEAST_SERVED.rust)
      .map(({ name, ratio }) => `"${name}" serves ${ratio.toFixed(2)} of the requests that axum's Json does`),
  ].filter(Boolean);
}

const js = jsRaces();
console.error("reading hostile error bodies");
const bodies = hostileBodies();
console.error("racing in Rust");
const native = nativeRaces();
console.error("racing servers in Rust");
const nativeServers = nativeServerRace();
console.error("racing servers in Node");
const servers = await edgeRace();
writeFileSync(join(HERE, "scaling.svg"), plot(js.scaling));
writeFileSync(join(HERE, "RESULTS.md"), results(js, native, bodies, servers, nativeServers).replace(/\n{3,}/g, "\n\n"));
writeSpeed(speedLines(js, native));
console.log("wrote benches/RESULTS.md, benches/scaling.svg and the tables of docs/speed.md");
for (const promise of brokenPromises(js, bodies, servers, nativeServers)) {
  console.error(`broken promise: ${promise}`);
  process.exitCode = 1;
}
