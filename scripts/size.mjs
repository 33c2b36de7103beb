// How large the package is, and others of its kind with the same schema, all bundled in one run.
//
//   node scripts/size.mjs             prints the tables, fails where an entry grew by more than 2 %
//   node scripts/size.mjs --update    writes them to pkg/SIZE.md, and the entries' bytes to pkg/size-budget.json
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { overBudget, writeBudget } from "./size/budget.mjs";
import { ownSizes } from "./size/own.mjs";
import { sameSchemaSizes } from "./size/same-schema.mjs";

const LIBRARIES = fileURLToPath(new URL("./size", import.meta.url));
const lock = (at) => existsSync(`${LIBRARIES}/${at}`) && readFileSync(`${LIBRARIES}/${at}`, "utf8");
if (lock("package-lock.json") !== lock("node_modules/.installed-lock")) {
  execFileSync("npm", ["ci", "--silent", "--no-audit", "--no-fund"], { cwd: LIBRARIES, stdio: "inherit" });
  writeFileSync(`${LIBRARIES}/node_modules/.installed-lock`, lock("package-lock.json"));
}

const number = (bytes) => bytes.toLocaleString("en-US");
const table = (head, sizes) =>
  [[head, "raw", "gzip -9", "brotli -q 11"], ["---", "--:", "--:", "--:"]]
    .concat(Object.entries(sizes).map(([name, { raw, gzip, brotli }]) => [name, number(raw), number(gzip), number(brotli)]))
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

const own = await ownSizes();
const text = `# Size

Bytes. Written by \`make size\`: do not edit.

Each entry as an app has it that imports all, or \`schema\` alone; its JavaScript bundled and minified by esbuild. "wasm
inline" is one file, as in browsers and bundles; "JS and wasm" are several, compressed one by one, as on Cloudflare and Vercel.
All of an entry takes two modules: one that validates, and \`errors.wasm\`, which reads and writes error bodies.

${table("entry", own)}

The same schema (an email address, a phone number of up to 50 characters, a URL, a key of up to 255), and only what it
uses, in one run:

${table("library", await sameSchemaSizes())}

The main entry also judges where the URL points, which none of the others does; \`unanimous/lite\` has no rule for URLs and
takes it as a text.
`;
console.log(text);
if (process.argv.includes("--update")) {
  writeFileSync(new URL("../pkg/SIZE.md", import.meta.url), text);
  writeBudget(own);
} else {
  const grown = overBudget(own);
  for (const line of grown) console.error(line);
  if (grown.length > 0) process.exitCode = 1;
}
