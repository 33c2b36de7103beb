// Runs the guards that npm has against outbound URLs over the cases of this project, and writes the table of the README.
//
//   make peers            installs the peers, runs, writes
//   node ssrf.mjs         prints
//   node ssrf.mjs --write writes the table between the README's markers
//
// No network: names resolve to what the case says; else a name that our rule refuses (localhost, printer, *.internal)
// to an address of a private network, as it would inside of one, and any other to a public address.
import { readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { setZone } from "./dns.mjs";
import { checkAddresses, checkUrl } from "../../pkg/dist/esm/index.js";
import { JUDGES } from "./judges.mjs";

const ROOT = new URL("../../", import.meta.url);
const README = new URL("README.md", ROOT);
const MARKERS = ["<!-- peers:begin -->", "<!-- peers:end -->"];
const PRIVATE = "10.0.0.1";
const PUBLIC = "93.184.215.14";

// One peer waits between its look-ups for an answer to change, and none does here.
globalThis.setTimeout = (run, _, ...args) => setImmediate(run, ...args);

/**
 * The cases under the policy of both schemes, for other options have no counterpart in the peers; and without those
 * whose addresses no DNS answers: none, or what is no address.
 */
function readCases() {
  const { cases } = JSON.parse(readFileSync(new URL("tests/cases/safe-urls.json", ROOT)));
  const isAnswer = (addresses) => addresses.length > 0 && addresses.every((address) => isIP(address) !== 0);
  const comparable = cases.filter(({ options, resolves }) => !options && (!resolves || isAnswer(resolves)));
  return comparable.map((item) => {
    const text = item.url ?? item.urlGen.before + item.urlGen.repeat.repeat(item.urlGen.times) + item.urlGen.then;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const host = url?.hostname.replace(/^\[|\]$/g, "") ?? "";
    const isPublicName = checkUrl(`https://${host}/`).ok;
    const addresses = isIP(host) || host === "" ? [] : (item.resolves ?? [isPublicName ? PUBLIC : PRIVATE]);
    const safe = item.resolves ? item.deliverySafe : item.safe;
    // What is unsafe leads inside, or is wrong by its writing alone: a scheme, a port, a user name, a spelling.
    const web = url !== undefined && /^https?:$/.test(url.protocol);
    const inside = web && !checkAddresses(host, isIP(host) ? [host] : addresses).ok;
    return { text, url, host, addresses, safe, inside };
  });
}

async function accepts(judge, { text, url, host, addresses }) {
  // What Node's own URL cannot read, no client of Node calls, whoever lets it pass.
  if (url === undefined) return false;
  setZone(host, addresses);
  try {
    return await judge.accepts(text, url, addresses);
  } catch {
    return false;
  }
}

async function run() {
  const cases = readCases();
  const safe = cases.filter((item) => item.safe).length;
  const inside = cases.filter((item) => !item.safe && item.inside).length;
  const rows = [];
  for (const judge of JUDGES) {
    const wrong = { safe: 0, inside: 0, writing: 0 };
    for (const item of cases) {
      const accepted = await accepts(judge, item);
      if (item.safe && !accepted) wrong.safe++;
      if (!item.safe && accepted) wrong[item.inside ? "inside" : "writing"]++;
    }
    rows.push([judge.name, wrong.inside, wrong.writing, wrong.safe, judge.pins, judge.how]);
  }
  const head = [
    "",
    `accepted, though it leads inside (of ${inside})`,
    `accepted, though badly written (of ${cases.length - safe - inside})`,
    `rejected, though safe (of ${safe})`,
    "connects to what it checked",
    "asked by",
  ];
  const versions = JSON.parse(readFileSync(new URL("package.json", import.meta.url))).dependencies;
  const label = ([name, ...rest]) => [versions[name] ? `${name} ${versions[name]}` : name, ...rest];
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), "|---|--:|--:|--:|---|---|", ...rows.map(label).map(line)].join("\n");
}

const table = await run();
console.log(table);
if (process.argv.includes("--write")) {
  const readme = readFileSync(README, "utf8");
  const [start, end] = MARKERS.map((marker) => readme.indexOf(marker));
  if (start < 0 || end < start) throw new Error(`README.md has no ${MARKERS.join(" … ")}`);
  writeFileSync(README, `${readme.slice(0, start)}${MARKERS[0]}\n${table}\n${readme.slice(end)}`);
}
