// Tests what unanimous/form leaves as it is: the nodes and attributes of the page, which a framework may hold on to.
//
//   node --test tests/browser/form-page-content.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { invalid, messages, put, submit, useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const LEAD = { type: "object", required: ["name"], properties: { name: { type: "string" }, age: { type: "integer" } } };
const field = (name) => page.locator(`[name="${name}"]`).first();
const html = () => page.locator("main").innerHTML();
const SERVER = `<form><div id="errors" hidden><h2>Wrong</h2></div>
  <input name="name" value="Ann" aria-invalid="true"><p data-error-for="name">Taken</p>
  <input name="age"><p data-error-for="age" hidden><b>Odd</b></p>
  <div data-error-for="">Try later</div><p data-retry-countdown>Wait</p><button>Send</button></form>`;

for (const [what, act] of [
  ["nothing", async () => {}],
  ["an edit", () => field("name").fill("Bob")],
  ["a submission", () => submit()],
  [
    "a message of ours",
    () =>
      field("name")
        .fill("")
        .then(() => submit()),
  ],
  ["clear", () => page.evaluate(() => window.bound.clear())],
  ["a countdown", () => page.evaluate(() => window.bound.showError({ message: "m", fields: [], retryAfterMs: 90 }))],
  [
    "a countdown that starts twice",
    () =>
      page.evaluate(() => {
        for (const retryAfterMs of [60_000, 90_000]) window.bound.showError({ message: "m", fields: [], retryAfterMs });
      }),
  ],
  [
    "a countdown that has ended",
    async () => {
      await page.evaluate(() => window.bound.showError({ message: "m", fields: [], retryAfterMs: 1 }));
      await page.waitForTimeout(50);
    },
  ],
]) {
  for (const options of ["{ onSubmit() {} }", '{ summary: errorSummary("errors"), onSubmit() {} }']) {
    test(`dispose puts back what the page had, after ${what}, with ${options}`, async () => {
      const before = await page.evaluate((html) => (document.querySelector("main").innerHTML = html), SERVER);
      const expected = await html();
      await put(before, LEAD, { options });
      await act();
      await page.evaluate(() => window.bound.dispose());
      assert.equal(await html(), expected);
    });
  }
}

test("a second binding takes over the same messages, as in React's StrictMode", async () => {
  await put(SERVER, LEAD);
  const again = async (schema) => {
    await page.evaluate((lead) => {
      window.bound.dispose();
      window.bound = window.bindForm(document.querySelector("form"), window.entries.full.schema(lead));
    }, schema);
    assert.deepEqual(await messages(), [
      ["name", "Taken"],
      ["age", "Odd"],
      ["", "Try later"],
    ]);
    assert.deepEqual(await invalid(), ["name", "age"]);
  };
  await again(LEAD);
  await field("name").fill("");
  await field("age").fill("old");
  await again({});
});

test("a framework can change and remove the nodes that it has made, at any time", async () => {
  await put(
    `<form><input name="name" value="Ann"><p data-error-for="name"><!--v-if--><i>Taken</i> now</p><button>Send</button></form>`,
    LEAD,
  );
  const act = (change) =>
    page.evaluate(`(() => {
    const element = document.querySelector("p");
    window.nodes ??= [...element.childNodes];
    const [comment, i, text] = window.nodes;
    ${change};
  })()`);
  await act("");
  assert.deepEqual(await messages(), [["name", "Taken now"]]);
  await field("name").fill("");
  assert.deepEqual(await messages(), [["name", "Required"]]);
  await field("name").fill("Ann");
  assert.deepEqual([await messages(), await page.locator("p").innerText()], [[["name", ""]], ""]);
  await act('i.firstChild.data = "Used"');
  assert.deepEqual([await messages(), await invalid()], [[["name", "Used"]], ["name"]], "a new text is a new message");
  await field("name").fill("Anna");
  await act('element.removeChild(i); text.data = "twice"; element.insertBefore(i, text)');
  assert.deepEqual(await messages(), [["name", "twice"]]);
  await act("element.removeChild(i); element.removeChild(text)");
  assert.deepEqual([await messages(), await invalid()], [[], []], "a message that the page takes away is gone");
  await submit();
  await act('element.textContent = ""');
  await field("name").fill("");
  assert.deepEqual(await messages(), [["name", "Required"]], "ours is written again");
  await act('element.textContent = "Required"');
  assert.deepEqual([await messages(), await invalid()], [[["name", "Required"]], ["name"]]);
});

test("a message element that a framework adds is taken over, and one that it removes is forgotten", async () => {
  await put('<form><div><input name="name" value="a"></div><button>Send</button></form>', LEAD);
  await page
    .locator("div")
    .evaluate((div) => div.insertAdjacentHTML("beforeend", '<p data-error-for="name">Taken</p>'));
  assert.deepEqual([await messages(), await invalid()], [[["name", "Taken"]], ["name"]]);
  await page.locator("p").evaluate((p) => p.remove());
  assert.deepEqual(await invalid(), []);
});

for (const [how, html, change] of [
  ["empties its element, as with a server's empty answer", '<p data-error-for="name"></p>', 'element.innerHTML = ""'],
  ["replaces its element", '<p data-error-for="name"></p>', "element.outerHTML = '<b data-error-for=\"name\"></b>'"],
  ["removes its element", '<p data-error-for="name"></p>', "element.remove()"],
  ["removes the element that the form has made", "", "element.remove()"],
]) {
  test(`a message stays if the page ${how}`, async () => {
    await put(`<form><input name="name">${html}<button>Send</button></form>`, LEAD);
    await submit();
    await page
      .locator("[data-error-for]")
      .evaluate((element, change) => new Function("element", change)(element), change);
    assert.deepEqual([await messages(), await invalid()], [[["name", "Required"]], ["name"]]);
    await field("name").fill("Ann");
    assert.deepEqual([await messages(), await invalid()], [[], []]);
  });
}

test("a form-level message of the server is in the summary alone, and the server's own list stays until then", async () => {
  const html = (list) =>
    `<form><div id="errors">${list}</div><div data-error-for="">Try later</div><input name="name"><p><button>Send</button></p></form>`;
  const shown = () => page.locator("form").evaluate((form) => form.innerText.trim().split(/\s*\n\s*/));
  const options = '{ summary: errorSummary("errors"), onSubmit() {} }';
  await put(html(""), LEAD, { options });
  assert.deepEqual(await shown(), ["Try later", "Send"]);
  assert.deepEqual(await page.locator("#errors li").allTextContents(), ["Try later"]);
  await put(html("<ul><li>Name: Taken</ul>").replace("Try later", ""), LEAD, { options });
  assert.deepEqual(await shown(), ["Name: Taken", "Send"]);
  await submit();
  assert.deepEqual(await shown(), ["name: Required", "Required", "Send"]);
});
