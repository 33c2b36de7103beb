// Measures readError on hostile error bodies of the largest size, 256 KiB.
//
//   node benches/js/error-body.mjs      needs the built package; fails if a body takes 10 ms or more
import { fileURLToPath } from "node:url";
import { readError } from "unanimous";
import { bodyOf, filled, SHAPES, SIZE } from "./hostile-bodies.mjs";
import { median } from "./measure.mjs";

export const LIMIT_MS = 10;
const RUNS = 15;

/** One hostile value for every header that is parsed, each a quarter of the body's size. */
const headersOf = (repeat) =>
  ["retry-after", "ratelimit", "date", "link"].map((name) => [name, filled(repeat, SIZE / 4)]);

const read = (input) => {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    readError(input);
    return performance.now() - start;
  });
  return { ms: median(times), worst: Math.max(...times) };
};

/** Reads each body. Times are in milliseconds: `ms` and `withHeaders` are medians, `worst` is for the body alone. */
export const hostileBodies = () =>
  Object.entries(SHAPES).map(([name, shape]) => {
    const body = bodyOf(shape);
    const [, part, , status = 429] = shape;
    const { dialect } = readError({ status, body });
    const withHeaders = read({ status, body, headers: headersOf(part) }).ms;
    return { name, dialect, ...read({ status, body }), withHeaders };
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = hostileBodies();
  const cell = (number) => number.toFixed(2).padStart(9);
  console.log(`256 KiB, ${RUNS} runs, ms      ${"dialect".padEnd(14)}   median     worst  and hostile headers`);
  for (const { name, dialect, ms, worst, withHeaders } of rows) {
    console.log(`${name.padEnd(27)} ${dialect.padEnd(14)}${cell(ms)} ${cell(worst)} ${cell(withHeaders)}`);
  }
  const slow = rows.filter(({ ms }) => ms >= LIMIT_MS).map(({ name }) => name);
  console.log(slow.length === 0 ? `all under ${LIMIT_MS} ms` : `${LIMIT_MS} ms or more: ${slow.join(", ")}`);
  process.exitCode = slow.length === 0 ? 0 : 1;
}
