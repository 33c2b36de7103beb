// Writes pkg/THIRD-PARTY.md: what the npm package's WebAssembly is compiled from, and the licences of it all.
//
//   node scripts/notices.mjs    needs cargo-about, which `scripts/setup.sh notices` installs; `make notices` does both
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { NOTICES, ROOT, selection } from "./notices/graph.mjs";

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // Offline: the licences are those in the crates' packages, and the answer is the same on every machine.
  const args = ["about", "generate", ...selection(), "--config", "about.toml", "--locked", "--offline"];
  execFileSync("cargo", [...args, "--output-file", NOTICES, "about.hbs"], { cwd: ROOT, stdio: "inherit" });
  // Some licences come with carriage returns or blanks at the ends of lines.
  const text = readFileSync(NOTICES, "utf8");
  writeFileSync(NOTICES, `${text.replace(/[ \t\r]+$/gm, "").trimEnd()}\n`);
  console.log(`wrote ${NOTICES}`);
}
