// `flatten` and `treeify` give the shapes that zod's `flattenError` and `treeifyError` give for the same issues.
import assert from "node:assert/strict";
import { test } from "node:test";
import { flatten, treeify } from "unanimous";
import { z } from "zod-4";

const schema = z.object({
  email: z.email(),
  contacts: z.array(z.object({ email: z.email(), tags: z.array(z.string().max(3)) })),
  0: z.number(),
  pair: z.tuple([z.string(), z.number()]),
});
const VALUES = [
  {},
  null,
  { email: "ann", contacts: [], 0: 1, pair: ["a", 1] },
  { email: 5, contacts: [{}, { email: "x", tags: ["long text", "a", "longer"] }], 0: "1", pair: [1, "a"] },
  { email: "ann@example.com", contacts: [1, { email: "x@example.com", tags: "no" }], 0: 1, pair: "x" },
];

test("the shapes are zod's", () => {
  for (const value of VALUES) {
    const { error } = schema.safeParse(value);
    // A key of an object is a text, also if zod prints it as a number: our issues name list indexes by numbers.
    assert.deepEqual(flatten(error), z.flattenError(error));
    assert.deepEqual(treeify(error), z.treeifyError(error));
  }
});
