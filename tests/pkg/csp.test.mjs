// Tests the package with the errors that each engine throws if a page's policy forbids wasm. tests/browser/csp.test.mjs
// does the same in a real Chromium.
import assert from "node:assert/strict";
import { after, test } from "node:test";

const { Module, Instance, CompileError } = WebAssembly;
after(() => Object.assign(WebAssembly, { Module, Instance }));

const throwing = (error) =>
  class {
    constructor() {
      throw error;
    }
  };
/** Imports a new instance of the package, which has compiled nothing yet. */
const fresh = (name) => import(`${import.meta.resolve("unanimous")}?${name}`);

const POLICY = "the following Content Security Policy directive";
const ENGINE_ERRORS = {
  Chromium: [
    "Module",
    new CompileError(
      `WebAssembly.Module(): Compiling or instantiating WebAssembly module violates ${POLICY} because neither 'wasm-eval' nor 'unsafe-eval' is an allowed source of script`,
    ),
  ],
  Firefox: ["Module", new CompileError("call to WebAssembly.Module() blocked by CSP")],
  "WebKit, earlier": [
    "Instance",
    new EvalError(
      `Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script in ${POLICY}`,
    ),
  ],
  WebKit: [
    "Instance",
    new CompileError(
      `Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script in ${POLICY}`,
    ),
  ],
};

for (const [name, [constructor, error]] of Object.entries(ENGINE_ERRORS)) {
  test(`${name}: the error names the directive`, async () => {
    const { checkEmail } = await fresh(encodeURIComponent(name));
    const real = WebAssembly[constructor];
    WebAssembly[constructor] = throwing(error);
    try {
      const message =
        "unanimous cannot start: this page's Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src directive";
      assert.throws(() => checkEmail("ann"), { name: "Error", message, cause: error });
    } finally {
      WebAssembly[constructor] = real;
    }
    assert.equal(checkEmail("ann").reason, "Invalid email", "the failure is not cached");
  });
}

test("another error at the start is thrown unchanged", async () => {
  const { checkEmail } = await fresh("other");
  const error = new CompileError("expected magic word");
  WebAssembly.Module = throwing(error);
  try {
    assert.throws(() => checkEmail("ann"), error);
  } finally {
    WebAssembly.Module = Module;
  }
});
