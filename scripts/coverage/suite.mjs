// Runs a checkout of JSON-Schema-Test-Suite natively and in the npm package, verdict by verdict.
//
//   node scripts/coverage/suite.mjs /path/JSON-Schema-Test-Suite
//
// tests/suite/refused.json lists the groups that do not compile, and the tests that are judged differently by design, each
// with its reason. The run fails for a wrong verdict, for a refusal that is not listed, for an entry that is not true any
// more, and where the two hosts say different things.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { SchemaError, schema } from "unanimous";
import { documentsOf, readRemotes } from "./documents.mjs";
import { judgeNatively, splitSuiteFile } from "./native.mjs";
import { table } from "./table.mjs";

const DRAFTS = ["draft2020-12", "draft7"];
const LIST = join(import.meta.dirname, "..", "..", "tests", "suite", "refused.json");

const [suite] = process.argv.slice(2);
if (!suite) throw new Error("usage: node scripts/coverage/suite.mjs /path/JSON-Schema-Test-Suite");
const { refused, different } = JSON.parse(readFileSync(LIST, "utf8"));

const remotes = readRemotes(join(suite, "remotes"));
const files = DRAFTS.flatMap((draft) => jsonFiles(join(suite, "tests", draft)));
const groups = files.flatMap((path) => {
  const file = relative(join(suite, "tests"), path).replaceAll("\\", "/");
  return splitSuiteFile(readFileSync(path, "utf8")).map((group) => prepared(file, group));
});
const native = judgeNatively(groups);

const problems = [];
/** The entries of the two lists that were true in this run. */
const met = new Set();
/** @type {Map<string, { groups: number, tests: number, right: number, different: number, refused: number }>} */
const rows = new Map();
groups.forEach((group, at) => judge(group, npmAnswer(group), native[at]));
findStale();

const total = { groups: 0, tests: 0, right: 0, different: 0, refused: 0 };
for (const row of rows.values()) for (const name of Object.keys(total)) total[name] += row[name];
const interesting = [...rows].filter(([, row]) => row.right < row.tests);
console.log(
  table(
    ["file", "groups", "tests", "right", "different by design", "in refused groups"],
    [...interesting, ["all files", total]].map(([file, row]) => [file, ...Object.values(row)]),
  ),
);
console.log(`(${rows.size - interesting.length} of ${rows.size} files have only right verdicts and are not shown)`);
for (const problem of problems) console.log(problem);
console.log(`${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;

/** Returns a group as a question for the native host, with what the suite expects. */
function prepared(file, { description, schema, tests }) {
  const json = JSON.parse(schema);
  // The suite's addresses are those of the RFCs; our defaults are stricter, because people type and paste.
  const [, name] = /optional\/format\/((?:idn-)?email)\.json$/.exec(file) ?? [];
  const text = name
    ? JSON.stringify({ ...json, "x-unanimous": { rule: name === "email" ? "rfc5321" : "rfc6531" } })
    : file.startsWith("draft7/")
      ? withDraft7(schema, json)
      : schema;
  const documents = documentsOf(json, remotes, file.startsWith("draft7/"));
  return { file, description, tests, schema: text, documents, values: tests.map(({ data }) => data) };
}

/** Returns the text of a schema of draft-07 with its `$schema`. The suite leaves it out: the folder says the draft. */
function withDraft7(text, json) {
  if (typeof json !== "object" || json.$schema !== undefined) return text;
  const member = '"$schema":"http://json-schema.org/draft-07/schema#"';
  return Object.keys(json).length === 0 ? `{${member}}` : text.replace("{", `{${member},`);
}

function npmAnswer({ schema: text, documents, values }) {
  const given = Object.fromEntries(Object.entries(documents).map(([uri, document]) => [uri, JSON.parse(document)]));
  try {
    const compiled =
      Object.keys(given).length > 0 ? schema(JSON.parse(text), { documents: given }) : schema(JSON.parse(text));
    return { messages: values.map((value) => compiled.validate(JSON.parse(value)).message ?? null) };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return { error: error.message };
  }
}

function judge({ file, description, tests }, npm, native) {
  const row = rows.get(file) ?? { groups: 0, tests: 0, right: 0, different: 0, refused: 0 };
  rows.set(file, row);
  row.groups += 1;
  row.tests += tests.length;
  const name = `${file}: ${description}`;
  if (npm.error !== native.error) {
    problems.push(`HOSTS DIFFER ${name}: npm says ${npm.error}, native says ${native.error}`);
  }
  const error = npm.error ?? native.error;
  if (error !== undefined) {
    row.refused += tests.length;
    if (refused[file]?.[description] === undefined) problems.push(`REFUSED, not listed: ${name}: ${error}`);
    met.add(name);
    return;
  }
  tests.forEach((test, at) => {
    const verdict = npm.messages[at] === null;
    if (npm.messages[at] !== native.messages[at]) {
      problems.push(
        `HOSTS DIFFER ${name}: ${test.description}: npm says ${npm.messages[at]}, native says ${native.messages[at]}`,
      );
    }
    if (verdict === test.valid) {
      row.right += 1;
    } else if (different[file]?.[description]?.[test.description] !== undefined) {
      row.different += 1;
      met.add(`${name}: ${test.description}`);
    } else {
      problems.push(`WRONG ${name}: ${test.description}: ${test.data} is ${verdict ? "valid" : npm.messages[at]}`);
    }
  });
}

/** Finds the entries of the lists that this run did not need. */
function findStale() {
  const entry = (name, list) => {
    if (!met.has(name)) problems.push(`STALE entry of ${list}: ${name}`);
  };
  for (const [file, descriptions] of Object.entries(refused))
    for (const description of Object.keys(descriptions)) entry(`${file}: ${description}`, "refused");
  for (const [file, descriptions] of Object.entries(different))
    for (const [description, names] of Object.entries(descriptions))
      for (const test of Object.keys(names)) entry(`${file}: ${description}: ${test}`, "different");
}

function jsonFiles(folder) {
  const paths = readdirSync(folder, { withFileTypes: true, recursive: true });
  return paths
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
