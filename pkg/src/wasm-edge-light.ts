// @ts-expect-error: Vercel's edge runtime gives a compiled module; nothing else imports this file.
import module from "../unanimous.wasm?module";

/** The wasm as Vercel's build has compiled it. */
export const compileModule = (): WebAssembly.Module => module;
