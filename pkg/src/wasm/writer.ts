import { Engine } from "../packed/engine.js";
import { instantiate } from "../generated/writer/glue.js";
import { writerModule } from "./inline.js";

let compiled: WebAssembly.Module | undefined;

/** Writes error responses and checks idempotency keys. A bundler leaves the module out if nothing imports it. */
export const writer = /* @__PURE__ */ new Engine(() => instantiate((compiled ??= writerModule())));
