// Opens a blank page with the package loaded, and puts forms into it.
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { serve } from "../../tools/serve.mjs";
import { ROOT } from "../../tools/tarball.mjs";
import { page, site, usePages } from "../setup.mjs";

export const useBlankPage = (options) =>
  usePages({
    start: () =>
      serve({ "/": fileURLToPath(new URL(".", import.meta.url)), "/pkg/": join(ROOT, "pkg", "dist", "esm") }),
    open: async () => {
      await page.goto(`${site.url}/index.html`);
      await page.waitForFunction(() => window.bindForm);
    },
    ...options,
  });

/**
 * Puts a form into the page and binds it. In the page, `bound` is the binding, and `sent` has the values that
 * `onSubmit` got.
 *
 * @param {string} html the page's content, with one form in it
 * @param {object} json the schema
 * @param {{ entry?: "full" | "lite", options?: string }} options `options` is the source code of bindForm's options; in it,
 *   `api` is the package
 */
export async function put(
  html,
  json,
  { entry = "full", options = "{ onSubmit: (value) => void sent.push(value) }" } = {},
) {
  await page.locator("main").evaluate(
    (main, { html, json, entry, options }) => {
      main.innerHTML = html;
      const api = window.entries[entry];
      window.sent = [];
      window.bound = window.bindForm(
        main.querySelector("form"),
        api.schema(json),
        new Function("api", `return (${options})`)(api),
      );
    },
    { html, json, entry, options },
  );
}

export const value = () => page.evaluate(() => window.bound.value);
export const sent = () => page.evaluate(() => window.sent);
export const submit = () => page.getByRole("button", { name: "Send" }).click();

/** Returns the name of the focused control. */
export const focused = () => page.evaluate(() => document.activeElement.name ?? document.activeElement.localName);

/** Returns all visible messages as `[data-error-for, text]`. */
export const messages = () =>
  page
    .locator("[data-error-for]:not(:empty)")
    .evaluateAll((all) => all.filter((one) => !one.hidden).map((one) => [one.dataset.errorFor, one.innerText]));

/** Returns the names of the invalid controls, and checks that all marks of a control agree. */
export const invalid = () =>
  page.evaluate(() => {
    const controls = [...document.querySelectorAll("input, select, textarea")];
    for (const control of controls) {
      const text =
        document.getElementById(control.getAttribute("aria-describedby")?.split(" ").at(-1))?.textContent.trim() ?? "";
      const marks = [
        control.matches(":invalid"),
        control.getAttribute("aria-invalid") === "true",
        control.validationMessage !== "",
      ];
      if (new Set(marks).size > 1 || (marks[0] && text !== control.validationMessage))
        throw new Error(`${control.name}: ${marks}, ${text}`);
    }
    return controls.filter((control) => control.getAttribute("aria-invalid")).map(({ name }) => name);
  });
