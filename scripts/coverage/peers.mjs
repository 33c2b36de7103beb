// Compares verdicts with other validators on random values: with ajv in this process, or with the crate `jsonschema`.
//
//   node scripts/coverage/peers.mjs ajv           the npm package beside ajv
//   node scripts/coverage/peers.mjs jsonschema    native Rust beside the crate, and beside the npm package
//
//   COUNT=100000 this many comparisons; SEED=7 the same schemas and values again; CORPUS=file.json its schemas too
//
// Prints the share of valid values, the schemas that did not compile and why, and a small example of each difference.
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { SchemaError, schema } from "unanimous";
import { minimize } from "../../fuzz/hosts/minimize.mjs";
import { judgeNatively } from "./native.mjs";
import { withContainsApart, withoutFormats, withoutOpenApi } from "./plain-schema.mjs";
import { Random } from "./random.mjs";
import { randomSchema } from "./schemas.mjs";
import { selfContained } from "./self-contained.mjs";
import { ValueMaker } from "./values.mjs";

const VALUES_PER_SCHEMA = 20;
/**
 * The characters, as JSON writes them, that are a line end or white space only for the crate's regular expressions or only for
 * JavaScript's. The crate's `\b` also matches at letters outside ASCII.
 */
const OTHER_SPACES = /\\r|[\u0085\u2028\u2029\ufeff]/;
/** How many schemas are judged at once; the native program starts once for them. */
const BATCH = 500;
const MAX_SHOWN = 10;

const { COUNT, SEED, CORPUS } = process.env;
const [peer = "ajv"] = process.argv.slice(2);
const judges = { ajv: withAjv, jsonschema: withJsonschema };
if (!Object.hasOwn(judges, peer)) throw new Error(`a peer is one of ${Object.keys(judges).join(", ")}`);
const wanted = Number(COUNT || 100_000);
const seed = Number(SEED || randomInt(2 ** 32));
console.log(`seed ${seed}`);

const random = new Random(seed);
const sources = CORPUS ? [nextRandom(), nextOfCorpus(CORPUS)] : [nextRandom()];
const counts = { comparisons: 0, valid: 0, schemas: 0, refused: 0, refusedByPeer: 0 };
const refusals = new Map();
const differences = [];
while (counts.comparisons < wanted && counts.schemas + counts.refused < 10 * wanted + 2 * BATCH) {
  const questions = Array.from({ length: Math.min(BATCH, Math.ceil(wanted / VALUES_PER_SCHEMA) + 20) }, nextQuestion);
  const answers = judges[peer](questions);
  questions.forEach((question, at) => compare(question, answers[at]));
}
print();
if (differences.length > 0) process.exitCode = 1;

/** Makes a schema and its values. */
function nextQuestion(_, at) {
  const json = sources[at % sources.length].next().value;
  const values = new ValueMaker(json, random);
  return { schema: json, values: Array.from({ length: VALUES_PER_SCHEMA }, () => values.next()) };
}

function* nextRandom() {
  for (;;) yield randomSchema(random);
}

/** The corpus's schemas, again and again: other values are made for them each time. */
function* nextOfCorpus(path) {
  const corpus = JSON.parse(readFileSync(path, "utf8"));
  const schemas = corpus.flatMap(({ defs, bodies }) =>
    Object.values(bodies).map((body) => withoutFormats(selfContained(body, defs))),
  );
  for (;;) yield* schemas;
}

/**
 * Judges each value of a question by the npm package and by ajv.
 *
 * @returns {{ error?: string, peerError?: string, ours?: boolean[], theirs?: boolean[] }[]}
 */
function withAjv(questions) {
  return questions.map(({ schema: json, values }) => {
    const { error, verdicts } = byNpm(json, values);
    if (error !== undefined) return { error };
    try {
      // `ownProperties`: a value has no property `toString` unless it has its own.
      const ajv = new Ajv2020({
        strict: false,
        validateFormats: false,
        ownProperties: true,
        validateSchema: false,
        meta: false,
        logger: false,
      });
      const validate = ajv.compile(withContainsApart(withoutOpenApi(json)));
      return { ours: verdicts, theirs: values.map((value) => validate(value)) };
    } catch (error) {
      // Some code that ajv makes of `allOf`, `$ref` and `dependentSchemas` throws when it runs.
      return { peerError: String(error.message) };
    }
  });
}

/** Judges each value natively and by the crate `jsonschema`. The npm package must say what native Rust says. */
function withJsonschema(questions) {
  const asked = questions.map(({ schema: json, values }) => ({
    schema: JSON.stringify(withoutOpenApi(json)),
    values: values.map((value) => JSON.stringify(value)),
    peer: true,
  }));
  return judgeNatively(asked).map(({ error, messages, peer: theirs, peerError }, at) => {
    if (error !== undefined || peerError !== undefined) return { error, peerError };
    const { schema: json, values } = questions[at];
    theirs.forEach((_, which) => {
      const text = JSON.stringify(values[which]);
      const isOther = OTHER_SPACES.test(text) || (/[^ -~]/.test(text) && asked[at].schema.includes("\\\\b"));
      if (isOther) theirs[which] = undefined;
    });
    const npm = byNpm(withoutOpenApi(json), values);
    const disagree = npm.error ?? npm.messages.find((message, which) => message !== messages[which]);
    if (disagree !== undefined) console.log(`npm and native differ on ${asked[at].schema}: ${disagree}`);
    return { ours: messages.map((message) => message === null), theirs };
  });
}

function byNpm(json, values) {
  let compiled;
  try {
    compiled = schema(json);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return { error: error.message };
  }
  const messages = values.map((value) => compiled.validate(value).message ?? null);
  return { messages, verdicts: messages.map((message) => message === null) };
}

function compare(question, { error, peerError, ours, theirs }) {
  if (error !== undefined) {
    counts.refused += 1;
    const text = error.replace(/^schema error at (the root|\S+): /, "").slice(0, 100);
    refusals.set(text, (refusals.get(text) ?? 0) + 1);
    return;
  }
  if (peerError !== undefined) {
    counts.refusedByPeer += 1;
    return;
  }
  counts.schemas += 1;
  question.values.forEach((value, at) => {
    if (theirs[at] === undefined) return;
    counts.comparisons += 1;
    if (ours[at]) counts.valid += 1;
    if (ours[at] !== theirs[at]) differences.push({ schema: question.schema, values: [value] });
  });
}

function print() {
  const share = ((100 * counts.valid) / Math.max(1, counts.comparisons)).toFixed(1);
  console.log(
    `${counts.comparisons} comparisons with ${peer}, ${share} % of the values valid, ${counts.schemas} schemas`,
  );
  console.log(`${counts.refused} schemas do not compile here, ${counts.refusedByPeer} there`);
  for (const [text, count] of [...refusals].sort(([, a], [, b]) => b - a).slice(0, 30)) {
    console.log(`${String(count).padStart(6)}  ${text}`);
  }
  console.log(`${differences.length} differences`);
  for (const difference of differences.slice(0, MAX_SHOWN)) {
    const differs = (text) => {
      try {
        const [{ ours, theirs }] = judges[peer]([JSON.parse(text)]);
        return ours?.[0] !== theirs?.[0];
      } catch {
        return false;
      }
    };
    const small = JSON.parse(minimize(JSON.stringify(difference), differs));
    const [{ ours }] = judges[peer]([small]);
    console.log(
      `  ${JSON.stringify(small.schema)} on ${JSON.stringify(small.values[0])}: ${ours[0] ? "valid" : "invalid"} here`,
    );
  }
}
