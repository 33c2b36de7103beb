// Runs one wasm module of the package.
import { INPUT_BYTES } from "../generated/constants.js";

/** What every module exports beside its own functions; wasm/src/packed/buffer.rs has the buffers. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly inputReserve: (bytes: number) => number;
  readonly outputPointer: () => number;
  readonly outputLength: () => number;
  /** Only the module that checks values has an answer buffer. */
  readonly answerPointer?: () => number;
}

/**
 * A wasm memory can grow but never shrink, so an instance whose memory is larger than this, beside what the compiled
 * schemas take, is replaced.
 */
const MAX_SPARE_BYTES = 8 * 1024 * 1024;

/** wasm's memory is little-endian on every machine. */
const IS_LITTLE_ENDIAN = /* @__PURE__ */ new Uint8Array(/* @__PURE__ */ Uint32Array.of(1).buffer)[0] === 1;

export const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);

/**
 * A module and the instance of it that is in use. The instance is made at the first call. After a trap, and after an
 * input that made its memory large, the next call gets a new one.
 */
export class Engine<E extends Exports> {
  /** The number of instances that were replaced. Handles of an older generation point to nothing. */
  generation = 0;
  /** A larger memory is replaced. */
  #maxMemory = MAX_SPARE_BYTES;
  readonly #start: () => E;
  #exports: E | undefined;
  #input: Uint8Array<ArrayBuffer> = NO_BYTES;
  #inputBytes = 0;
  #inputView = new DataView(NO_BYTES.buffer);
  #inputWords: Uint32Array<ArrayBuffer> | undefined;
  #answerView = this.#inputView;

  /** @param start makes an instance with memory of its own */
  constructor(start: () => E) {
    this.#start = start;
  }

  /**
   * The exports of the instance in use. Whoever calls them directly must do what {@link call} does: `schema.ts` does,
   * to save a closure.
   */
  get wasm(): E {
    return (this.#exports ??= startInstance(this.#start));
  }

  /** Calls `body` with the exports of the instance in use. */
  call<T>(body: (wasm: E) => T): T {
    const { wasm } = this;
    try {
      return body(wasm);
    } catch (error) {
      this.failed(error);
      throw error;
    } finally {
      this.settle(wasm);
    }
  }

  /**
   * Must be called with what a call threw. A trap leaves an instance in an unknown state, so the next call gets a new
   * one.
   */
  failed(error: unknown): void {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) this.#discard();
  }

  /** Must be called after each call. */
  settle(wasm: E): void {
    // If memory grew, the view of the input is detached and has no length, or the input is larger than usual. Reading
    // the size of the memory at every call would be slow.
    if (this.#input.length !== INPUT_BYTES && wasm.memory.buffer.byteLength > this.#maxMemory) this.#discard();
  }

  /**
   * Must be called after a call that leaves data in the memory, with the bytes by which the memory has grown. A new
   * instance would have to make the data again, so they are no reason to replace the instance.
   */
  keepMemory(bytes: number): void {
    this.#maxMemory += bytes;
  }

  /** Returns the input buffer with room for at least this many bytes. It is valid for the next call only. */
  input(bytes: number): Uint8Array<ArrayBuffer> {
    if (this.#input.length < bytes || this.#input.length !== INPUT_BYTES) this.#reserve(Math.max(bytes, INPUT_BYTES));
    return this.#input;
  }

  /** A view of the bytes that {@link input} has just returned. */
  get inputView(): DataView {
    return this.#inputView;
  }

  /** The same bytes as 32-bit words, which V8 writes faster; undefined on a machine that is not little-endian. */
  get inputWords(): Uint32Array<ArrayBuffer> | undefined {
    return this.#inputWords;
  }

  /** A view that begins at the answer buffer. It is valid until the next call. */
  get answerView(): DataView {
    // The last call made memory grow, which has detached both views.
    if (this.#input.length === 0) this.#reserve(this.#inputBytes);
    return this.#answerView;
  }

  #reserve(bytes: number): void {
    const { wasm } = this;
    this.#inputBytes = bytes;
    try {
      // wasm's numbers are signed, and an address may be above 2 GiB.
      const pointer = wasm.inputReserve(bytes) >>> 0;
      const buffer = wasm.memory.buffer as ArrayBuffer;
      this.#input = new Uint8Array(buffer, pointer, bytes);
      this.#inputView = new DataView(buffer, pointer, bytes);
      // The address is a multiple of 16.
      this.#inputWords = IS_LITTLE_ENDIAN ? new Uint32Array(buffer, pointer, bytes >> 2) : undefined;
      this.#answerView = new DataView(buffer, wasm.answerPointer?.());
    } catch (error) {
      this.#discard();
      throw error;
    }
  }

  #discard(): void {
    this.generation++;
    this.#exports = undefined;
    this.#maxMemory = MAX_SPARE_BYTES;
    this.#input = NO_BYTES;
  }
}

/**
 * How browsers say that a page's policy forbids wasm. Chromium and Firefox throw a CompileError for the module
 * ("violates the following Content Security Policy directive", "call to WebAssembly.Module() blocked by CSP"). WebKit
 * throws an EvalError or a CompileError for the instance, and names the directive.
 */
const BLOCKED = /Content[ -]Security[ -]Policy|unsafe-eval|blocked by CSP/i;

/** Makes the first instance: at the first call and not before, because an import alone should cost nothing. */
function startInstance<E>(start: () => E): E {
  if (typeof WebAssembly === "undefined") {
    throw new Error("unanimous needs WebAssembly, which this runtime does not have or has turned off");
  }
  try {
    return start();
  } catch (error) {
    // The stack or the memory is used up. The regular expression below could fail for the same reason.
    if (error instanceof RangeError) throw error;
    if (error instanceof Error && BLOCKED.test(error.message)) {
      const remedy = "add 'wasm-unsafe-eval' to its script-src directive";
      throw new Error(`unanimous cannot start: this page's Content-Security-Policy forbids WebAssembly; ${remedy}`, {
        cause: error,
      });
    }
    throw error;
  }
}
