import { Engine } from "../packed/engine.js";
import { instantiate } from "../generated/full/glue.js";
import { validatorModule } from "./inline.js";

let compiled: WebAssembly.Module | undefined;

/** The module that compiles schemas and checks values. */
export const validator = /* @__PURE__ */ new Engine(() => instantiate((compiled ??= validatorModule())));

/** The exports of that module. */
export type Wasm = typeof validator.wasm;
