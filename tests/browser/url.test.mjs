// Tests the page's section "Is this URL safe to call?".
//
//   node --test tests/browser/url.test.mjs      needs the built package and the built example server
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { checkUrl } from "unanimous";
import { explain } from "../../www/url/reasons.mjs";
import { page, site as demo, useDemo } from "./setup.mjs";

useDemo({
  ready: (page) => page.getByRole("button", { name: "Send the lead", disabled: false }),
  watch(reportError) {
    page.on("request", (request) => {
      if (![demo.page, demo.edge].includes(new URL(request.url()).origin)) reportError(`requested ${request.url()}`);
    });
  },
});

const field = () => page.getByLabel("URL", { exact: true });

/** Reads the card: the state, the badge, the sentence, and the facts by name. */
const verdict = () =>
  page.locator("#url-verdict").evaluate((card) => ({
    state: card.dataset.state,
    badge: card.querySelector(".badge").textContent,
    text: card.querySelector(".sentence").textContent,
    facts: Object.fromEntries(
      Array.from(card.querySelectorAll(".facts > div"), (row) => Array.from(row.children, (cell) => cell.textContent)),
    ),
  }));

test("a click on an example shows its verdict", async () => {
  assert.deepEqual(await verdict(), { state: "idle", badge: "", text: "No URL yet", facts: {} });
  const rejected = (text, Code, Detail) => ({
    state: "rejected",
    badge: "Not safe",
    text,
    facts: { Why: explain(Code, Detail), Code, Detail },
  });
  const table = [
    ["Cloud metadata", rejected("URL points at a private network", "url_private", "metadata")],
    ["Decimal address", rejected("URL host is not allowed", "url_host", "non_canonical_ipv4")],
    ["User name trick", rejected("URL must not hold a user name or password", "url_credentials", "user_name")],
    ["Backslash trick", rejected("Invalid URL", "invalid_url", "backslash")],
    ["A private router", rejected("URL must use https", "url_scheme", "not_allowed")],
  ];
  for (const [name, expected] of table) {
    await page.getByRole("button", { name, exact: true }).click();
    assert.deepEqual(await verdict(), expected, name);
  }
  const accepted = [
    ["A public URL", "https://hooks.example.com/lead?id=1 (as you typed it)", /^Needed: /],
    ["Non-ASCII letters", "https://xn--bcher-kva.example.com/%C3%BCber", /^Needed: /],
    ["A public address", "https://1.1.1.1/ (as you typed it)", /^Not needed: /],
  ];
  for (const [name, href, dns] of accepted) {
    await page.getByRole("button", { name, exact: true }).click();
    const { state, badge, facts } = await verdict();
    assert.deepEqual([state, badge, facts["Canonical URL"]], ["accepted", "The text is safe", href]);
    assert.match(facts["DNS check"], dns);
  }
});

test("the verdict changes at each key, and the section works with the keyboard alone", async () => {
  await field().focus();
  await page.keyboard.type("http://hooks.example.com");
  assert.equal((await verdict()).text, "URL must use https");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.value), "https");
  await page.keyboard.press("ArrowRight");
  const { state, facts } = await verdict();
  assert.deepEqual([state, facts["Canonical URL"]], ["accepted", "http://hooks.example.com/"]);

  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal((await verdict()).facts.Detail, "metadata");
  assert.equal(await field().inputValue(), "https://[::ffff:169.254.169.254]/latest/meta-data/");

  await field().fill("https://example.com:25/");
  assert.equal((await verdict()).facts.Detail, "bad_port");
  await field().press("Enter");
  assert.equal(page.url(), `${demo.page}/`);
  await field().fill("");
  assert.equal((await verdict()).state, "idle");
});

test("the verdict is a live region, and each control has a name", async () => {
  assert.equal(await page.locator("#url-verdict").getAttribute("role"), "status");
  await page.getByRole("region", { name: "Is this URL safe to call?" }).waitFor();
  await page.getByRole("radio", { name: "https and http" }).waitFor();
  await page.getByRole("group", { name: "Allowed schemes" }).waitFor();
  assert.equal(await page.getByRole("group", { name: "Try" }).getByRole("button").count(), 8);
});

test("every rejection of the shared cases has an explanation", () => {
  const { cases } = JSON.parse(readFileSync(new URL("../cases/safe-urls.json", import.meta.url), "utf8"));
  for (const { url } of cases.filter((item) => item.url !== undefined)) {
    const { code, detail } = checkUrl(url);
    if (code !== undefined) assert.match(explain(code, detail) ?? "", /\.$/, `${code} ${detail}`);
  }
});

test("markup in a URL is shown as text", async () => {
  await field().fill("https://example.com/<img src=x onerror=alert(1)>");
  assert.equal((await verdict()).facts["Canonical URL"], "https://example.com/%3Cimg%20src=x%20onerror=alert(1)%3E");
  assert.equal(await page.locator("#url-verdict img").count(), 0);
});

for (const colorScheme of ["light", "dark"]) {
  test(`nothing is cut off on a narrow screen, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 700 });
    await field().fill(`https://example.com/${"a".repeat(500)}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  });
}
