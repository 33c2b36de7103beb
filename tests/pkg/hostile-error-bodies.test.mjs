// Tests that no hostile error body makes the reader copy a text again and again. The module for errors frees nothing during a
// call, so its memory shows how much was copied.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readError } from "unanimous";
import { bodyOf, SHAPES } from "../../benches/js/hostile-bodies.mjs";

const MIB = 1024 * 1024;
/** A usual body takes less than two. */
const MOST = 24 * MIB;

test("a hostile body of the largest size takes little memory", () => {
  let memory;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(...args) {
      super(...args);
      ({ memory } = this.exports);
    }
  };
  try {
    for (const [name, shape] of Object.entries(SHAPES)) {
      for (const status of [422, 429]) {
        readError({ status, headers: {}, body: bodyOf(shape) });
        const bytes = memory.buffer.byteLength;
        assert.ok(bytes <= MOST, `${name}, ${status}: ${(bytes / MIB).toFixed(0)} MiB`);
      }
    }
  } finally {
    WebAssembly.Instance = Instance;
  }
});
