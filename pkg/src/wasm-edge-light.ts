// @ts-expect-error: Vercel's edge runtime gives a compiled module; nothing else imports this file.
import given from "../unanimous.wasm?module";

/** The wasm as Vercel's build has compiled it. */
export function compileModule(): WebAssembly.Module {
  const module = given as WebAssembly.Module;
  // Local sandboxes compile outside the context that runs this, so that `instanceof`, which the glue asks, fails.
  return module instanceof WebAssembly.Module ? module : Object.setPrototypeOf(module, WebAssembly.Module.prototype);
}
