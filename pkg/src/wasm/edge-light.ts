// Vercel's edge runtime gives compiled modules.
// @ts-expect-error: nothing but that runtime imports this file.
import errors from "../../errors.wasm?module";
// @ts-expect-error: as above.
import validator from "../../unanimous.wasm?module";

export const validatorModule = (): WebAssembly.Module => genuine(validator);
export const errorsModule = (): WebAssembly.Module => genuine(errors);

/** Local sandboxes compile outside the context that runs this, so that `instanceof`, which the glue asks, fails. */
const genuine = (module: WebAssembly.Module): WebAssembly.Module =>
  module instanceof WebAssembly.Module ? module : Object.setPrototypeOf(module, WebAssembly.Module.prototype);
