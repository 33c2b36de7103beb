// Tests the page's section "Send a request twice" with the edge function and the Rust server.
//
//   node --test tests/browser/retry.test.mjs      needs the built package and the built example server
import assert from "node:assert/strict";
import { test } from "node:test";
import { isFailedLead, page, useDemo } from "./setup.mjs";

useDemo({
  ready: (page) => page.getByRole("button", { name: "Send this body", disabled: false }),
  isExpected: isFailedLead,
});

const section = () => page.locator("#retry");
const body = () => section().getByLabel("Body");

/** Sends the body and waits for both answers. Returns `[badge, sentence]` of the edge function and of the server. */
async function send() {
  const rows = page.locator("#retry-log > li");
  const before = await page.locator("#retry-log .sent").allTextContents();
  await body().press("Enter");
  const latest = rows.first();
  const number = before.length + 1;
  await latest.locator(".sent", { hasText: new RegExp(`^${number}\\. `) }).waitFor();
  await latest.locator('.card[data-state="idle"]').first().waitFor({ state: "detached" });
  await latest.locator('.card[data-state="idle"]').first().waitFor({ state: "detached" });
  return latest
    .locator(".card")
    .evaluateAll((cards) =>
      cards.map((card) => [card.querySelector(".badge").textContent, card.querySelector(".sentence").textContent]),
    );
}

test("the same body gets the stored answer, another body is rejected, a new key creates a new lead", async () => {
  const [edge, server] = await send();
  assert.match(server[1], /^Created lead_[0-9a-f]{24}\.$/);
  assert.equal(server[0], "201");
  assert.deepEqual(edge, server);

  const again = await send();
  const id = /lead_\w+/.exec(server[1])[0];
  const stored = ["201 · Idempotent-Replayed: true", `The stored answer for ${id}. No second lead was created.`];
  assert.deepEqual(again, [stored, stored]);

  await body().fill('{"name":"Bob","email":"bob@example.com"}');
  const refused = [
    "422",
    "IDEMPOTENCY_CONFLICT: This Idempotency-Key was already used with another body or query. Do not try again: " +
      "The same request would be refused again: something must be changed first.",
  ];
  assert.deepEqual(await send(), [refused, refused]);

  await page.getByRole("button", { name: "New key" }).click();
  const [, fresh] = await send();
  assert.match(fresh[1], /^Created lead_/);
  assert.ok(!fresh[1].includes(id));
});

test("the section works with the keyboard alone, and both servers reject an invalid key", async () => {
  await section().getByLabel("Idempotency-Key").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("a b");
  await page.keyboard.press("Tab");
  const answers = await send();
  assert.equal(answers[0][0], "400");
  assert.match(answers[0][1], /^IDEMPOTENCY_KEY_INVALID: .* Do not try again/);
  assert.deepEqual(answers[0], answers[1]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assert.match(await section().getByLabel("Idempotency-Key").inputValue(), /^[0-9a-f-]{36}$/);
});

test("key and body are shown as text", async () => {
  await section().getByLabel("Idempotency-Key").fill("<b>k</b>");
  await body().fill('{"name":"<img src=x onerror=alert(1)>","email":"a@example.com"}');
  await send();
  assert.equal(await page.locator("#retry-log b, #retry-log img").count(), 0);
});

for (const colorScheme of ["light", "dark"]) {
  test(`nothing is cut off on a narrow screen, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 700 });
    await send();
    await send();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/retry-320-${colorScheme}.png`, fullPage: true });
    await page.setViewportSize({ width: 1200, height: 900 });
    await body().fill('{"name":"Bob","email":"bob@example.com"}');
    await send();
    await page.locator("#retry").scrollIntoViewIfNeeded();
    if (process.env.SCREENSHOTS)
      await page.locator("#retry").screenshot({ path: `${process.env.SCREENSHOTS}/retry-${colorScheme}.png` });
  });
}
