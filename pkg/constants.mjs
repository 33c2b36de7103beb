// Writes the numbers that both sides of the boundary share as TypeScript. Their source is a file of Rust.

const CONSTANT = /^pub(?:\(super\))? const (\w+): u32 = ([^;]+);$/;
const DOC = /^\/\/\/ (.*)$/;
const ARITHMETIC = /^(?:[\d\s()+*|-]|<<)+$/;
const MAX_U32 = 2 ** 32 - 1;

/**
 * Returns a TypeScript module with the constants of a file such as `wasm/src/packed/constants.rs`.
 *
 * @param {string} rust the file's text: doc comments, and lines `pub(super) const NAME: u32 = 48 * 1024;`
 * @throws Error if a line has a constant that cannot be read, or that is not a u32
 */
export function constantsModule(rust) {
  const lines = ["// Written by pkg/constants.mjs from wasm/src/packed/constants.rs: do not edit it."];
  const values = new Map();
  let docs = [];
  for (const line of rust.split("\n")) {
    const doc = DOC.exec(line);
    if (doc) docs.push(doc[1]);
    else if (/^\s*(?:pub\S* )?const\b/.test(line)) {
      const [name, value] = readConstant(line, values);
      values.set(name, value);
      lines.push("", `/** ${docs.join(" ")} */`, `export const ${name} = ${value};`);
      docs = [];
    }
  }
  if (values.size === 0) throw new Error("the file of constants holds no constant");
  return `${lines.join("\n")}\n`;
}

/** Reads one line. `known` has the earlier constants, which the expression may name. */
function readConstant(line, known) {
  const [, name, expression] = CONSTANT.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a constant of the form "pub(super) const NAME: u32 = …;": ${line}`);
  const numeric = expression.replace(/[A-Z][A-Z\d_]*/g, (other) => {
    if (!known.has(other)) throw new Error(`${name} names ${other}, which is not an earlier constant`);
    return String(known.get(other));
  });
  if (!ARITHMETIC.test(numeric.replace(/_/g, ""))) throw new Error(`${name} is not integer arithmetic: ${expression}`);
  // The pattern above lets only integers and operators through. BigInts do not overflow as 32-bit shifts would.
  const value = Number(Function(`return ${numeric.replace(/_/g, "").replace(/\d+/g, "$&n")}`)());
  if (value < 0 || value > MAX_U32) throw new Error(`${name} is not a u32: ${expression}`);
  return [name, value];
}
