// Drives the pages of examples/forms, as Vite builds them, in Chromium: by keyboard alone, with axe-core, in the
// accessibility tree, on a narrow screen, and from right to left.
//
//   node --test tests/browser/example-forms.test.mjs      needs the built package, and `npm ci` in examples/forms
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { violations } from "../tools/axe.mjs";
import { ROOT } from "../tools/tarball.mjs";
import { page, site, stopClock, usePages } from "./setup.mjs";

const FOLDER = join(ROOT, "examples", "forms");
const SOURCES = ["react/main.jsx", "vue/Page.vue", "svelte/Page.svelte", "html/index.html", "html/ar.html"];
/** The addresses of the pages in English and in Arabic. */
const PAGES = {
  React: ["react/", "react/?lang=ar"],
  Vue: ["vue/", "vue/?lang=ar"],
  Svelte: ["svelte/", "svelte/?lang=ar"],
  "plain HTML": ["html/", "html/ar.html"],
};

usePages({
  async start() {
    const { build, preview } = await import(pathToFileURL(join(FOLDER, "node_modules/vite/dist/node/index.js")).href);
    const settings = { root: FOLDER, logLevel: "error" };
    await build(settings);
    const server = await preview({ ...settings, preview: { host: "127.0.0.1", port: 0 } });
    return { url: server.resolvedUrls.local[0], close: () => server.close() };
  },
  open: async () => {},
  // Chromium logs each response that is not ok.
  isExpected: (message) => message.location().url.endsWith("/bookings"),
});

async function open(path) {
  await page.goto(site.url + path);
  await page.locator("form[novalidate]").waitFor();
}

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** The focused element: its name and value, or its role or text. */
const focused = () =>
  page.evaluate(() => {
    const { name, value, role, textContent, localName } = document.activeElement;
    return name ? [name, value] : [role ?? localName, textContent];
  });
const lines = () => page.locator("#errors li").allTextContents();

/** Fills the form in with an address that decides what the server answers, and sends it. */
async function book(email) {
  await page.locator("[name=email]").fill(email);
  await page.locator("[name=seats]").fill(" 2 ");
  await page.locator("[value=thu]").check();
  await page.locator("[name=consent]").check();
  await page.locator("button").click();
}

/** Chromium's accessibility tree: nodes as `{ role, name, description, … }`, with their properties. */
async function accessibilityTree() {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, description, properties = [] }) => ({
      ...Object.fromEntries(properties.map((property) => [property.name, property.value.value])),
      ...{ role: role.value, name: name?.value, description: description?.value },
    }));
}
const find = (tree, role, name) => tree.find((node) => node.role === role && (!name || node.name === name));

/** Brings the page into each of its states, and calls `check` in each. */
async function eachState(check) {
  await check("empty");
  await page.locator("[name=email]").fill("ann");
  await page.locator("[name=seats]").focus();
  await page.locator("[data-error-for]").waitFor();
  await check("left a field");
  await page.locator("button").click();
  await page.locator("#errors").waitFor();
  await check("errors");
  await book("taken@example.com");
  await page.getByText("has booked already").first().waitFor();
  await check("a field's error from the server");
  await book("busy@example.com");
  await page.locator("[data-retry-countdown]").waitFor();
  await check("counting down");
  await page.locator("[data-retry-countdown]").waitFor({ state: "detached" });
  await book("ann@example.com");
  await page.getByRole("status").waitFor();
  await check("success");
}

test("each page is a file of at most 40 lines", () => {
  for (const source of SOURCES) {
    const count = readFileSync(join(FOLDER, source), "utf8").trimEnd().split("\n").length;
    assert.ok(count <= 40, `${source}: ${count} lines`);
  }
});

for (const [name, [english, arabic]] of Object.entries(PAGES)) {
  test(`${name}: the keyboard alone books seats`, async () => {
    const bodies = [];
    const scripts = [];
    page.on("request", (request) => {
      if (request.method() === "POST") bodies.push(request.postDataJSON());
      else scripts.push(request.url());
    });
    await open(english);
    await press("Tab");
    assert.deepEqual(await focused(), ["email", ""]);
    await page.keyboard.type("ann");
    assert.equal(await page.locator("[data-error-for]").count(), 0, "not while the user types");
    await press("Tab");
    assert.equal(await page.locator("[data-error-for]").textContent(), "The email address needs an @");
    assert.deepEqual(await focused(), ["seats", ""]);
    await page.keyboard.type("9");
    await press("Tab");
    assert.deepEqual(await focused(), ["day", "thu"]);
    await press("Tab");
    assert.deepEqual(await focused(), ["consent", "on"]);
    await press("Tab");
    assert.deepEqual(await focused(), ["button", "Book"]);

    await press("Shift+Tab", "Shift+Tab", "Shift+Tab", "Enter");
    assert.deepEqual((await focused())[0], "group", "the focus is at the summary");
    assert.deepEqual(await lines(), [
      "Email: The email address needs an @",
      "Seats, at most 8: Enter a number of 8 or less",
      "Day: Fill in this field",
      "I agree to the terms: Fill in this field",
    ]);
    assert.deepEqual(bodies, []);
    await press("Tab", "Tab", "Enter");
    assert.deepEqual(await focused(), ["seats", "9"]);
    await press("Backspace", "2");
    assert.equal((await lines()).length, 3);
    await press("Tab", "Space", "ArrowDown", "Tab", "Space");
    assert.deepEqual(await lines(), ["Email: The email address needs an @"]);
    await page.locator("#errors a").focus();
    await press("Enter", "End");
    await page.keyboard.type("@example.com");
    assert.equal(await page.locator("#errors").isHidden(), true);
    assert.ok(!scripts.some((url) => url.includes("api-errors")), "the module for error responses is not loaded yet");

    const form = await page.locator("form").elementHandle();
    await press("Enter");
    await page.getByRole("status").waitFor();
    assert.deepEqual(bodies, [{ email: "ann@example.com", seats: 2, day: "fri", consent: true }]);
    assert.deepEqual(await focused(), ["status", "Your seats are booked."]);
    assert.equal(await form.evaluate((form) => form.isConnected || form.noValidate), false, "the binding has ended");
  });

  test(`${name}: errors of the server are shown, and a countdown blocks the next try`, async () => {
    await open(english);
    const loaded = page.waitForResponse(/api-errors/);
    await book("taken@example.com");
    await loaded;
    const message = page.locator("form > [data-error-for=email], [data-error-for=email]");
    assert.equal(await message.textContent(), "ann@example.com has booked already.");
    assert.deepEqual(await lines(), ["Email: ann@example.com has booked already."]);
    assert.equal((await focused())[0], "group");
    await book("full@example.com");
    await page.getByText("All seats are taken.").waitFor();
    assert.deepEqual(await lines(), ["All seats are taken."]);
    await stopClock();
    await book("busy@example.com");
    const countdown = page.getByRole("timer");
    await countdown.waitFor();
    assert.equal(await countdown.textContent(), "Try again in 3 seconds");
    assert.deepEqual(await lines(), ["Too many bookings at once."]);
    await page.clock.runFor(1100);
    const announced = page.locator("form > [aria-live=polite]");
    assert.equal(await announced.textContent(), "Try again in 3 seconds", "each second is not announced");
    await book("ann@example.com");
    await page.clock.runFor(300);
    assert.equal(await announced.textContent(), "Try again in 2 seconds");
    assert.equal(await page.getByRole("status").count(), 0);
    await page.clock.runFor(1600);
    await countdown.waitFor({ state: "detached" });
    await page.clock.resume();
    await page.locator("button").click();
    await page.getByRole("status").waitFor();
  });

  test(`${name}: the accessibility tree says what is wrong, and where`, async () => {
    await open(english);
    assert.deepEqual(find(await accessibilityTree(), "textbox", "Email").invalid, "false");
    await page.locator("button").click();
    const tree = await accessibilityTree();
    for (const [role, label] of [
      ["textbox", "Email"],
      ["textbox", "Seats, at most 8"],
      ["checkbox", "I agree to the terms"],
    ]) {
      const { invalid, description } = find(tree, role, label);
      assert.deepEqual([invalid, description], ["true", "Fill in this field"], label);
    }
    assert.equal(find(tree, "radio", "Thursday").description, "Fill in this field");
    const summary = find(tree, "group", "There is a problem");
    assert.deepEqual([summary.focusable, summary.focused], [true, true]);
    assert.match(summary.description, /^Email: Fill in this field Seats, at most 8: Fill in this field /);
    assert.ok(find(tree, "link", "Day: Fill in this field"));
    await stopClock();
    await book("busy@example.com");
    await page.getByRole("timer").waitFor();
    const busy = await accessibilityTree();
    assert.equal(find(busy, "timer").live, undefined, "each second is not announced");
    assert.deepEqual(find(busy, "textbox", "Email").invalid, "false");
  });

  for (const path of [english, arabic]) {
    test(`${name}, /${path}: axe finds nothing, and nothing is cut off at 320 px, in any state`, async () => {
      await page.setViewportSize({ width: 320, height: 800 });
      await page.emulateMedia({ reducedMotion: "reduce", colorScheme: path === arabic ? "dark" : "light" });
      await open(path);
      await eachState(async (state) => {
        assert.deepEqual(await violations(page), [], state);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, state);
        assert.equal(await page.evaluate(() => document.getAnimations().length), 0, state);
      });
    });
  }

  test(`${name}: in forced colours, invalid controls differ from valid ones, and the button and the focus can be seen`, async () => {
    await page.emulateMedia({ forcedColors: "active" });
    await open(english);
    const style = (selector, ...properties) =>
      page
        .locator(selector)
        .first()
        .evaluate((element, names) => names.map((name) => getComputedStyle(element)[name]), properties);
    const edges = ["borderTopWidth", "borderTopStyle", "outlineStyle", "outlineWidth"];
    const names = ["[name=email]", "[name=day]", "[name=consent]"];
    const valid = await Promise.all(names.map((selector) => style(selector, ...edges)));
    await page.locator("button").click();
    for (const [at, selector] of names.entries()) {
      assert.notDeepEqual(await style(selector, ...edges), valid[at], selector);
    }
    assert.deepEqual(await style("button", "borderTopStyle", "borderTopWidth"), ["solid", "1px"]);
    const [border, background] = await style("button", "borderTopColor", "backgroundColor");
    assert.notEqual(border, background);
    for (const selector of [...names, "button", "#errors a"]) {
      await page.locator(selector).first().focus();
      await press("Shift");
      assert.deepEqual(await style(selector, "outlineStyle", "outlineWidth"), ["solid", "3px"], selector);
    }
  });

  test(`${name}: with more space between letters, words and lines nothing is cut off at 320 px`, async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    await open(english);
    // WCAG 2.2, 1.4.12.
    const content = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-bottom: 2em !important; }`;
    await page.addStyleTag({ content });
    await eachState(async (state) => {
      const cut = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll("body *:not(input)")]
          .filter((one) => one.scrollWidth > one.clientWidth && one.clientWidth > 0)
          .map((one) => one.outerHTML),
      );
      assert.deepEqual(cut, [], state);
    });
  });

  test(`${name}: in print, all messages can be seen, and a countdown goes on after it`, async () => {
    await open(english);
    await page.locator("button").click();
    await page.emulateMedia({ media: "print" });
    assert.equal((await lines()).length, 4);
    for (const message of await page.locator("#errors, [data-error-for]").all()) assert.ok(await message.isVisible());
    await page.emulateMedia({ media: "screen" });
    await stopClock();
    await book("busy@example.com");
    await page.getByRole("timer").waitFor();
    // A page that is being printed runs no timers, like a suspended tab. Each that is due then runs once.
    await page.clock.fastForward(10_000);
    assert.equal(await page.locator("[data-retry-countdown]").count(), 0);
  });

  test(`${name}: from right to left, messages stand at the right, and foreign texts in their own order`, async () => {
    await open(arabic);
    assert.deepEqual(
      await page.evaluate(() => [document.dir || document.documentElement.dir, document.documentElement.lang]),
      ["rtl", "ar"],
    );
    await page.locator("button").click();
    assert.equal((await lines())[0], "البريد الإلكتروني: هذا الحقل مطلوب");
    const right = (selector) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => {
          const range = document.createRange();
          range.selectNodeContents(element);
          return Math.round((element.matches("input") ? element : range).getBoundingClientRect().right);
        });
    assert.equal(await right("[data-error-for=email]"), await right("[name=email]"));
    await book("taken@example.com");
    await page.getByText("has booked already").first().waitFor();
    for (const selector of ["[data-error-for=email]", "#errors a"]) {
      // The right edges of the address's first character and of the full stop, in the last text node.
      const [first, last] = await page.locator(selector).evaluate((element) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (walker.nextNode());
        const text = walker.currentNode;
        const word = text.data.lastIndexOf(" ") + 1;
        return [word, text.length - 1].map((at) => {
          const range = document.createRange();
          range.setStart(text, at);
          range.setEnd(text, at + 1);
          return range.getBoundingClientRect().right;
        });
      });
      assert.ok(last > first, `${selector}: the full stop stands after the last word`);
    }
  });
}
