import { Engine } from "../packed/engine.js";
import { instantiate } from "../generated/full/glue.js";
import { validatorModule } from "./inline.js";

let compiled: WebAssembly.Module | undefined;

/** The module with schemas, rules and messages. */
export const validator = /* @__PURE__ */ new Engine(() => instantiate((compiled ??= validatorModule())));

/** What that module exports. */
export type Wasm = typeof validator.wasm;
