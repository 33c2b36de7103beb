// Counts the request bodies of a corpus whose schemas compile, by API, in the npm package and natively, and prints why the
// others do not.
//
//   node scripts/coverage/corpus.mjs /path/file.json
//
// The file holds `[{ api, defs: { "#/components/schemas/X": schema }, bodies: { operation: schema } }]`. Nothing of it is
// copied into this project.
import { readFileSync } from "node:fs";
import { SchemaError, schema } from "unanimous";
import { judgeNatively } from "./native.mjs";
import { comparePatterns, patternsOf } from "./patterns.mjs";
import { selfContained } from "./self-contained.mjs";
import { table } from "./table.mjs";

const [path] = process.argv.slice(2);
if (!path) throw new Error("usage: node scripts/coverage/corpus.mjs /path/file.json");
const corpus = JSON.parse(readFileSync(path, "utf8"));

const bodies = corpus.flatMap(({ api, defs, bodies }) =>
  Object.entries(bodies).map(([operation, body]) => ({ api, operation, schema: selfContained(body, defs) })),
);
const native = judgeNatively(bodies.map(({ schema }) => ({ schema: JSON.stringify(schema), values: [] })));

/** @type {Map<string, { bodies: number, npm: number, native: number, optedIn: number }>} */
const apis = new Map();
/** @type {Map<string, { count: number, first: string }>} */
const refusals = new Map();
let disagreements = 0;
bodies.forEach((body, at) => {
  const row = apis.get(body.api) ?? { bodies: 0, npm: 0, native: 0, optedIn: 0 };
  apis.set(body.api, row);
  const refusal = compile(body.schema);
  row.bodies += 1;
  row.npm += refusal === undefined ? 1 : 0;
  row.optedIn += refusal === undefined || compilesWithFormats(body.schema) ? 1 : 0;
  row.native += native[at].error === undefined ? 1 : 0;
  if (refusal !== native[at].error) {
    disagreements += 1;
    if (disagreements <= 3) console.log(`${body.operation}: npm says ${refusal}, native says ${native[at].error}`);
  }
  if (refusal === undefined) return;
  const message = withoutLocation(refusal);
  const group = refusals.get(message) ?? { count: 0, first: `${body.api} ${body.operation}: ${refusal}` };
  group.count += 1;
  refusals.set(message, group);
});

const share = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;
const sum = (name) => [...apis.values()].reduce((total, row) => total + row[name], 0);
const all = { bodies: sum("bodies"), npm: sum("npm"), native: sum("native"), optedIn: sum("optedIn") };
console.log(
  table(
    ["API", "bodies", "npm", "native", "compiled", "with its other formats opted in"],
    [...apis, ["all", all]].map(([api, row]) => [
      api,
      row.bodies,
      row.npm,
      row.native,
      share(row.npm, row.bodies),
      share(row.optedIn, row.bodies),
    ]),
  ),
);
console.log(`\n${disagreements} bodies for which the npm package and native Rust give different results`);
console.log(`\nWhy bodies do not compile (the first error of each):`);
for (const [message, { count, first }] of [...refusals].sort(([, a], [, b]) => b.count - a.count)) {
  console.log(`${String(count).padStart(5)}  ${message.slice(0, 200)}\n       first: ${first.slice(0, 240)}`);
}

const patterns = patternsOf(bodies.map(({ schema }) => schema));
const result = comparePatterns(patterns);
const refusedByBoth = result.refused.filter(({ isRegExp }) => !isRegExp).length;
const ofRegExp = patterns.length - refusedByBoth;
console.log(
  `\nDistinct patterns: ${patterns.length}; ${result.compiled} compile (${share(result.compiled, patterns.length || 1)})`,
);
console.log(
  `RegExp(pattern, "u") accepts ${ofRegExp} of them; ${result.compiled} compile (${share(result.compiled, ofRegExp || 1)})`,
);
console.log(`compared with RegExp(pattern, "u") on ${result.compared} texts: ${result.differences.length} differences`);
for (const { pattern, text, regexp } of result.differences.slice(0, 10))
  console.log(`  ${JSON.stringify(pattern)} on ${JSON.stringify(text)}: RegExp says ${regexp}`);
for (const { pattern, why } of result.refused) console.log(`  refused: ${JSON.stringify(pattern)}: ${why}`);
if (disagreements > 0 || result.differences.length > 0) process.exitCode = 1;

/** Returns the text of the error of a schema that does not compile. */
function compile(json) {
  try {
    schema(json);
    return undefined;
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return error.message;
  }
}

/** Whether a schema compiles once `annotationFormats` at its root lists each format that is not judged. */
function compilesWithFormats(json) {
  const annotationFormats = [];
  for (;;) {
    const refusal = compile({ ...json, "x-unanimous": { annotationFormats } });
    if (refusal === undefined) return true;
    const format = /unknown format "([^"]*)"/.exec(refusal)?.[1];
    if (format === undefined || annotationFormats.includes(format)) return false;
    annotationFormats.push(format);
  }
}

/** Returns an error's text without the location, and without the offset in a pattern. */
function withoutLocation(message) {
  return message
    .replace(/^schema error at \S+: /, "")
    .replace(/^schema error at the root: /, "")
    .replace(/^offset \d+: /, "");
}
