// Runs the snippets of pkg/README.md: the edge handler in Node, the form in Chromium.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { launch } from "../tools/chromium.mjs";
import { serve } from "../tools/serve.mjs";
import { snippets } from "../tools/snippets.mjs";
import { ROOT } from "../tools/tarball.mjs";

const README = snippets("pkg/README.md");
/** Returns the first JavaScript or TypeScript block under a heading, as JavaScript. */
const snippet = (heading) =>
  transformSync(README.find((block) => block.heading === heading && /^[jt]s$/.test(block.language)).code, {
    loader: "ts",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  }).code;

// A folder of the package, so that its own name is found.
const dir = mkdtempSync(join(ROOT, "pkg", "readme-"));
after(() => rmSync(dir, { recursive: true, force: true }));

const SENTENCE = "Validation error: email: Invalid email; phone: String must be at most 50 characters";

test("the snippet for the edge", async () => {
  const json = JSON.stringify({
    type: "object",
    required: ["email"],
    properties: { email: { format: "email" }, phone: { format: "phone" } },
  });
  writeFileSync(join(dir, "lead.schema.json"), json);
  writeFileSync(join(dir, "edge.mjs"), snippet("On servers in JavaScript, and at the edge"));
  const { default: edge } = await import(pathToFileURL(join(dir, "edge.mjs")).href);
  let keys = 0;
  const send = async (body, key = `key-${keys++}`) => {
    const headers = { "content-type": "application/json", "idempotency-key": key };
    const response = await edge.fetch(new Request("http://localhost/", { method: "POST", headers, body }));
    return [response.status, await response.json(), response.headers.get("idempotent-replayed")];
  };
  const post = (lead, key) => send(JSON.stringify(lead), key);
  const lead = { email: "ann@example.com" };
  assert.deepEqual(await post(lead, "k"), [201, lead, null]);
  assert.deepEqual(await post(lead, "k"), [201, lead, "true"]);
  const refused = { error: { message: SENTENCE, code: "VALIDATION_ERROR" } };
  assert.deepEqual(await post({ email: "ann", phone: "0".repeat(51) }), [400, refused, null]);
  const [status, { error }] = await send("{");
  assert.deepEqual([status, error.code], [400, "BAD_REQUEST"]);
});

test("the first snippet, followed by the snippet for a form", async () => {
  const importMap = { imports: { unanimous: "/pkg/index.js", "unanimous/form": "/pkg/form.js" } };
  const [first, form] = [snippet("unanimous"), snippet("In a form")];
  writeFileSync(
    join(dir, "page.mjs"),
    `${first}\nwindow.sentence = result.message;\nconst form = document.querySelector("form");\n${form}`,
  );
  writeFileSync(
    join(dir, "index.html"),
    `<!doctype html><title>Form</title><script type="importmap">${JSON.stringify(importMap)}</script>
     <form><input name="email"><input name="phone"><button>Send</button></form><script type="module" src="/page.mjs"></script>`,
  );
  const server = await serve({ "/": dir, "/pkg/": join(ROOT, "pkg", "dist", "esm") });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const bodies = [];
    await page.route("**/leads", async (route) => {
      // The snippet for the edge refuses every other type.
      assert.equal(route.request().headers()["content-type"], "application/json");
      bodies.push(route.request().postDataJSON());
      const error = { message: "Validation error: email: Taken", code: "VALIDATION_ERROR" };
      await route.fulfill({ status: 400, json: { error } });
    });
    await page.goto(`${server.url}/index.html`);
    await page.waitForFunction(() => window.sentence);
    assert.equal(await page.evaluate(() => window.sentence), SENTENCE);

    const messages = () => page.$$eval("input", (fields) => fields.map((field) => field.validationMessage));
    await page.fill("[name=phone]", "5".repeat(51));
    await page.click("button");
    assert.deepEqual(await messages(), ["Required", "String must be at most 50 characters"]);
    await page.fill("[name=phone]", "");
    await page.fill("[name=email]", "ann@example.com");
    assert.deepEqual([await messages(), bodies], [["", ""], []]);
    await page.click("button");
    await page.waitForSelector("input:invalid");
    assert.deepEqual([await messages(), bodies], [["Taken", ""], [{ email: "ann@example.com" }]]);
  } finally {
    await browser.close();
    await server.close();
  }
});
