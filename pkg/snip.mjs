// Removes code and data from a linked module that only panics use.
//
// A panic in WebAssembly is a trap: the package drops the instance and makes a new one, and nobody sees the panic's
// message. The standard library still formats the message, with the location of each panic and the tables of `{:?}`.
// This module replaces the body of every function that starts a panic by a trap. Unused functions become traps too,
// which `wasm-opt` merges, and unused data becomes zeros, which compress to almost nothing.
//
// The linker's relocations say what uses what. Names alone would not: they do not say which function an entry in a
// table or an address in the code refers to.
import { readLinked, writeLinked } from "./linked.mjs";

/** The functions that start a panic, and a module that has only such functions. */
const PANIC_STARTS = [
  "alloc::alloc::handle_alloc_error",
  "alloc::raw_vec::capacity_overflow",
  "alloc::raw_vec::handle_error",
  "core::cell::panic_already_borrowed",
  "core::cell::panic_already_mutably_borrowed",
  "core::option::expect_failed",
  "core::option::unwrap_failed",
  "core::panicking",
  "core::result::unwrap_failed",
  "core::slice::index::slice_index_fail",
  "core::str::slice_error_fail",
];
/** The module where every panic ends. If a function still leads there, PANIC_STARTS lacks a name. */
const PANIC_END = "std::panicking";

/** The path as both of Rust's mangling schemes write it: each part after its length. */
const mangled = (path) => path.split("::").map((part) => `${part.length}${part}`).join("");
const isIn = (path) => {
  const part = mangled(path);
  return ({ names }) => names.some((name) => name.includes(part));
};

/** A function's body: no variables, `unreachable`, `end`. */
const TRAP = Buffer.of(0x00, 0x00, 0x0b);

/**
 * @param {Buffer} file a module linked with `--emit-relocs`
 * @returns {Buffer} the same without panics and without relocations
 */
export function snip(file) {
  const linked = readLinked(file);
  const panics = new Set(PANIC_STARTS.flatMap((path) => linked.functions.filter(isIn(path))));
  if (panics.size === 0) throw new Error(`the module has no function of ${PANIC_STARTS.join(", ")}`);

  const used = reached(linked.roots, (piece) => panics.has(piece) || isPanicLocation(piece));
  const left = linked.functions.filter(isIn(PANIC_END)).find((piece) => used.has(piece));
  if (left) throw new Error(`a panic starts outside ${PANIC_STARTS.join(", ")}: ${left.names} is still used`);

  for (const piece of linked.functions) if (!used.has(piece)) piece.bytes = TRAP;
  // Data symbols can overlap, so the used bytes are copied first and restored after the unused ones are cleared.
  const kept = linked.data.filter((piece) => used.has(piece)).map(({ bytes }) => ({ bytes, copy: Buffer.from(bytes) }));
  for (const { bytes } of linked.data) bytes.fill(0);
  for (const { bytes, copy } of kept) copy.copy(bytes);
  return writeLinked(linked);
}

/** Returns all pieces that are reachable from the roots without passing through a cut piece. */
function reached(roots, isCut) {
  const found = new Set();
  const queue = [...roots];
  while (queue.length > 0) {
    const next = queue.pop();
    if (found.has(next) || isCut(next)) continue;
    found.add(next);
    queue.push(...next.uses);
  }
  return found;
}

/**
 * Whether the piece is a `core::panic::Location`: a pointer to a file name, its length, a line and a column. Only a
 * panic reads it.
 */
function isPanicLocation({ isData, bytes, uses }) {
  if (!isData || bytes.length !== 16 || uses.length !== 1 || !uses[0].isData) return false;
  return uses[0].bytes.toString("latin1", 0, bytes.readUInt32LE(4)).endsWith(".rs");
}
