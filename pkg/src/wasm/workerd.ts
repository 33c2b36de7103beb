// For workerd, which compiles the modules itself and forbids compiling in a handler.
// @ts-expect-error: only workerd can import a module this way.
import errors from "../../errors.wasm";
// @ts-expect-error: as above.
import validator from "../../unanimous.wasm";
// @ts-expect-error: as above.
import writer from "../../writer.wasm";

export const validatorModule = (): WebAssembly.Module => validator;
export const errorsModule = (): WebAssembly.Module => errors;
export const writerModule = (): WebAssembly.Module => writer;
