// Tests unanimous/form in a page that has listeners of its own for `submit`.
//
//   node --test tests/browser/form-listeners.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { focused, messages, put, sent, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const LEAD = { type: "object", required: ["name"], properties: { name: { type: "string" } } };
const FORM = '<form><label>Name <input name="name"></label> <button>Send</button></form>';
const fill = (text) => page.locator('[name="name"]').fill(text);
const heard = () => page.evaluate(() => window.heard);
const CHECKED =
  "{ check: async () => void (await new Promise((end) => setTimeout(end, 50))), onSubmit: (value) => void sent.push(value) }";

/** Puts a form into the page with a listener for `submit`, registered before the form is bound or after. */
async function putWithListener(isBefore, prevents, options) {
  const listen = `(prevents) => {
    window.heard = 0;
    document.querySelector("form").addEventListener("submit", (event) => {
      window.heard++;
      if (prevents) event.preventDefault();
    });
  }`;
  await page.evaluate(() => {
    const bind = window.bindForm;
    window.bindForm = (form, ...rest) => {
      window.before?.();
      return bind(form, ...rest);
    };
  });
  if (isBefore) await page.evaluate(`window.before = () => (${listen})(${prevents})`);
  await put(FORM, LEAD, options);
  if (!isBefore) await page.evaluate(`(${listen})(${prevents})`);
}

for (const isBefore of [true, false]) {
  const when = isBefore ? "registered before the form is bound" : "registered later";

  for (const options of [undefined, { options: CHECKED }]) {
    const how = options ? "with a check" : "without a check";

    test(`a listener that stops submissions, ${when}, ${how}: the form is validated, and not sent`, async () => {
      await putWithListener(isBefore, true, options);
      await submit();
      assert.deepEqual([await messages(), await focused(), await heard()], [[["name", "Required"]], "name", 0]);
      await fill("Ann");
      await submit();
      await page.waitForFunction(() => window.heard > 0);
      await page.waitForTimeout(100);
      assert.deepEqual([await messages(), await sent(), await heard()], [[], [], 1]);
    });

    test(`a listener that stops nothing, ${when}, ${how}: it hears of each valid submission once`, async () => {
      await putWithListener(isBefore, false, options);
      await submit();
      assert.equal(await heard(), 0);
      await fill("Ann");
      await submit();
      await page.waitForFunction(() => window.sent.length > 0);
      assert.deepEqual([await sent(), await heard()], [[{ name: "Ann" }], 1]);
      await submit();
      await page.waitForFunction(() => window.sent.length > 1);
      assert.equal(await heard(), 2);
    });
  }

  test(`a listener that sends the form itself, as htmx does, ${when}: it gets valid forms alone`, async () => {
    await putWithListener(isBefore, true, { options: "{}" });
    await submit();
    assert.deepEqual([await messages(), await heard()], [[["name", "Required"]], 0]);
    await fill("Ann");
    await submit();
    assert.deepEqual([await messages(), await heard()], [[], 1]);
  });
}

test("a listener that is registered after a submission was refused stops the next one", async () => {
  const refuse =
    "check: () => (window.count = (window.count ?? 0) + 1) === 1 ? [{ path: 'name', reason: 'Taken' }] : null";
  for (const options of [undefined, { options: `{ ${refuse}, onSubmit: (value) => void sent.push(value) }` }]) {
    await put(FORM, LEAD, options);
    if (options) await fill("Ann");
    await submit();
    assert.deepEqual(await messages(), [["name", options ? "Taken" : "Required"]]);
    await page.evaluate(() => {
      window.heard = 0;
      document.querySelector("form").addEventListener("submit", (event) => {
        window.heard++;
        event.preventDefault();
      });
    });
    await fill("Ann B");
    await submit();
    assert.deepEqual([await messages(), await sent(), await heard()], [[], [], 1]);
  }
});

test("a form inside the form, and a widget's own event `submit`, are not judged by the outer form's schema", async () => {
  await put(FORM.replace("<button>", "<div></div><button>"), LEAD);
  const prevented = await page.evaluate(() => {
    window.heard = 0;
    const inner = document.createElement("form");
    inner.innerHTML = '<input name="q"><button>Search</button>';
    inner.addEventListener("submit", (event) => {
      window.heard++;
      event.preventDefault();
    });
    const around = document.querySelector("main form div");
    around.append(inner);
    return !around.dispatchEvent(new CustomEvent("submit", { bubbles: true, cancelable: true }));
  });
  await page.getByRole("button", { name: "Search" }).click();
  assert.deepEqual([prevented, await heard(), await messages(), await sent()], [false, 1, [], []]);
  await submit();
  assert.deepEqual(await messages(), [["name", "Required"]]);
});

test("a form that the page removes without unbind leaves no listener behind once the user goes on", async () => {
  const session = await page.context().newCDPSession(page);
  const count = async (expression) => {
    const { result } = await session.send("Runtime.evaluate", { expression });
    const { listeners } = await session.send("DOMDebugger.getEventListeners", { objectId: result.objectId });
    return listeners.length;
  };
  const counts = async () => [await count("document"), await count("window")];
  const before = await counts();
  const main = page.locator("main");
  for (let times = 0; times < 3; times++) {
    await put(FORM, { type: "object" });
    await main.evaluate((main) => (main.innerHTML = "<input>"));
  }
  await page.locator("input").focus();
  assert.deepEqual(await counts(), before);
});

test("a submission is not sent by the browser if reading the form fails", async () => {
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  const json = { type: "object", properties: { name: { type: "string" } } };
  await put(FORM, json);
  const error = await page.evaluate(() => {
    const input = document.querySelector("input");
    input.type = "file";
    return new Promise((resolve) => {
      window.onerror = (message) => {
        resolve(message);
        return true;
      };
      document.querySelector("form").requestSubmit();
    });
  });
  assert.match(error, /the control name holds a file/);
  await page.waitForTimeout(100);
  assert.deepEqual(requests, []);
});
