// For Vercel's edge runtime, which compiles the modules itself.
// @ts-expect-error: only that runtime can import a module this way.
import errors from "../../errors.wasm?module";
// @ts-expect-error: as above.
import validator from "../../unanimous.wasm?module";
// @ts-expect-error: as above.
import writer from "../../writer.wasm?module";

export const validatorModule = (): WebAssembly.Module => fromThisContext(validator);
export const errorsModule = (): WebAssembly.Module => fromThisContext(errors);
export const writerModule = (): WebAssembly.Module => fromThisContext(writer);

/**
 * Makes `instanceof` true for a module. Local sandboxes compile modules in another context than the one that runs this
 * code, and the glue uses `instanceof`.
 */
const fromThisContext = (module: WebAssembly.Module): WebAssembly.Module =>
  module instanceof WebAssembly.Module ? module : Object.setPrototypeOf(module, WebAssembly.Module.prototype);
