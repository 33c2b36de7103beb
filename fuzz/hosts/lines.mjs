import { readSync } from "node:fs";

/** Returns the lines of an open file one after the other, and never holds the whole file. */
export function* linesOf(file) {
  const chunk = Buffer.alloc(1 << 16);
  let pieces = [];
  for (let count; (count = readSync(file, chunk, 0, chunk.length, null)) > 0; ) {
    let from = 0;
    for (let end; (end = chunk.subarray(0, count).indexOf(10, from)) >= 0; from = end + 1) {
      pieces.push(Buffer.from(chunk.subarray(from, end)));
      yield Buffer.concat(pieces).toString();
      pieces = [];
    }
    pieces.push(Buffer.from(chunk.subarray(from, count)));
  }
  const last = Buffer.concat(pieces).toString();
  if (last !== "") yield last;
}
