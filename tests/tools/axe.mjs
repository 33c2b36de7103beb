// Runs axe-core in a page of Chromium.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Returns what axe finds in the page as it is now: one line for each element and rule that it violates. */
export async function violations(page) {
  // By the debugger, so that a Content-Security-Policy does not refuse the script.
  await page.evaluate(source);
  return page.evaluate(async () => {
    const { passes, violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    if (passes.length === 0) throw new Error("axe has checked nothing");
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
    );
  });
}
