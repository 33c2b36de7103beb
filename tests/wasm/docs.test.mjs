// Follows docs/rust-wasm.md in an empty folder, with this checkout in place of the published crate.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { launch } from "../tools/chromium.mjs";
import { serve } from "../tools/serve.mjs";
import { ROOT } from "../tools/tarball.mjs";

const page = readFileSync(join(ROOT, "docs", "rust-wasm.md"), "utf8");
const blocks = (language) =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms")), ([, text]) => text);

test("the steps of docs/rust-wasm.md end in a page that works", async () => {
  const dir = mkdtempSync(join(tmpdir(), "unanimous-rust-wasm-"));
  try {
    const [manifest, withoutWasmOpt] = blocks("toml");
    const local = manifest.replace('unanimous = "0.1"', `unanimous = { path = ${JSON.stringify(ROOT)} }`);
    assert.notEqual(local, manifest);
    mkdirSync(join(dir, "src"));
    writeFileSync(join(dir, "Cargo.toml"), `${local}\n${withoutWasmOpt}`);
    writeFileSync(join(dir, "src", "lib.rs"), blocks("rust")[0]);
    writeFileSync(join(dir, "index.html"), blocks("html")[0]);
    const command = blocks("sh")
      .find((text) => text.startsWith("wasm-pack build"))
      .trim();
    const [program, ...args] = command.split(" ");
    const target = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "downstream");
    const env = { ...process.env, RUSTFLAGS: "", CARGO_TARGET_DIR: target };
    execFileSync(program, args, { cwd: dir, env, stdio: ["ignore", "ignore", "inherit"] });

    const module = new WebAssembly.Module(readFileSync(join(dir, "pkg", "lead_form_bg.wasm")));
    const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
    assert.deepEqual(
      exported.filter((name) => !name.startsWith("__")),
      ["memory", "check_lead"],
    );

    const server = await serve({ "/": dir });
    const browser = await launch();
    try {
      const tab = await browser.newPage();
      await tab.goto(`${server.url}/index.html`, { waitUntil: "networkidle" });
      for (const [email, expected] of [
        ["ann", "Validation error: email: Invalid email"],
        ["ann@example.com", "Thank you"],
      ]) {
        await tab.fill("[name=email]", email);
        await tab.click("button");
        assert.equal(await tab.textContent("output"), expected);
      }
    } finally {
      await browser.close();
      await server.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
