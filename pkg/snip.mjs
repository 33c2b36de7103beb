// Takes out of a linked module what only a panic would use.
//
// A panic in WebAssembly is a trap: the instance is gone, the package makes a new one, and nobody sees a message. Yet the
// standard library writes one, and has the place of each panic and the tables of `{:?}` for it. So here every function
// that begins a panic becomes a trap by itself, and what is then unused goes: functions become traps, of which `wasm-opt`
// makes one, and data becomes zeros, which take next to no bytes, compressed.
//
// What uses what, only the linker knows for certain: names alone do not say what a table of functions or an address in
// the code is for.
import { readLinked, writeLinked } from "./linked.mjs";

/** Where panics begin: functions, and a module that holds nothing else. */
const BEGINNINGS = [
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
/** Where they end. What still leads there is a beginning that has got another name. */
const END = "std::panicking";

/** A path as the symbols of both of Rust's manglings hold it: each part behind its length. */
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
  const panics = new Set(BEGINNINGS.flatMap((path) => linked.functions.filter(isIn(path))));
  if (panics.size === 0) throw new Error(`no function of ${BEGINNINGS.join(", ")}`);

  const used = reached(linked.roots, (piece) => panics.has(piece) || isPlace(piece));
  const left = linked.functions.filter(isIn(END)).find((one) => used.has(one));
  if (left) throw new Error(`panics begin elsewhere than in ${BEGINNINGS.join(", ")}, for ${left.names} is used`);

  for (const one of linked.functions) if (!used.has(one)) one.bytes = TRAP;
  // Texts share bytes: what is used is put back.
  const kept = linked.data.filter((one) => used.has(one)).map(({ bytes }) => ({ bytes, copy: Buffer.from(bytes) }));
  for (const { bytes } of linked.data) bytes.fill(0);
  for (const { bytes, copy } of kept) copy.copy(bytes);
  return writeLinked(linked);
}

/** What is used from the roots on, but for what is cut off and what is used from there alone. */
function reached(roots, isCut) {
  const found = new Set();
  const open = [...roots];
  while (open.length > 0) {
    const next = open.pop();
    if (found.has(next) || isCut(next)) continue;
    found.add(next);
    open.push(...next.uses);
  }
  return found;
}

/**
 * Whether a piece is the place of a panic, a `core::panic::Location`: a file's name and its length, a line, a column.
 * Whatever may panic names its own, and only a panic reads it.
 */
function isPlace({ isData, bytes, uses }) {
  if (!isData || bytes.length !== 16 || uses.length !== 1 || !uses[0].isData) return false;
  return uses[0].bytes.toString("latin1", 0, bytes.readUInt32LE(4)).endsWith(".rs");
}
