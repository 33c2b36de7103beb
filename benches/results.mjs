// Runs every race and writes them down: benches/RESULTS.md, benches/scaling.svg and the README's lines on speed.
//
//   node benches/results.mjs        needs the built package and the peers: `make bench`
//
// Fails where a promise is not kept: a safe URL in less than one `new URL`, a hostile error body within its limit, no
// growth over a million validations.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem, type } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hostileBodies, LIMIT_MS } from "./js/error-body.mjs";
import { median } from "./js/measure.mjs";
import { crateVersion, nativeRaces } from "./native.mjs";
import { plot } from "./plot.mjs";
import { compare, ratio, table } from "./tables.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const GROWTH_LIMIT = { heapUsed: 2 ** 20, external: 2 ** 20, arrayBuffers: 2 ** 20, rss: 4 * 2 ** 20 };
const README_MARKS = ["<!-- bench:begin -->", "<!-- bench:end -->"];
const CRATES = ["criterion", "email_address", "garde", "jsonschema", "serde_json", "url", "validator"];

const read = (...path) => readFileSync(join(HERE, ...path), "utf8");
const output = (command, ...args) => execFileSync(command, args, { encoding: "utf8" }).trim();

/** The races of JavaScript: in a process of their own, which nothing else has warmed up. */
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
const UNMET = {
  "a key never met, whole message": "an unknown key, always another",
  "first failure of a schema, whole message": "the first failure of a schema",
};
const URLS = { "canonical URL, host name": "host name", "canonical URL, IPv4 address": "IPv4 address" };
const NATIVE = {
  "valid object": "valid",
  "invalid object, issues": "invalid, issues",
  "invalid object, whole message": "invalid, whole message",
  "valid object, from text": "valid, from text",
  "invalid object, from text": "invalid, from text",
};

const runtime = (title, races) => `## ${title}

Time for one object, zod 4 = 1:

${compare(races, OBJECTS, "zod 4")}

For a list of 50 of them, zod 4 = 1:

${compare(races, LISTS, "zod 4")}

For a failure never met before, the whole message, zod 4 = 1:

${compare(races, UNMET, "zod 4")}

For a canonical URL, \`new URL\` = 1:

${compare(races, URLS, "new URL")}

For an error body of 250 bytes, \`JSON.parse\` = 1. \`readError\` also finds the dialect, splits the message into fields, and
cleans every text:

${compare(races, { "error body": "error body" }, "JSON.parse")}
`;

const rust = (races) => `## Rust

The same valid objects, and those of the invalid ones that four strings can hold: \`validator\` and \`garde\` judge a struct,
whose types somebody has checked already, \`unanimous\` and \`jsonschema\` a \`serde_json::Value\` of any shape. "From text" is
fairer to both: \`serde_json::from_str\` into what each judges, then the judgement. \`jsonschema\` makes no text before it is
asked for one; "verdict only" stops at the first fault. Each alone, one after another, by criterion, in five rounds, of
which each one's fastest counts; unanimous = 1:

${compare(races, NATIVE, "unanimous")}

Single rules, unanimous = 1:

${compare(races, { email: "email", "canonical URL": "canonical URL" }, "unanimous")}
`;

const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function memoryText({ calls, warmUp, before, after }) {
  const rows = Object.keys(before).map((name) => [`\`${name}\``, megabytes(before[name]), megabytes(after[name])]);
  return `## Memory

${calls.toLocaleString("en")} validations in Node, after ${warmUp.toLocaleString("en")} to warm up; a quarter of them are failures whose
message is read, and one in 64 is of a key never met before:

${table(["", "before", "after"], rows)}
`;
}

function startText(starts) {
  const empty = starts["an empty module"];
  const rows = Object.entries(starts).map(([name, ms]) => [name, ms.toFixed(1), ms === empty ? "" : (ms - empty).toFixed(1)]);
  return `## Import to first verdict

Of an object with an email address and a URL, in a Node process of its own each time, medians in milliseconds. The wasm is
compiled at the first call, not at the import.

${table(["", "ms", "more than an empty module"], rows)}
`;
}

function hostileText(bodies) {
  const slowest = bodies.toSorted((one, other) => other.ms - one.ms).slice(0, 5);
  const fixed = (ms) => ms.toFixed(1);
  const rows = slowest.map(({ name, dialect, ms, withHeaders }) => [name, dialect, fixed(ms), fixed(withHeaders)]);
  const middle = median(bodies.map(({ ms }) => ms));
  return `## Hostile error bodies

\`readError\` in Node on 256 KiB of each of ${bodies.length} shapes that are made to keep a parser busy: ${fixed(middle)} ms for the
middle one. The slowest, in ms:

${table(["", "read as", "body", "body and hostile headers"], rows)}
`;
}

function results({ node, chromium, checks, waysOfBeingWrong, memory, starts }, native, bodies) {
  const peers = Object.entries(JSON.parse(read("js", "package.json")).dependencies);
  const machine = `${type()}, ${cpus()[0].model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const rustc = output("rustc", "--version").replace(/ \(.*/, "");
  return `# Times, side by side

Written by \`make bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine};
${rustc}, Node ${node.version}, Chromium ${chromium.version}. Each time in JavaScript is the median of rounds in
which everybody has a turn, all in one run. Read the ratios, and not their last digit: on a busy machine they move by a tenth.

Every cell says how many times as long as the row with the 1 it takes: below 1 is faster. The objects are
\`{ email, phone, url, idempotency_key }\`, 64 valid and 64 invalid ones in turn (\`objects.json\`). The invalid ones give
${waysOfBeingWrong} different messages, and every contestant finds every wrong field; only \`unanimous/lite\` passes a string for a URL. "Verdict"
stops at the first fault where a peer can; \`unanimous\` always looks for all. "Whole message" is one text with all.

As they come in turn, failures repeat: 64 of them, as a form or an API sees the same mistakes again, and whoever remembers
words makes use of it. What a failure costs that was never met before is in a table of its own, in two ways: an object with
an unknown key whose name no call has seen, and the very first failure of a schema. (A schema is made before the clock
starts; zod 4 compiles it in that first call.)

No peer checks where a URL points; \`unanimous\` does. What each checks:

${table(["", "checks"], Object.entries(checks)).replace("--:", "---")}

typia is version 9, whose compiler is JavaScript; that of version 14 needs Go.

${runtime(`Node ${node.version}`, node.races)}
${runtime(`Chromium ${chromium.version}`, chromium.races)}
${rust(native)}
${startText(starts)}
${memoryText(memory)}
${hostileText(bodies)}
## Scaling

In Node. What is linear comes to lie flat. What falls at the end has a limit and stops there, as a list does after 256 issues
and an error body after 256 KiB; of the strings only the length is judged, which takes the same time however long they are.

![Time for each item and each byte](scaling.svg)

## Versions

${peers.map(([name, version]) => `${name} ${version}`).join(", ")}.

In Rust ${CRATES.map((name) => `${name} ${crateVersion(name)}`).join(", ")}.
`;
}

/** The README quotes ratios, with ours as 1. */
function readmeLines({ node, chromium }, native) {
  const peers = ["zod 4", "valibot", "ajv standalone", "typia", "arktype", "superstruct", "yup", "joi"];
  const times = (race) => (name) => ratio(race[name] / race.unanimous);
  const row = (label, races, race, names) => [label, ...names.map(times(races[race]))];
  const rows = [["Node", node.races], ["Chromium", chromium.races]].flatMap(([name, races]) => [
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

Above 1 is slower than \`unanimous\`. In Node, \`checkUrl\` takes ${ratio(url.checkUrl / url["new URL"])} of the time of one \`new URL\`. What each checks, how it was
measured, failures never met before, lists, memory: [benches/RESULTS.md](benches/RESULTS.md).`;
}

function writeReadme(lines) {
  const path = join(HERE, "..", "README.md");
  const text = readFileSync(path, "utf8");
  const [begin, end] = README_MARKS.map((mark) => text.indexOf(mark));
  if (begin < 0 || end < begin) throw new Error(`the README has no ${README_MARKS.join(" … ")}`);
  writeFileSync(path, `${text.slice(0, begin + README_MARKS[0].length)}\n${lines}\n${text.slice(end)}`);
}

/** What is promised and not kept. */
function broken({ node, memory }, bodies) {
  const url = node.races["canonical URL, host name"];
  const { before, after } = memory;
  const grown = (name) => after[name] - before[name] > GROWTH_LIMIT[name];
  return [
    url.checkUrl >= url["new URL"] && "checkUrl takes longer than one new URL",
    ...bodies.filter(({ ms }) => ms >= LIMIT_MS).map(({ name, ms }) => `a body of "${name}" takes ${ms.toFixed(1)} ms`),
    ...Object.keys(before).filter(grown).map((name) => `${name} has grown by ${megabytes(after[name] - before[name])}`),
  ].filter(Boolean);
}

const js = jsRaces();
console.error("reading hostile error bodies");
const bodies = hostileBodies();
console.error("racing in Rust");
const native = nativeRaces();
writeFileSync(join(HERE, "scaling.svg"), plot(js.scaling));
writeFileSync(join(HERE, "RESULTS.md"), results(js, native, bodies).replace(/\n{3,}/g, "\n\n"));
writeReadme(readmeLines(js, native));
console.log("wrote benches/RESULTS.md, benches/scaling.svg and the README's lines on speed");
for (const promise of broken(js, bodies)) {
  console.error(`a promise that is not kept: ${promise}`);
  process.exitCode = 1;
}
