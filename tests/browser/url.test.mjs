// The page's section about safe URLs, in a real browser.
//
//   node --test tests/browser/url.test.mjs      needs the built package and the built example server
import assert from "node:assert/strict";
import { test } from "node:test";
import { page, site as demo, useDemo } from "./setup.mjs";

useDemo({
  ready: (page) => page.getByRole("button", { name: "Send the lead", disabled: false }),
  watch(complain) {
    page.on("request", (request) => {
      if (![demo.page, demo.edge].includes(new URL(request.url()).origin)) complain(`asked ${request.url()}`);
    });
  },
});

const field = () => page.getByLabel("URL", { exact: true });

/** What the card says: the state, the badge, the sentence, and the facts by name. */
const verdict = () =>
  page.locator("#url-verdict").evaluate((card) => ({
    state: card.dataset.state,
    badge: card.querySelector(".badge").textContent,
    text: card.querySelector(".sentence").textContent,
    facts: Object.fromEntries(Array.from(card.querySelectorAll(".facts > div"), (row) => Array.from(row.children, (cell) => cell.textContent))),
  }));

test("each example is judged at a click", async () => {
  assert.deepEqual(await verdict(), { state: "idle", badge: "", text: "No URL yet", facts: {} });
  const rejected = (text, Reason, Detail) => ({ state: "rejected", badge: "Not safe", text, facts: { Reason, Detail } });
  const table = [
    ["Cloud metadata", rejected("URL points at a private network", "url_private", "metadata")],
    ["Decimal IP", rejected("URL host is not allowed", "url_host", "non_canonical_ipv4")],
    ["User name trick", rejected("URL must not hold a user name or password", "url_credentials", "user_name")],
    ["Backslash trick", rejected("Invalid URL", "invalid_url", "backslash")],
    ["Someone’s router", rejected("URL must use https", "url_scheme", "not_allowed")],
  ];
  for (const [name, expected] of table) {
    await page.getByRole("button", { name, exact: true }).click();
    assert.deepEqual(await verdict(), expected, name);
  }
  const accepted = [
    ["A public URL", "https://hooks.example.com/lead?id=1 (as you wrote it)", /^Yes: /],
    ["Not in ASCII", "https://xn--bcher-kva.example.com/%C3%BCber", /^Yes: /],
    ["A public address", "https://1.1.1.1/ (as you wrote it)", /^No: /],
  ];
  for (const [name, href, dns] of accepted) {
    await page.getByRole("button", { name, exact: true }).click();
    const { state, badge, facts } = await verdict();
    assert.deepEqual([state, badge, facts["Call it as"]], ["accepted", "Safe as written", href]);
    assert.match(facts["DNS must decide"], dns);
  }
});

test("the verdict follows each key, and the keyboard reaches everything", async () => {
  await field().focus();
  await page.keyboard.type("http://hooks.example.com");
  assert.equal((await verdict()).text, "URL must use https");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.value), "https");
  await page.keyboard.press("ArrowRight");
  const { state, facts } = await verdict();
  assert.deepEqual([state, facts["Call it as"]], ["accepted", "http://hooks.example.com/"]);

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

test("a screen reader hears the verdict, and each control has its name", async () => {
  assert.equal(await page.locator("#url-verdict").getAttribute("role"), "status");
  await page.getByRole("region", { name: "Is this URL safe to call?" }).waitFor();
  await page.getByRole("radio", { name: "https and http" }).waitFor();
  await page.getByRole("group", { name: "Schemes allowed" }).waitFor();
  assert.equal(await page.getByRole("group", { name: "Try" }).getByRole("button").count(), 8);
});

test("markup in a URL is shown as text", async () => {
  await field().fill("https://example.com/<img src=x onerror=alert(1)>");
  assert.equal((await verdict()).facts["Call it as"], "https://example.com/%3Cimg%20src=x%20onerror=alert(1)%3E");
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
