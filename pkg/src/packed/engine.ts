// One wasm module of the package: its instance is made at the first call, and replaced after a fault or after an input
// that made its memory large.

/** What every module exports beside its own functions. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly inputReserve: (bytes: number) => number;
  readonly outputPointer: () => number;
  readonly outputLength: () => number;
}

/** What the input has room for unless more is asked for; src/wasm/buffer.rs has the same number. */
export const INPUT_BYTES = 64 * 1024;
/** A wasm memory can grow but never shrink, so an instance that had to grow past this is given up. */
const KEPT_MEMORY_BYTES = 8 * 1024 * 1024;

export const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);
const decoder = /* @__PURE__ */ new TextDecoder();

export class Engine<E extends Exports> {
  /** Counts the instances: what was made by an older one is gone. */
  generation = 0;
  readonly #start: () => E;
  #exports: E | undefined;
  #input: Uint8Array<ArrayBuffer> = NO_BYTES;
  /** How large the input was made. */
  #size = 0;
  #view = new DataView(NO_BYTES.buffer);

  /** @param start makes an instance with memory of its own */
  constructor(start: () => E) {
    this.#start = start;
  }

  /** The exports of the instance in use: for the call that must be quick, which does by itself what {@link call} does. */
  get wasm(): E {
    return (this.#exports ??= starting(this.#start));
  }

  /** Calls into wasm. */
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

  /** After a call that threw: a trap leaves the instance in an unknown state, so the next call gets a fresh one. */
  failed(error: unknown): void {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) this.#renew();
  }

  /** After any call. */
  settle(wasm: E): void {
    // Where memory grew, the view of the input is detached, or it is a larger one. Asking memory itself every time would
    // be slow.
    if (this.#input.length !== INPUT_BYTES && wasm.memory.buffer.byteLength > KEPT_MEMORY_BYTES) this.#renew();
  }

  /** The words of the last answer. */
  words({ memory, outputPointer, outputLength }: E): string {
    return decoder.decode(new Uint8Array(memory.buffer, outputPointer(), outputLength()));
  }

  /** The input inside wasm's memory, with room for at least so many bytes, for the next call only. */
  input(bytes: number): Uint8Array<ArrayBuffer> {
    if (this.#input.length < bytes || this.#input.length !== INPUT_BYTES) this.#reserve(Math.max(bytes, INPUT_BYTES));
    return this.#input;
  }

  /** The bytes that {@link input} gave last; they may have moved since, for a call made memory grow. */
  get view(): DataView {
    if (this.#input.length === 0) this.#reserve(this.#size);
    return this.#view;
  }

  #reserve(size: number): void {
    const { wasm } = this;
    this.#size = size;
    try {
      const pointer = wasm.inputReserve(size);
      this.#input = new Uint8Array(wasm.memory.buffer as ArrayBuffer, pointer, size);
      this.#view = new DataView(wasm.memory.buffer, pointer, size);
    } catch (error) {
      this.#renew();
      throw error;
    }
  }

  #renew(): void {
    this.generation++;
    this.#exports = undefined;
    this.#input = NO_BYTES;
  }
}

/**
 * How browsers say that a page's policy forbids wasm. Chromium and Firefox throw a CompileError at the module ("violates the
 * following Content Security Policy directive", "call to WebAssembly.Module() blocked by CSP"), WebKit an EvalError or a
 * CompileError at the instance, with the directive it found.
 */
const BLOCKED = /Content[ -]Security[ -]Policy|unsafe-eval|blocked by CSP/i;

/** At the first call, for an import alone should cost nothing. */
function starting<E>(start: () => E): E {
  if (typeof WebAssembly === "undefined") {
    throw new Error("unanimous needs WebAssembly, which this runtime does not have or has turned off");
  }
  try {
    return start();
  } catch (error) {
    if (error instanceof Error && BLOCKED.test(error.message)) {
      const remedy = "add 'wasm-unsafe-eval' to its script-src directive";
      throw new Error(`unanimous cannot start: this page's Content-Security-Policy forbids WebAssembly; ${remedy}`, {
        cause: error,
      });
    }
    throw error;
  }
}
