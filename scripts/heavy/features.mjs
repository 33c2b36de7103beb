// Checks that the library compiles without features, with each feature alone, with the default ones, and with all of them,
// natively and for both wasm targets. A feature that needs another has to say so in Cargo.toml: where all features are on,
// nobody notices. Needs cargo-hack and the targets, which `scripts/setup.sh heavy` installs.
//
// Without `--no-dev-deps`, which rewrites Cargo.toml while it runs: `cargo check --lib` builds no dev-dependency, and since
// edition 2021 cargo takes no feature from one that it does not build.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Features that no wasm target has: they open sockets of the operating system. */
const NATIVE_ONLY = ["redis"];
const TARGETS = ["wasm32-unknown-unknown", "wasm32-wasip1"];

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
// Flags of the developer's shell would make other builds of these.
const options = { cwd: ROOT, env: { ...process.env, RUSTFLAGS: "" } };
const cargo = (...args) => execFileSync("cargo", args, { ...options, stdio: "inherit" });
const say = (text) => console.log(`features: ${text}`);

const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], options);
const features = Object.keys(JSON.parse(metadata).packages.find(({ name }) => name === "unanimous").features);
const library = ["--package", "unanimous", "--lib"];

say("each alone, natively");
cargo("hack", "check", ...library, "--each-feature");

const nativeOnly = features.filter((name) => NATIVE_ONLY.includes(name));
const portable = features.filter((name) => !NATIVE_ONLY.includes(name)).join(",");
const excluded = nativeOnly.length === 0 ? [] : ["--exclude-features", nativeOnly.join(",")];
for (const target of TARGETS) {
  say(`each alone, for ${target}; not ${nativeOnly.join(", ") || "any"}, which is native only`);
  cargo("hack", "check", ...library, "--each-feature", "--target", target, ...excluded);
  say(`all of these together, for ${target}`);
  cargo("check", ...library, "--target", target, "--features", portable);
}

if (existsSync(new URL("../../wasm/Cargo.toml", import.meta.url))) {
  say("each of unanimous-wasm alone, for wasm32-unknown-unknown");
  cargo("hack", "check", "--package", "unanimous-wasm", "--lib", "--each-feature", "--target", TARGETS[0]);
}
