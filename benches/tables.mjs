// Formats numbers, and tables in Markdown.

export const table = (head, rows) =>
  [head, head.map((_, at) => (at ? "--:" : "---")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

export const time = (ns) => (ns < 10_000 ? `${Math.round(ns)} ns` : `${Math.round(ns / 1000)} µs`);

/** Formats a ratio with two significant digits. */
export const ratio = (value) => (value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(2));

/**
 * Formats races as a table with a row for each contestant. A cell is the contestant's time divided by the base's time.
 *
 * @param {Record<string, Record<string, number>>} races nanoseconds, by race and contestant
 * @param {Record<string, string>} columns column titles, by race
 * @param {string} base the contestant whose cells are 1; its time stands beside the 1
 */
export function compare(races, columns, base) {
  const names = Object.keys(columns);
  const contestants = [...new Set(names.flatMap((name) => Object.keys(races[name])))];
  const cell = (times, name) => {
    if (times[name] === undefined) return "";
    return name === base ? `1 (${time(times[base])})` : ratio(times[name] / times[base]);
  };
  const bold = (name) => (/^(unanimous|checkUrl|readError)/.test(name) ? `**${name}**` : name);
  const row = (name) => [bold(name), ...names.map((race) => cell(races[race], name))];
  return table(["", ...Object.values(columns)], contestants.map(row));
}
