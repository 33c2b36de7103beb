// The size budget: each entry may be 2 % larger than its recorded size.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("../../pkg/size-budget.json", import.meta.url);
const TOLERANCE = 1.02;

export const writeBudget = (sizes) => writeFileSync(FILE, `${JSON.stringify(sizes, null, 2)}\n`);

/** Returns one line for each size over the budget and for each entry missing from either side. */
export function overBudget(sizes, budget = JSON.parse(readFileSync(FILE, "utf8"))) {
  const names = new Set([...Object.keys(sizes), ...Object.keys(budget)]);
  return [...names].flatMap((name) => {
    if (!(name in budget)) return [`${name}: not in the budget`];
    if (!(name in sizes)) return [`${name}: in the budget, but the package has no such entry`];
    return ["raw", "gzip", "brotli"].flatMap((kind) => {
      const [size, recorded] = [sizes[name][kind], budget[name][kind]];
      const growth = ((size / recorded - 1) * 100).toFixed(1);
      return size > recorded * TOLERANCE
        ? [`${name}: ${size} bytes ${kind}, ${growth} % over the recorded ${recorded}`]
        : [];
    });
  });
}
