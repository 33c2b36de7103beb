import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { Invalid } from "./issue.js";
import type { InferSchema, JsonSchema, KnownKeywords } from "./json-schema.js";
import { pack, packJson, type Plan } from "./packed/walker.js";
import { type Packed, WORDS } from "./packed/value.js";
import { Verdicts } from "./packed/interner.js";
import { validator, type Wasm } from "./wasm/validator.js";
import type { Told } from "./packed/words.js";

/** A value that a schema accepts: the very value that was given, not a copy. */
export interface Valid<T> {
  readonly ok: true;
  readonly value: T;
}

export type Result<T> = Valid<T> | Invalid;

/** A compiled schema. It is a Standard Schema (v1), so frameworks take it as it is. */
export interface Schema<T> {
  /** The JSON Schema it was made from. */
  readonly json: JsonSchema;
  /**
   * Judges a value, synchronously.
   *
   * @throws TypeError where a getter or a proxy of the value throws, or the value has more than 5,000,000 places
   */
  validate(value: unknown): Result<T>;
  /** Standard Schema v1, always synchronous, and StandardJSONSchema v1 for `draft-2020-12` and `draft-07`. */
  readonly "~standard": {
    readonly validate: (value: unknown) => StandardSchemaV1.Result<T>;
  } & StandardSchemaV1.Props<T> &
    StandardJSONSchemaV1.Props<T>;
}

/** A schema that cannot be compiled: the message says where and what to do. */
export class SchemaError extends TypeError {
  override readonly name = "SchemaError";
  constructor(
    message: string,
    /** Where in the schema, as a JSON pointer (RFC 6901); empty for the schema itself. */
    readonly pointer: string,
  ) {
    super(message);
  }
}

/**
 * Compiles a schema: once, outside the function that validates.
 *
 * @throws SchemaError where a keyword, a format or an option is unknown or has a wrong value
 *
 * @example
 * const lead = schema({ type: "object", required: ["email"], properties: { email: { type: "string", format: "email" } } });
 * const result = lead.validate({ email: "ann" });
 * if (!result.ok) console.log(result.message); // Validation error: email: Invalid email
 */
export function schema<const S extends JsonSchema>(json: S & KnownKeywords<S>): Schema<InferSchema<S>> {
  return new Compiled<InferSchema<S>>(json);
}

class Compiled<T> implements Schema<T> {
  readonly json: JsonSchema;
  readonly "~standard": Schema<T>["~standard"];
  readonly #plan: Plan;
  /** Where the schema is in wasm. */
  readonly #held: Held;
  readonly #verdicts: Verdicts;

  constructor(json: JsonSchema) {
    this.json = snapshot(json);
    const { held, way } = validator.call((wasm) => compile(wasm, this.json));
    this.#held = held;
    dropping?.register(this, held);
    const { plan, opening, separator } = JSON.parse(way) as { plan: Plan; opening: string; separator: string };
    this.#plan = plan;
    this.#verdicts = new Verdicts(opening, separator);
    const jsonSchema = (options: StandardJSONSchemaV1.Options) => exportAs(this.json, options.target);
    this["~standard"] = {
      version: 1,
      vendor: "unanimous",
      validate: (value) => toStandard(this.validate(value)),
      jsonSchema: { input: jsonSchema, output: jsonSchema },
    };
  }

  validate(value: unknown): Result<T> {
    const packed = pack(value, this.#plan);
    try {
      return this.#check(packed) ?? { ok: true, value: value as T };
    } finally {
      packed.end();
    }
  }

  #check(packed: Packed): Invalid | undefined {
    const { wasm } = validator;
    try {
      // In the same call, for after it the instance may be another.
      if (this.#held.generation !== validator.generation) this.#renew(wasm);
      const schema = this.#held.number;
      const words = packed.put(validator)
        ? wasm.checkSchema(schema, packed.words.count)
        : wasm.checkBlock(schema, packed.putBlock(validator));
      return words === 0 ? undefined : this.#invalid(wasm, words);
    } catch (error) {
      validator.failed(error);
      throw error;
    } finally {
      validator.settle(wasm);
    }
  }

  #invalid(wasm: Wasm, count: number): Invalid {
    return this.#verdicts.find(validator.view, WORDS, count) ?? this.#unmet(wasm, count);
  }

  /** The verdict of an answer that is not remembered. */
  #unmet(wasm: Wasm, count: number): Invalid {
    const { view } = validator;
    const answer: number[] = [];
    for (let at = 0; at < count; at++) answer.push(view.getUint32(WORDS + at * 4, true));
    return this.#verdicts.make(answer, () => {
      wasm.tellSchema(this.#held.number);
      return JSON.parse(validator.words(wasm)) as Told[];
    });
  }

  /** Compiles the schema again, for the instance in use is a new one. */
  #renew(wasm: Wasm): void {
    Object.assign(this.#held, compile(wasm, this.json).held);
    this.#verdicts.clear();
  }
}

/** A compiled schema's number, and the instance that knows it. */
interface Held {
  number: number;
  generation: number;
}

/** A schema that nobody has any more gives its place in wasm back. */
const drop = ({ number, generation }: Held): void => {
  if (generation === validator.generation) validator.call((wasm) => wasm.dropSchema(number));
};
/** Some edge runtimes have no such registry; they do not run for long. */
const dropping =
  typeof FinalizationRegistry === "function" ? /* @__PURE__ */ new FinalizationRegistry(drop) : undefined;

/** Compiles a schema; `way` is where the walker must go, and what a message has beside its issues, as JSON. */
function compile(wasm: Wasm, json: JsonSchema): { held: Held; way: string } {
  return packJson(validator, json, (length) => {
    const number = wasm.compileSchema(length);
    if (number === 0) {
      const { pointer, text } = JSON.parse(validator.words(wasm)) as { pointer: string; text: string };
      throw new SchemaError(text, pointer);
    }
    wasm.planSchema(number);
    return { held: { number, generation: validator.generation }, way: validator.words(wasm) };
  });
}

/** The schema as JSON has it, so that no later change of the caller's object changes a verdict. */
function snapshot(json: unknown): JsonSchema {
  let text: string | undefined;
  try {
    text = JSON.stringify(json);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SchemaError(`schema error at the root: not JSON: ${why}`, "");
  }
  if (text === undefined)
    throw new SchemaError(`schema error at the root: a schema must be an object, not ${typeof json}`, "");
  return JSON.parse(text) as JsonSchema;
}

function toStandard<T>(result: Result<T>): StandardSchemaV1.Result<T> {
  if (result.ok) return { value: result.value };
  const issues = result.issues.map(({ reason, segments, code, params }) => ({
    message: reason,
    path: segments,
    code,
    params,
  }));
  return { issues };
}

const TARGETS: Record<string, string> = {
  "draft-2020-12": "https://json-schema.org/draft/2020-12/schema",
  "draft-07": "http://json-schema.org/draft-07/schema#",
};

/** Our subset means the same in both drafts. */
function exportAs(json: JsonSchema, target: string): Record<string, unknown> {
  const $schema = TARGETS[target];
  if ($schema === undefined) {
    throw new Error(`unanimous cannot write JSON Schema ${target}: use ${Object.keys(TARGETS).join(" or ")}`);
  }
  return { ...structuredClone(json), $schema };
}
