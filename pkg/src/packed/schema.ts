// Schemas behind the boundary: wasm/src/packed/schema.rs.
import type { Invalid, Segment } from "../issue.js";
import { SchemaError, type SchemaWarning } from "../schema-error.js";
import { validator, type Wasm } from "../wasm/validator.js";
import { outputText } from "./buffer.js";
import { type InternedIssue, IssueInterner } from "./interner.js";
import type { Plan, WholePlan } from "./plan.js";
import type { PackedValue } from "./value.js";
import { pack, packJson } from "./pack.js";

/** A schema that is compiled in an instance of the module. */
export class CompiledSchema {
  /** The schema and the documents that it refers to, as they cross. */
  readonly #source: readonly [schema: unknown, documents: unknown];
  /** The parts of the schema that have no effect. */
  readonly warnings: readonly SchemaWarning[];
  readonly #plan: Plan | WholePlan;
  readonly #handle: Handle;
  readonly #interner: IssueInterner;

  /** @throws SchemaError if the schema is refused */
  constructor(json: unknown, documents: unknown) {
    this.#source = [json, documents];
    const { handle, planJson } = validator.call((wasm) => compile(wasm, this.#source));
    this.#handle = handle;
    registry?.register(this, handle);
    const { plan, opening, separator, warnings } = JSON.parse(planJson) as Planned;
    this.#plan = plan;
    this.warnings = Object.freeze(warnings.map(Object.freeze)) as readonly SchemaWarning[];
    this.#interner = new IssueInterner(opening, separator);
  }

  /** Returns what is wrong with a value; undefined if it is valid. */
  check(value: unknown): Invalid | undefined {
    const packed = pack(value, this.#plan);
    try {
      return this.#checkPacked(packed);
    } finally {
      packed.end();
    }
  }

  /** Returns what is wrong at a path and below it, of a value that has only this part; undefined if it is valid. */
  checkAt(value: unknown, path: readonly Segment[]): Invalid | undefined {
    const invalid = this.check(value);
    return invalid && this.#interner.below(invalid, path);
  }

  #checkPacked(packed: PackedValue): Invalid | undefined {
    const { wasm } = validator;
    try {
      // Packing may have replaced the instance, so the generations are compared after it.
      if (this.#handle.generation !== validator.generation) this.#compileAgain(wasm);
      const { id } = this.#handle;
      const count = packed.putSplit(validator)
        ? wasm.checkSchema(id, packed.words.count)
        : wasm.checkBlock(id, packed.putBlock(validator));
      if (count === 0) return undefined;
      return this.#interner.find(validator.answerView, count) ?? this.#buildVerdict(wasm, count);
    } catch (error) {
      validator.failed(error);
      throw error;
    } finally {
      validator.settle(wasm);
    }
  }

  /** Builds the verdict of an answer of `count` words that the interner has not met yet. */
  #buildVerdict(wasm: Wasm, count: number): Invalid {
    const { answerView } = validator;
    const answer: number[] = [];
    for (let at = 0; at < count; at++) answer.push(answerView.getUint32(at * 4, true));
    return this.#interner.build(answer, () => {
      wasm.newIssues(this.#handle.id);
      return JSON.parse(outputText(wasm)) as InternedIssue[];
    });
  }

  /** Compiles the schema in an instance that is newer than the handle. */
  #compileAgain(wasm: Wasm): void {
    Object.assign(this.#handle, compile(wasm, this.#source).handle);
    this.#interner.clear();
  }
}

/** What `planSchema` leaves in the output. */
interface Planned {
  readonly plan: Plan | WholePlan;
  readonly opening: string;
  readonly separator: string;
  readonly warnings: readonly SchemaWarning[];
}

/** Points to a compiled schema: its id, and the generation of the instance that knows it. */
interface Handle {
  id: number;
  generation: number;
}

/** Frees the memory that a schema has in wasm once nobody holds the schema any more. */
const drop = ({ id, generation }: Handle): void => {
  if (generation === validator.generation) validator.call((wasm) => wasm.dropSchema(id));
};
/** Some edge runtimes lack FinalizationRegistry. They do not run for long. */
const registry =
  typeof FinalizationRegistry === "function" ? /* @__PURE__ */ new FinalizationRegistry(drop) : undefined;

/** Compiles a schema. `planJson` holds its plan, and the opening and the separator of its messages. */
function compile(wasm: Wasm, source: readonly unknown[]): { handle: Handle; planJson: string } {
  const before = wasm.memory.buffer.byteLength;
  return packJson(validator, source, (length) => {
    const id = wasm.compileSchema(length);
    if (id === 0) {
      const { pointer, text } = JSON.parse(outputText(wasm)) as { pointer: string; text: string };
      throw new SchemaError(text, pointer);
    }
    wasm.planSchema(id);
    validator.keepMemory(wasm.memory.buffer.byteLength - before);
    return { handle: { id, generation: validator.generation }, planJson: outputText(wasm) };
  });
}
