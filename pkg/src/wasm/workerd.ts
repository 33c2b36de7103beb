// workerd compiles the modules; inside a handler it compiles none itself.
// @ts-expect-error: nothing but workerd imports this file.
import errors from "../../errors.wasm";
// @ts-expect-error: as above.
import validator from "../../unanimous.wasm";

export const validatorModule = (): WebAssembly.Module => validator;
export const errorsModule = (): WebAssembly.Module => errors;
