import { Engine } from "../packed/engine.js";
import { instantiate } from "../generated/writer/glue.js";
import { writerModule } from "./inline.js";

let compiled: WebAssembly.Module | undefined;

/** The module that writes error responses and judges idempotency keys. A bundler leaves it out if nothing imports it. */
export const writer = /* @__PURE__ */ new Engine(() => instantiate((compiled ??= writerModule())));
