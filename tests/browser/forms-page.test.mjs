// Opens the page of docs/forms.md in Chromium, as it stands there, with a server of two addresses.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { serve } from "../tools/serve.mjs";
import { snippets } from "../tools/snippets.mjs";
import { ROOT } from "../tools/tarball.mjs";
import { page, site, usePages } from "./setup.mjs";

const { code } = snippets("docs/forms.md").find(({ language }) => language === "html");
const MAP = { imports: { "unanimous/lite": "/pkg/lite.js", "unanimous/form": "/pkg/form.js" } };
const dir = mkdtempSync(join(tmpdir(), "unanimous-forms-"));
after(() => rmSync(dir, { recursive: true, force: true }));
writeFileSync(
  join(dir, "index.html"),
  code.replace(
    "<script",
    `<link rel="icon" href="data:,"><script type="importmap">${JSON.stringify(MAP)}</script>\n<script`,
  ),
);

usePages({
  start: () => serve({ "/": dir, "/pkg/": join(ROOT, "pkg", "dist", "esm") }),
  open: async () => {
    await page.goto(`${site.url}/index.html`);
    await page.locator("form[novalidate]").waitFor();
  },
  isExpected: (message) => /username fields|^Failed to load resource/.test(message.text()),
});

test("the page checks, asks, lists errors and sends", async () => {
  const bodies = [];
  await page.route("**/taken?*", (route) =>
    route.fulfill({ json: new URL(route.request().url()).searchParams.get("email") === "ann@example.com" }),
  );
  await page.route("**/signup", (route) => {
    bodies.push(route.request().postDataJSON());
    return bodies.length === 1 ? route.abort() : route.fulfill({ json: {} });
  });
  const lines = () => page.locator("#errors li").allTextContents();
  const send = () => page.getByRole("button").click();
  await send();
  assert.deepEqual(await lines(), ["Email: Required", "Password: Required", "Password again: Required"]);
  await page.getByLabel("Email").fill(" ann@example.com ");
  await page.getByLabel("Password", { exact: true }).fill("long enough");
  await page.getByLabel("Password again").fill("long enoug");
  await send();
  await page.waitForFunction(() => document.querySelectorAll("#errors li").length === 1);
  assert.deepEqual(await lines(), ["Password again: The passwords differ"]);
  await page.getByLabel("Password again").fill("long enough");
  await page.getByRole("listitem").getByText("Email: This address has an account").waitFor();
  await send();
  assert.deepEqual([await lines(), bodies], [["Email: This address has an account"], []]);
  await page.getByLabel("Email").fill("bob@example.com");
  await send();
  await page.getByText("No answer from the server").waitFor();
  await send();
  await page.waitForFunction(() => document.querySelector("#errors").hidden);
  const value = { email: "bob@example.com", password: "long enough", again: "long enough" };
  await page.waitForFunction(() => !document.querySelector("form").hasAttribute("aria-busy"));
  assert.deepEqual(bodies, [value, value]);
});
