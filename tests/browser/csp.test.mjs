// Pages with a Content-Security-Policy: the package needs only `'wasm-unsafe-eval'`, and without it every call throws
// an error that says so.
//
//   node --test tests/browser/csp.test.mjs      needs the built package
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../tools/chromium.mjs";
import { serve } from "../tools/serve.mjs";
import { ROOT } from "../tools/tarball.mjs";

const PAGE = '<!doctype html><title>CSP</title><script type="module" src="/page.mjs"></script>';
// The second call checks that the error is the same again after a first failure.
const SCRIPT = `const { checkEmail, schema } = await import(location.search.slice(1) === "lite" ? "/pkg/lite.js" : "/pkg/index.js");
const attempt = (run) => {
  try {
    return { value: run() };
  } catch (error) {
    return { name: error.name, message: error.message, cause: error.cause?.name };
  }
};
window.results = [
  attempt(() => checkEmail("ann").reason),
  attempt(() => schema({ type: "object", required: ["email"] }).validate({}).message),
];
`;

let browser;
let dir;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), "unanimous-csp-"));
  writeFileSync(join(dir, "index.html"), PAGE);
  writeFileSync(join(dir, "page.mjs"), SCRIPT);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Opens the page under a policy. Returns the page's results and the errors that the browser reported. */
async function visit(policy, entry) {
  const headers = { "content-security-policy": policy };
  const server = await serve({ "/": dir, "/pkg/": join(ROOT, "pkg", "dist", "esm") }, headers);
  const page = await browser.newPage();
  const pageErrors = [];
  page.on("pageerror", (error) => pageErrors.push(error.message));
  try {
    await page.goto(`${server.url}/index.html?${entry}`);
    await page.waitForFunction(() => window.results, null, { timeout: 60_000 });
    return { results: await page.evaluate(() => window.results), pageErrors };
  } finally {
    await page.close();
    await server.close();
  }
}

const REFUSED = {
  name: "Error",
  message:
    "unanimous cannot start: this page's Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src directive",
  cause: "CompileError",
};

for (const entry of ["full", "lite"]) {
  for (const policy of [
    "script-src 'self' 'wasm-unsafe-eval'",
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
  ]) {
    test(`${entry} works under ${policy}`, async () => {
      const results = [{ value: "Invalid email" }, { value: "Validation error: email: Required" }];
      assert.deepEqual(await visit(policy, entry), { results, pageErrors: [] });
    });
  }

  for (const policy of ["script-src 'self'", "default-src 'self'"]) {
    test(`${entry} under ${policy}: each call names the missing directive`, async () => {
      assert.deepEqual(await visit(policy, entry), { results: [REFUSED, REFUSED], pageErrors: [] });
    });
  }
}
