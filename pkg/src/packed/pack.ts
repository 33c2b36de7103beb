// Packs JavaScript values for wasm: along a schema's plan, or as JSON.
import type { Engine, Exports } from "./engine.js";
import { packJsonValue } from "./json-walk.js";
import type { Plan, WholePlan } from "./plan.js";
import { SchemaWalker } from "./schema-walker.js";
import { errorToThrow } from "./unreadable.js";
import type { PackedValue } from "./value.js";
import { Walker } from "./walker.js";

// A walker is reused, because making one takes long. While it packs a value, a getter of that value may validate
// another value. That one is packed by a new walker.
const jsonWalker = /* @__PURE__ */ new Walker();
const schemaWalker = /* @__PURE__ */ new SchemaWalker();

/**
 * Packs a value for a schema: along the plan of a plain schema, or whole for any other schema. The caller must call
 * `end` of the result after its use, so that the walker can be reused.
 *
 * @throws TypeError if a getter or a proxy of the value throws, or the value has too many parts
 */
export function pack(value: unknown, plan: Plan | WholePlan): PackedValue {
  const walker = schemaWalker.busy ? new SchemaWalker() : schemaWalker;
  walker.busy = true;
  try {
    if ("keys" in plan) walker.whole(value, plan);
    else walker.planned(value, plan);
    return walker;
  } catch (error) {
    walker.end();
    throw errorToThrow(error);
  }
}

/**
 * Packs a JSON value into the input buffer of `engine`, calls `use` with its length in bytes, and returns the result of
 * `use`.
 *
 * @throws TypeError as {@link pack} does
 */
export function packJson<T>(engine: Engine<Exports>, value: unknown, use: (length: number) => T): T {
  const walker = jsonWalker.busy ? new Walker() : jsonWalker;
  walker.busy = true;
  try {
    try {
      packJsonValue(walker, value, 0);
    } catch (error) {
      throw errorToThrow(error);
    }
    return use(walker.putBlock(engine));
  } finally {
    walker.end();
  }
}
