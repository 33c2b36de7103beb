// Tests the page's section "What did this API say?" end to end, with hostile answers too.
//
//   node --test tests/browser/error.test.mjs     needs the built package and the built example server
//
// SCREENSHOTS=folder saves screenshots of the section in that folder.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { readError } from "unanimous";
import { page, site as demo, useDemo } from "./setup.mjs";

const EXAMPLES = JSON.parse(readFileSync(new URL("../../www/error/examples.json", import.meta.url), "utf8"));

useDemo({
  ready: (page) => page.locator('[data-part="message"]:not(:empty)'),
  watch(reportError) {
    page.on("dialog", (dialog) => {
      reportError(`dialog ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(demo.page)) reportError(`requested ${request.url()}`);
    });
  },
});

const part = (name) => page.locator(`#error-result [data-part="${name}"]`);
const text = (name) => part(name).textContent();
const fieldMessage = (path) => page.locator(`#error-result [data-path="${path}"] .message`).textContent();
const choose = (id) => page.locator("#error-example").selectOption(id);
async function paste({ status = 400, headers = "", body }) {
  await page.locator("#error-status").fill(String(status));
  await page.locator("#error-headers").fill(headers);
  await page.locator("#error-body").fill(body);
}

test("the first example is shown at the start, with its fields on the form", async () => {
  assert.equal(
    await text("message"),
    "Validation error: email: Invalid email; phone: String must be at most 50 characters",
  );
  assert.deepEqual(await Promise.all(["dialect", "category", "code"].map(text)), [
    "error-object",
    "validation",
    "VALIDATION_ERROR",
  ]);
  assert.equal(await fieldMessage("email"), "Invalid email");
  assert.equal(await fieldMessage("phone"), "String must be at most 50 characters");
  assert.equal(await fieldMessage("name"), "");
  assert.match(await text("advice"), /^Do not send it again unchanged\. /);
});

test("every example is shown as the package reads it, and no example has warnings", async () => {
  for (const { id, status, headers, body } of EXAMPLES) {
    const pairs = headers.map((line) => line.split(/: (.*)/).slice(0, 2));
    const error = readError({ status, headers: pairs, body });
    await choose(id);
    assert.deepEqual(
      [await text("message"), await text("dialect"), await text("category")],
      [error.message, error.dialect, error.category],
      id,
    );
    assert.notEqual(error.dialect, "unreadable", id);
    assert.deepEqual(error.warnings, [], id);
  }
});

test("the advice names the delay that the server asks for", async () => {
  const table = [
    ["flowestate-limit", "retry", /^Try again in 20 seconds\. /],
    ["leadrails-limit", "retry", /^Try again in 12 seconds\. /],
    ["foglift-unavailable", "retry", /^Try again in 5 seconds\. /],
    ["gateway", "retry", /^Try again after a short backoff\. /],
    ["leadrails-conflict", "stop", /^Do not send it again unchanged\. /],
  ];
  for (const [id, state, sentence] of table) {
    await choose(id);
    assert.match(await text("advice"), sentence, id);
    assert.equal(await part("advice").getAttribute("data-state"), state, id);
  }
  await page.locator("#error-method").selectOption("POST");
  await choose("foglift-unavailable");
  await page.locator("#error-method").selectOption("POST");
  assert.match(await text("advice"), /could do it twice/);
  await page.getByLabel("The request had an Idempotency-Key").check();
  assert.match(await text("advice"), /^Try again in 5 seconds/);
  await paste({ status: 429, headers: "Retry-After: 7200", body: "" });
  assert.match(await text("advice"), /^Do not wait: the server asks for a delay of 2 hours\. /);
});

test("fields that the form does not have are listed below it", async () => {
  await choose("foxreach-validation");
  assert.match(await fieldMessage("email"), /^value is not a valid email address/);
  const elsewhere = page.locator("#error-result .elsewhere li");
  assert.deepEqual(await elsewhere.allTextContents(), ["company.name: Field required"]);
  await choose("foxreach-duplicate");
  assert.equal(await page.locator("#error-result .elsewhere").isHidden(), true);
  assert.equal(await fieldMessage("email"), "");
});

test("documentation links are http or https only", async () => {
  await choose("foglift-fields");
  const link = part("docs").locator("a");
  assert.equal(await link.getAttribute("href"), "https://foglift.io/docs/api-errors#validation_failed");
  assert.match(await link.getAttribute("rel"), /\bnoopener\b/);
  for (const url of [
    "javascript:alert(1)",
    "JaVaScRiPt://x/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example",
    "vbscript:x",
  ]) {
    await paste({ body: JSON.stringify({ message: "m", docs_url: url }), headers: `Link: <${url}>; rel="help"` });
    assert.equal(await text("docs"), "none", url);
    assert.equal(await part("docs").locator("a").count(), 0, url);
  }
});

test("the request id can be copied with and without clipboard permission", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: demo.page });
  await choose("foglift-fields");
  await page.getByRole("button", { name: "Copy" }).click();
  await page.locator('[data-part="copied"]', { hasText: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "req_l1n4q9");

  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await choose("foglift-unavailable");
  assert.equal(await text("copied"), "", "the note disappears when another answer is shown");
  await page.getByRole("button", { name: "Copy" }).click();
  await page.locator('[data-part="copied"]', { hasText: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "req_s3t6u9");

  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await page.getByRole("button", { name: "Copy" }).click();
  await page.locator('[data-part="copied"]', { hasText: "Selected" }).waitFor();
  assert.equal(await page.evaluate(() => String(getSelection())), "req_s3t6u9");

  await choose("foxreach-duplicate");
  assert.equal(await page.getByRole("button", { name: "Copy" }).isVisible(), false);
});

test("a hostile answer stays text", async () => {
  const elements = () => page.evaluate(() => document.querySelectorAll("#error *").length);
  await choose("foxreach-duplicate");
  const before = await elements();
  await choose("hostile");
  assert.equal(await text("message"), "<img src=x onerror=alert(1)> evil <script>alert(2)</script>");
  assert.equal(await fieldMessage("email"), "<script>alert(4)</script>");
  assert.equal(await text("requestId"), "<b>r1</b>");
  assert.equal(await text("docs"), "none");
  assert.equal(await page.locator("#error-result :is(img, b, script)").count(), 0);
  assert.equal(await elements(), before + 2 * 2, "the only new elements are two list items with a path each");
  assert.doesNotMatch(await page.locator("#error-result").textContent(), /srv|\u202e/);
  await paste({ status: 500, body: `<html><title><img src=x onerror=alert(1)></title><script>alert(2)</script>` });
  assert.equal(await text("dialect"), "html");
  await paste({ status: "<b>", headers: "<script>: <script>\nx-request-id: <i>", body: "{".repeat(100_000) });
  assert.deepEqual(
    [await text("dialect"), await text("warnings"), await text("requestId")],
    ["unreadable", "too_deep", "<i>"],
  );
});

test("a pasted answer is read, and the example is deselected", async () => {
  await paste({
    status: 422,
    headers: "HTTP/1.1 422\nX-Request-Id: r9\nno header",
    body: '{"errors":{"phone":["is bad","is worse"]}}',
  });
  assert.equal(await fieldMessage("phone"), "is bad is worse");
  assert.equal(await text("requestId"), "r9");
  assert.equal(await page.locator("#error-example").inputValue(), "");
  await page.locator("#error-body").fill("x".repeat(300_000));
  assert.equal(await text("warnings"), "too_large");
});

test("the section works with the keyboard alone", async () => {
  await page.locator("#error-example").focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await text("message"), "Too many requests");
  for (const id of ["error-method", "error-status"]) {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), id);
  }
  await page.keyboard.press("Enter");
  assert.equal(page.url(), `${demo.page}/`, "nothing is sent");
  await choose("foglift-fields");
  await page.locator("#error-body").focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.part), "copy");
});

for (const colorScheme of ["light", "dark"]) {
  test(`nothing is cut off on a narrow screen, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    for (const [width, name] of [
      [1200, "wide"],
      [320, "narrow"],
    ]) {
      await page.setViewportSize({ width, height: 800 });
      for (const { id } of EXAMPLES) {
        await choose(id);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, id);
      }
      await paste({
        body: JSON.stringify({
          message: "m".repeat(3000),
          request_id: "r".repeat(250),
          errors: { ["p".repeat(300)]: ["x".repeat(300)] },
        }),
      });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      if (!process.env.SCREENSHOTS) continue;
      for (const id of ["flowestate-validation", "foglift-fields", "hostile"]) {
        await choose(id);
        await page
          .locator("#error")
          .screenshot({ path: join(process.env.SCREENSHOTS, `${id}-${name}-${colorScheme}.png`) });
      }
    }
  });
}
