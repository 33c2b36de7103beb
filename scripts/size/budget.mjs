// The bytes that each entry may have: those on record, and 2 % more.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("../../pkg/size-budget.json", import.meta.url);
const TOLERANCE = 1.02;

export const writeBudget = (sizes) => writeFileSync(FILE, `${JSON.stringify(sizes, null, 2)}\n`);

/** What is over the budget, or not in it, one line each. */
export function overBudget(sizes, budget = JSON.parse(readFileSync(FILE, "utf8"))) {
  const names = new Set([...Object.keys(sizes), ...Object.keys(budget)]);
  return [...names].flatMap((name) => {
    if (!(name in budget)) return [`${name}: not in the budget`];
    if (!(name in sizes)) return [`${name}: in the budget, but there is no such entry`];
    return ["raw", "gzip", "brotli"].flatMap((kind) => {
      const [is, was] = [sizes[name][kind], budget[name][kind]];
      const growth = ((is / was - 1) * 100).toFixed(1);
      return is > was * TOLERANCE ? [`${name}: ${is} bytes ${kind}, ${growth} % over the ${was} on record`] : [];
    });
  });
}
