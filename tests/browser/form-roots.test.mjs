// Tests unanimous/form with forms that are not in the page when they are bound, or that are moved.
//
//   node --test tests/browser/form-roots.test.mjs      needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBlankPage } from "./form/page.mjs";
import { page } from "./setup.mjs";

useBlankPage();

const HTML =
  '<form><div id="errors"></div><input name="name"><input name="email"><button>Send</button></form><i></i><input form="f" name="age">';

for (const from of ["nowhere", "fragment", "template", "div", "page", "shadow"]) {
  for (const to of ["page", "shadow"]) {
    for (const hasSummary of [false, true]) {
      test(`a form of ${from} works there, and once it is moved to ${to}${hasSummary ? ", with a summary" : ""}`, async () => {
        const shown = await page.evaluate(
          ([html, from, to, hasSummary]) => {
            const main = document.querySelector("main");
            main.innerHTML = "<div></div><div></div>";
            const [one, other] = main.children;
            const template = document.createElement("template");
            const places = {
              fragment: document.createDocumentFragment(),
              template: template.content,
              div: document.createElement("div"),
              page: one,
              shadow: from === "shadow" && one.attachShadow({ mode: "open" }),
            };
            template.innerHTML = html;
            const form = template.content.firstChild;
            if (from === "nowhere") form.remove();
            else places[from].append(form);
            const schema = {
              required: ["name"],
              properties: { name: { type: "string" }, email: { type: "string", format: "email" } },
            };
            window.sent = [];
            const bound = window.bindForm(form, window.entries.full.schema(schema), {
              ...(hasSummary ? { summary: window.errorSummary("errors") } : {}),
              onSubmit: (value) => void window.sent.push(value.name),
            });
            const look = () =>
              [...form.querySelectorAll("[data-error-for]")].map((e) => `${e.dataset.errorFor}: ${e.textContent}`);
            const all = [];
            bound.validate();
            all.push(look());
            bound.clear();
            all.push(look());
            (to === "page" ? main : other.attachShadow({ mode: "open" })).append(form);
            const [name, email] = form.querySelectorAll("input");
            email.focus();
            document.execCommand("insertText", false, "ann");
            name.focus();
            all.push(look());
            form.querySelector("button").click();
            all.push(look());
            name.focus();
            document.execCommand("insertText", false, "Ann");
            all.push(look());
            email.value = "";
            email.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
            form.querySelector("button").click();
            all.push([...window.sent], look());
            bound.showError([{ path: "name", reason: "Taken" }]);
            form.reset();
            all.push(look());
            bound.dispose();
            return all;
          },
          [HTML, from, to, hasSummary],
        );
        const required = "name: Required";
        const email = "email: Invalid email";
        assert.deepEqual(shown, [[required], [], [email], [required, email], [email], ["Ann"], [], []]);
      });
    }
  }
}
