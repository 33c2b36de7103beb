// The wasm instance: made at the first call, replaced after a fault or after an input that made its memory large.
import * as glue from "./generated/full/unanimous.js";
import { writeUtf8 } from "./utf8.js";
import { compileModule } from "./wasm-inline.js";

/** A wasm memory can grow but never shrink, so an instance that had to grow past this is given up. */
const KEPT_MEMORY_BYTES = 8 * 1024 * 1024;

let compiled: WebAssembly.Module | undefined;
let memory: WebAssembly.Memory | undefined;
let generation = 0;

/** Counts the instances: what was made by an older one is gone. */
export const currentGeneration = (): number => generation;

/**
 * How browsers say that a page's policy forbids wasm. Chromium and Firefox throw a CompileError at the module ("violates the
 * following Content Security Policy directive", "call to WebAssembly.Module() blocked by CSP"), WebKit an EvalError or a
 * CompileError at the instance, with the directive it found.
 */
const BLOCKED = /Content[ -]Security[ -]Policy|unsafe-eval|blocked by CSP/i;

/** The exports of the instance in use; made at the first call, for an import alone should cost nothing. */
function start(): WebAssembly.Memory {
  if (typeof WebAssembly === "undefined") {
    throw new Error("unanimous needs WebAssembly, which this runtime does not have or has turned off");
  }
  try {
    compiled ??= compileModule();
    return glue.initSync({ module: compiled }).memory;
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

/** Calls into wasm. A trap leaves the instance in an unknown state, so the next call gets a fresh one. */
export function call<T>(body: (exports: typeof glue) => T): T {
  memory ??= start();
  // The call may make memory grow, which takes the buffer away from whoever is writing to it.
  holder?.leave();
  try {
    return body(glue);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) renew();
    throw error;
  } finally {
    if (buffer === undefined || buffer.byteLength === 0) settle(memory);
  }
}

/** After memory may have grown, which detaches the view of the buffer. Asking memory itself every time would be slow. */
function settle(memory: WebAssembly.Memory): void {
  if (memory.buffer.byteLength > KEPT_MEMORY_BYTES) renew();
}

function renew(): void {
  generation++;
  glue.__wbg_reset_state();
  memory = start();
  buffer = undefined;
}

let buffer: Uint8Array<ArrayBuffer> | undefined;
let holder: { leave(): void } | undefined;

/**
 * The buffer inside wasm's memory, for the next call only. Whoever holds it still, as when a getter of a value that is
 * being packed makes a call of its own, takes what it wrote elsewhere.
 */
export function takeBuffer(next?: { leave(): void }): Uint8Array<ArrayBuffer> {
  holder?.leave();
  // Where memory grew, the old view of it is detached and has no bytes.
  if (buffer === undefined || buffer.byteLength === 0) {
    const [pointer, length] = call((wasm) => [wasm.bufferPointer(), wasm.bufferBytes()]);
    buffer = new Uint8Array((memory as WebAssembly.Memory).buffer as ArrayBuffer, pointer, length);
  }
  holder = next;
  return buffer;
}

/** Gives the buffer back, if it is still held. */
export function releaseBuffer(held: { leave(): void }): void {
  if (holder === held) holder = undefined;
}

/** Puts a text into the buffer; the count of its bytes, or -1 where it may not fit. */
export function putText(text: string): number {
  const bytes = takeBuffer();
  return text.length * 3 <= bytes.length ? writeUtf8(text, bytes, 0) : -1;
}
