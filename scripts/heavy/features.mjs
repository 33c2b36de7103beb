// Checks that the library compiles without features, with each feature alone, with the default ones, and with all of them,
// natively and for both wasm targets. A feature that needs another must name it in Cargo.toml. A build with all features does not
// show that the name is missing. Needs cargo-hack and the targets, which `scripts/setup.sh heavy` installs.
//
// cargo-hack runs without `--no-dev-deps`, which would rewrite Cargo.toml meanwhile: `cargo check --lib` builds no dev-dependency, and since
// edition 2021 cargo takes no feature from one that it does not build.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * The features that no wasm target can have, because databases and clients need sockets. wasm32-unknown-unknown also has no
 * source of random bytes, of which `axum` makes request ids.
 */
const NATIVE = ["redis", "redis-tls", "postgres", "resend", "tower", "reqwest", "reqwest-middleware"];
const LACKING = { "wasm32-unknown-unknown": [...NATIVE, "getrandom", "axum"], "wasm32-wasip1": NATIVE };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
// With the flags of the developer's shell, cargo would compile all dependencies anew.
const options = { cwd: ROOT, env: { ...process.env, RUSTFLAGS: "" } };
const cargo = (...args) => execFileSync("cargo", args, { ...options, stdio: "inherit" });
const say = (text) => console.log(`features: ${text}`);

const metadata = execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], options);
const features = Object.keys(JSON.parse(metadata).packages.find(({ name }) => name === "unanimous").features);
const library = ["--package", "unanimous", "--lib"];

say("each alone, natively");
cargo("hack", "check", ...library, "--each-feature");

for (const [target, lacking] of Object.entries(LACKING)) {
  say(`each alone, for ${target}, which lacks ${lacking.join(" and ")}`);
  cargo("hack", "check", ...library, "--each-feature", "--target", target, "--exclude-features", lacking.join(","));
  say(`all of these together, for ${target}`);
  const portable = features.filter((name) => !lacking.includes(name));
  cargo("check", ...library, "--target", target, "--features", portable.join(","));
}

// The first is for wasm-pack, the others for the npm package.
for (const feature of [
  "plain",
  "packed-validator",
  "packed-errors",
  "packed-writer",
  "packed-validator,documents,fast-paths,idn,safe-url",
]) {
  say(`unanimous-wasm with ${feature}`);
  const boundary = ["--package", "unanimous-wasm", "--lib", "--target", "wasm32-unknown-unknown"];
  cargo("check", ...boundary, "--no-default-features", "--features", feature);
}
