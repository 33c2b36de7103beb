import { Engine } from "../packed/engine.js";
import { instantiate } from "../generated/errors/glue.js";
import { errorsModule } from "./inline.js";

let compiled: WebAssembly.Module | undefined;

/** The module that reads and judges error responses. A bundler leaves it out if nothing imports it. */
export const errors = /* @__PURE__ */ new Engine(() => instantiate((compiled ??= errorsModule())));
