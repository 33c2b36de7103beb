// Writes pkg/THIRD-PARTY.md: the crates that the npm package's WebAssembly is compiled from, and their licences.
//
//   node scripts/notices.mjs    needs cargo-about, which `scripts/setup.sh notices` installs; `make notices` does both
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { NOTICES, ROOT, selection } from "./notices/graph.mjs";

// Cargo downloads what is missing; then offline, so that all licences come from the crates' own packages.
const options = { cwd: ROOT, stdio: "inherit" };
execFileSync("cargo", ["fetch", "--locked"], options);
const args = ["about", "generate", ...selection(), "--config", "about.toml", "--locked", "--offline"];
execFileSync("cargo", [...args, "--output-file", NOTICES, "about.hbs"], options);

// Our own crates also use the general licence texts. A text stays only if another crate uses it.
const ours = /unanimous(-wasm)? [\d.]+(, |$)/gm;
const section = /^### .*\n\nUsed by: *(.*)\n\n```text\n[\s\S]*?\n```\n\n/gm;
const others = (text) =>
  text.replace(section, (whole, users) => {
    const left = users.replace(ours, "").replace(/, $/, "");
    return left === "" ? "" : whole.replace(users, left);
  });

// Some licences have carriage returns or blanks at the ends of lines. For a package without a text of its licence,
// cargo-about writes the general text, which has a placeholder for the names.
const text = others(readFileSync(NOTICES, "utf8"))
  .replace(/[ \t\r]+$/gm, "")
  .replaceAll("<year> <copyright holders>", "the authors of the crates named above");
writeFileSync(NOTICES, `${text.trimEnd()}\n`);
console.log(`wrote ${NOTICES}`);
