// Bundles the package and other validation libraries with the same schema, and measures their sizes.
//
//   node scripts/size.mjs             prints the tables; fails if an entry grew by more than 2 %
//   node scripts/size.mjs --update    writes the tables to pkg/SIZE.md and the sizes to pkg/size-budget.json
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
const table = (title, sizes) =>
  [
    [title, "raw", "gzip -9", "brotli -q 11"],
    ["---", "--:", "--:", "--:"],
  ]
    .concat(
      Object.entries(sizes).map(([name, { raw, gzip, brotli }]) => [name, number(raw), number(gzip), number(brotli)]),
    )
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

const own = await ownSizes();
const text = `# Size

All sizes are in bytes. \`make size\` writes this file: do not edit it.

Each entry is measured twice: in an app that imports everything ("all"), and in an app that imports \`schema\` alone. esbuild
bundles and minifies the JavaScript. "wasm inline" is one file that contains the wasm, as in browsers and bundles. "JS and
wasm" are separate files, compressed one by one, as on Cloudflare and Vercel. "All" needs three wasm modules: one that
validates, \`errors.wasm\`, which reads error bodies, and \`writer.wasm\`, which writes them.

${table("entry", own)}

The same schema in each library, bundled with only the code that it uses. The schema has an email address, a phone number of
up to 50 characters, a URL, and a key of up to 255 characters:

${table("library", await sameSchemaSizes())}

\`unanimous\` also checks where the URL points, and no other library does. \`unanimous/lite\` has no rule for URLs and accepts
any string.
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
