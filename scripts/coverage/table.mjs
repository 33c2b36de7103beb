/**
 * Returns rows as lines of text, with columns of equal width; numbers stand to the right.
 *
 * @param {string[]} head
 * @param {(string | number)[][]} rows
 */
export function table(head, rows) {
  const width = head.map((name, at) => Math.max(name.length, ...rows.map((row) => String(row[at]).length)));
  const cell = (value, at) =>
    typeof value === "number" ? String(value).padStart(width[at]) : String(value).padEnd(width[at]);
  return [head, ...rows].map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}
