// @ts-expect-error: workerd gives a compiled module; nothing else imports this file.
import module from "../unanimous.wasm";

/** The wasm as workerd has compiled it: inside a handler it compiles none itself. */
export const compileModule = (): WebAssembly.Module => module;
