import { Engine } from "../packed/engine.js";
import { instantiate } from "../generated/errors/glue.js";
import { errorsModule } from "./inline.js";

let compiled: WebAssembly.Module | undefined;

/** The module with what reads, judges and writes error responses: a bundler leaves it out where nobody asks for it. */
export const errors = /* @__PURE__ */ new Engine(() => instantiate((compiled ??= errorsModule())));
