// Tests the demo page end to end, with a real browser, the edge function and the Rust server.
//
//   node --test tests/browser/page.test.mjs      needs the built package and the built example server
import assert from "node:assert/strict";
import { test } from "node:test";
import { isFailedLead, page, site as demo, useDemo } from "./setup.mjs";

const SENTENCE = "Validation error: email: Invalid email; phone: String must be at most 50 characters";
const EQUAL = "All three answers are equal, byte for byte";
const ACCEPTED = "All three accept the lead, and both servers give the same answer, byte for byte";
const NAMES = ["browser", "edge", "server"];

useDemo({
  ready: (page) => page.getByRole("button", { name: "Send the lead", disabled: false }),
  isExpected: isFailedLead,
  watch(reportError) {
    page.on("requestfailed", (request) => {
      // A reload aborts what the page is still loading, such as its icon.
      const isAborted = request.failure()?.errorText === "net::ERR_ABORTED";
      if (!isAborted && !request.url().includes("/api/leads")) reportError(`${request.url()} failed`);
    });
  },
});

const text = (selector) => page.locator(selector).textContent();
const sentences = () => Promise.all(NAMES.map((name) => text(`#verdict-${name} .sentence`)));
const states = () => Promise.all(NAMES.map((name) => page.locator(`#verdict-${name}`).getAttribute("data-state")));
const agreement = (state) => page.locator(`#agreement[data-state="${state}"]`).waitFor();
const fill = (label, value) => page.getByLabel(label).fill(value);

async function fillInvalidLead() {
  await fill("Name", "Ann");
  await page.getByLabel("Email").pressSequentially("ann");
  await fill("Phone", "5".repeat(51));
  await agreement("agree");
}

test("an invalid lead gets the same message three times; after correction all three accept it", async () => {
  await fillInvalidLead();
  assert.deepEqual(await sentences(), [SENTENCE, SENTENCE, SENTENCE]);
  assert.equal(await text("#agreement"), EQUAL);

  await fill("Email", "ann@example.com");
  await fill("Phone", "5".repeat(50));
  await page.locator('#verdict-server[data-state="accepted"]').waitFor();
  await agreement("agree");
  assert.deepEqual(await states(), ["accepted", "accepted", "accepted"]);
  assert.equal(await text("#agreement"), EQUAL);
});

test("typing creates no lead; the keyboard alone can send one", async () => {
  const posts = [];
  page.on("request", (request) => {
    if (request.method() !== "POST") return;
    posts.push([new URL(request.url()).pathname, request.headers()["idempotency-key"]]);
  });
  await page.keyboard.press("Tab");
  await page.keyboard.type("Ann");
  await page.keyboard.press("Tab");
  await page.keyboard.type("ann@example.com");
  await agreement("agree");
  assert.deepEqual(new Set(posts.map(([path, key]) => `${path} ${key}`)), new Set(["/api/leads/check undefined"]));

  posts.length = 0;
  await page.keyboard.press("Enter");
  await page.locator(".sentence", { hasText: "Accepted as lead_" }).nth(1).waitFor();
  await agreement("agree");
  const [here, atEdge, atServer] = await sentences();
  assert.equal(here, "Accepted");
  assert.match(atServer, /^Accepted as lead_[0-9a-f]{24}$/);
  assert.equal(atEdge, atServer);
  assert.equal(await text("#agreement"), ACCEPTED);
  assert.deepEqual(
    posts.map(([path]) => path),
    ["/api/leads", "/api/leads"],
  );
  assert.equal(posts[0][1], posts[1][1], "both requests have the same key");
});

test("a field shows its message when the user leaves it, and aria-describedby names the message", async () => {
  const email = page.getByLabel("Email");
  await email.pressSequentially("ann");
  assert.equal(await text("#email-message"), "");
  assert.equal(await email.getAttribute("aria-invalid"), null);
  assert.equal(await text("#name-message"), "", "an untouched field shows no message");

  await page.keyboard.press("Tab");
  assert.equal(await text("#email-message"), "Invalid email");
  assert.equal(await email.getAttribute("aria-invalid"), "true");
  assert.equal(await email.getAttribute("aria-describedby"), "email-message");
  assert.equal(await text("#name-message"), "");

  await email.press("End");
  await email.pressSequentially("@example.com");
  assert.equal(await text("#email-message"), "");
  assert.equal(await email.getAttribute("aria-invalid"), null);
});

test("sending an empty form shows all missing fields and focuses the first", async () => {
  await page.getByRole("button", { name: "Send the lead" }).click();
  await agreement("agree");
  assert.deepEqual(new Set(await sentences()), new Set(["Validation error: name: Required; email: Required"]));
  assert.equal(await text("#name-message"), "Required");
  assert.equal(await text("#email-message"), "Required");
  assert.equal(await page.evaluate(() => document.activeElement.id), "name");
});

test("input from before the page was ready is checked, and nothing is sent before", async () => {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route("**/lead.schema.json", async (route) => {
    await released;
    await route.continue();
  });
  await page.reload({ waitUntil: "domcontentloaded" });
  await fill("Email", "ann");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(100);
  assert.equal(page.url(), `${demo.page}/`, "the browser did not submit the form itself");
  release();
  const sentence = "Validation error: name: Required; email: Invalid email";
  await page.locator("#verdict-browser .sentence", { hasText: sentence }).waitFor();
  await agreement("agree");
  assert.equal((await sentences())[0], sentence);
});

test("a phone that is cut inside an emoji gets one verdict", async () => {
  await fill("Name", "Ann");
  await fill("Email", "ann@example.com");
  const phone = page.getByLabel("Phone");
  for (const [value, max] of [
    ["555 \ud83d", false],
    ["\ude00 555", false],
    [`${"5".repeat(50)}\ud83d`, true],
  ]) {
    // A form sends U+FFFD for a lone surrogate, so no verdict is about one.
    const state = await phone.evaluate((input, text) => {
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      return document.querySelector("#agreement").dataset.state;
    }, value);
    assert.equal(state, "waiting");
    await agreement("agree");
    assert.deepEqual(new Set(await states()), new Set([max ? "rejected" : "accepted"]));
    assert.equal(await text("#agreement"), EQUAL);
  }
});

test("answers that differ by one byte are not equal", async () => {
  await page.route(`${demo.edge}/**`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()} ` });
  });
  await fill("Email", "ann");
  await agreement("differ");
  assert.equal(await text("#agreement"), "The answers differ");
});

test("a late answer never replaces a newer one", async () => {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  let count = 0;
  await page.route(`${demo.page}/api/leads/check`, async (route) => {
    if (++count === 1) await released;
    await route.continue().catch(() => {});
  });
  const first = page.waitForRequest(`${demo.page}/api/leads/check`);
  await fill("Email", "ann");
  await first;
  await fill("Name", "Ann");
  await agreement("agree");
  release();
  await page.waitForTimeout(300);
  assert.deepEqual(new Set(await sentences()), new Set(["Validation error: email: Invalid email"]));
  assert.equal(await text("#agreement"), EQUAL);
});

test("spaces around an address are removed, and no other character is", async () => {
  await fill("Name", "Ann");
  const table = [
    ["\u00a0ann@example.com", "rejected"],
    [" ann@example.com ", "accepted"],
    ["ann@exämple.com", "rejected"],
    ["ann@example.com", "accepted"],
  ];
  for (const [email, state] of table) {
    await fill("Email", email);
    await page.locator(`#verdict-server[data-state="${state}"]`).waitFor();
    await agreement("agree");
    assert.deepEqual(await states(), [state, state, state], email);
  }
});

test("all three give the same verdict on the callback URL", async () => {
  await fill("Name", "Ann");
  await fill("Email", "ann@example.com");
  const callback = page.locator("#callback_url");
  const table = [
    ["https://hooks.example.com/lead", "accepted", ""],
    ["http://hooks.example.com/lead", "rejected", "URL must use https"],
    ["https://[::ffff:169.254.169.254]/", "rejected", "URL points at a private network"],
    ["https://0x7f.1/", "rejected", "URL host is not allowed"],
    ["https://Bücher.de", "accepted", ""],
  ];
  for (const [url, state, reason] of table) {
    await callback.fill(url);
    await callback.blur();
    await page.locator(`#verdict-server[data-state="${state}"]`).waitFor();
    await agreement("agree");
    assert.deepEqual(await states(), [state, state, state], url);
    assert.equal(await text("#callback_url-message"), reason, url);
    if (reason) assert.equal((await sentences())[1], `Validation error: callback_url: ${reason}`);
  }
});

for (const colorScheme of ["light", "dark"]) {
  test(`nothing is cut off on a narrow screen, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 700 });
    await fillInvalidLead();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  });
}

test("in forced colours, invalid controls differ from valid ones, and buttons and the focus can be seen", async () => {
  await page.emulateMedia({ forcedColors: "active" });
  const style = (selector, ...names) =>
    page
      .locator(selector)
      .first()
      .evaluate((element, names) => names.map((name) => getComputedStyle(element)[name]), names);
  const [valid] = await style("#email", "borderTopWidth");
  await page.getByLabel("Email").fill("ann");
  await page.getByRole("button", { name: "Send the lead" }).click();
  await page.locator('#email[aria-invalid="true"]').waitFor();
  assert.notEqual((await style("#email", "borderTopWidth"))[0], valid);
  for (const selector of ["#lead-form button", "#agreement", "#retry button"]) {
    const [width, border, background] = await style(selector, "borderTopWidth", "borderTopColor", "backgroundColor");
    assert.ok(width !== "0px" && border !== background, selector);
  }
  for (const selector of ["#email", "#lead-form button", "footer a"]) {
    await page.locator(selector).first().focus();
    await page.keyboard.press("Shift");
    assert.deepEqual(await style(selector, "outlineStyle", "outlineWidth"), ["solid", "3px"], selector);
  }
});

// This test must be the last one, because it stops the edge function.
test("the page says that the edge function does not answer", async () => {
  await demo.stopEdge();
  await fill("Email", "ann");
  await agreement("missing");
  assert.equal(await text("#agreement"), "The edge function does not answer");
  assert.equal(await text("#verdict-edge .sentence"), `${demo.edge} does not answer. Is it running?`);
  assert.deepEqual(await states(), ["rejected", "down", "rejected"]);
});
