// Runs npm's guards against unsafe outbound URLs over this project's cases, and writes the table of docs/safe-urls.md.
//
//   make peers              installs the peers, runs them and writes the table
//   node ssrf.mjs           prints the table
//   node ssrf.mjs --write   also writes the table between the markers of docs/safe-urls.md
//
// It uses no network. A name resolves to the addresses in its case. If the case has none, a name that our rule rejects
// (localhost, printer, *.internal) resolves to a private address, as it would inside a private network, and any other
// name resolves to a public address.
import { readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { setZone } from "./dns.mjs";
import { checkAddresses, checkUrl } from "../../pkg/dist/esm/index.js";
import { JUDGES } from "./judges.mjs";

const ROOT = new URL("../../", import.meta.url);
const PAGE = new URL("docs/safe-urls.md", ROOT);
const MARKERS = ["<!-- peers:begin -->", "<!-- peers:end -->"];
const PRIVATE = "10.0.0.1";
const PUBLIC = "93.184.215.14";

// One peer waits between its DNS lookups in case an answer changes. Here no answer changes, so timers fire at once.
globalThis.setTimeout = (run, _, ...args) => setImmediate(run, ...args);

/**
 * Reads the cases that peers can run: without options, because the peers have no such options, and without address
 * lists that no DNS server can answer (an empty list, or a text that is not an address).
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
    // An unsafe URL either leads to a private address, or its text alone is wrong (scheme, port, user name, spelling).
    const web = url !== undefined && /^https?:$/.test(url.protocol);
    const inside = web && !checkAddresses(host, isIP(host) ? [host] : addresses).ok;
    return { text, url, host, addresses, safe, inside };
  });
}

async function accepts(judge, { text, url, host, addresses }) {
  // No Node client can call a URL that Node's `URL` cannot parse, whatever the peer says.
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
    `accepted, though it leads to a private network (of ${inside})`,
    `accepted, though its text is unsafe (of ${cases.length - safe - inside})`,
    `rejected, though safe (of ${safe})`,
    "connects to the checked address",
    "called as",
  ];
  const versions = JSON.parse(readFileSync(new URL("package.json", import.meta.url))).dependencies;
  const label = ([name, ...rest]) => [versions[name] ? `${name} ${versions[name]}` : name, ...rest];
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), "|---|--:|--:|--:|---|---|", ...rows.map(label).map(line)].join("\n");
}

const table = await run();
console.log(table);
if (process.argv.includes("--write")) {
  const page = readFileSync(PAGE, "utf8");
  const [start, end] = MARKERS.map((marker) => page.indexOf(marker));
  if (start < 0 || end < start) throw new Error(`docs/safe-urls.md has no ${MARKERS.join(" … ")}`);
  writeFileSync(PAGE, `${page.slice(0, start)}${MARKERS[0]}\n${table}\n${page.slice(end)}`);
}
