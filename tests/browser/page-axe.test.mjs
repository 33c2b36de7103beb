// Runs axe-core over the demo page in its states, in light and dark colours, and on a narrow screen.
//
//   node --test tests/browser/page-axe.test.mjs      needs the built package and the built example server
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { violations } from "../tools/axe.mjs";
import { isFailedLead, page, site as demo, useDemo } from "./setup.mjs";

const EXAMPLES = JSON.parse(readFileSync(new URL("../../www/error/examples.json", import.meta.url), "utf8"));

useDemo({
  ready: (page) => page.getByRole("button", { name: "Send the lead", disabled: false }),
  isExpected: isFailedLead,
});

const clean = async (state) => assert.deepEqual(await violations(page), [], state);
const agreement = (state) => page.locator(`#agreement[data-state="${state}"]`).waitFor();

for (const [colorScheme, width] of [
  ["light", 1200],
  ["dark", 1200],
  ["light", 320],
]) {
  test(`axe finds nothing in any state: ${colorScheme}, ${width} px`, async () => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    await clean("at the start");

    await page.getByRole("button", { name: "Send the lead" }).click();
    await agreement("agree");
    await clean("an empty lead");
    await page.getByLabel("Name").fill("Ann");
    await page.getByLabel("Email").fill("ann@example.com");
    await page.getByRole("button", { name: "Send the lead" }).click();
    await page.locator(".sentence", { hasText: "Accepted as lead_" }).nth(1).waitFor();
    await agreement("agree");
    await clean("a lead was created");

    for (const name of ["Cloud metadata", "A public URL"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await clean(`a URL: ${name}`);
    }

    for (const body of ['{"name":"Ann","email":"ann@example.com"}', '{"name":"Ann","email":"ann@example.com"} ']) {
      await page.locator("#retry").getByLabel("Body").fill(body);
      for (let times = 0; times < 2; times++) {
        await page.getByRole("button", { name: "Send this body" }).click();
        await page.locator('#retry-log .card[data-state="idle"]').first().waitFor({ state: "detached" });
      }
    }
    await page.locator("#retry-log > li").nth(3).waitFor();
    await clean("a request was sent again");
  });
}

test("axe finds nothing for any example of an error", async () => {
  for (const { id } of EXAMPLES) {
    await page.locator("#error-example").selectOption(id);
    await clean(id);
  }
});

// This test must be the last one, because it stops the edge function.
test("axe finds nothing when the edge function does not answer, or answers otherwise", async () => {
  await page.route(`${demo.edge}/**`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()} ` });
  });
  await page.getByLabel("Email").fill("ann");
  await agreement("differ");
  await clean("the answers differ");
  await page.unrouteAll();
  await demo.stopEdge();
  await page.getByLabel("Email").fill("bob");
  await agreement("missing");
  await clean("the edge function does not answer");
});
