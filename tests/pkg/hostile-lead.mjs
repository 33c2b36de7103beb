// The schema and the check that the tests of hostile values share.
import assert from "node:assert/strict";
import { schema } from "unanimous";

export const lead = schema({
  type: "object",
  required: ["email"],
  properties: { email: { type: "string", format: "email" }, tags: { type: "array", items: { type: "string" } } },
});
export const GOOD = { email: "ann@example.com" };

/** Checks that the next verdicts are correct: a hostile value may have left the module in a wrong state. */
export function stillRight() {
  assert.equal(lead.validate(GOOD).ok, true);
  assert.equal(lead.validate({ email: "ann" }).message, "Validation error: email: Invalid email");
}
