// Answers the inputs on stdin, one a line, with the npm package: `node stdin.mjs KIND`.
import { writeSync } from "node:fs";
import { answererOf } from "./answerer.mjs";
import { linesOf } from "./lines.mjs";

const answer = answererOf(process.argv[2]);
let outputs = "";
for (const line of linesOf(0)) {
  outputs += `${answer(line)}\n`;
  if (outputs.length > 1 << 20) flush();
}
flush();

function flush() {
  const bytes = Buffer.from(outputs);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
  outputs = "";
}
