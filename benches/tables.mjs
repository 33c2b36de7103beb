// Figures and tables, as Markdown has them.

export const table = (head, rows) =>
  [head, head.map((_, at) => (at ? "--:" : "---")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

export const time = (ns) => (ns < 10_000 ? `${Math.round(ns)} ns` : `${Math.round(ns / 1000)} µs`);

/** Two digits that mean something. */
export const ratio = (value) => (value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(2));

/**
 * Races side by side, a row for each contestant: how many times as long as the base it takes.
 *
 * @param {Record<string, Record<string, number>>} races nanoseconds, by race and contestant
 * @param {Record<string, string>} columns the head of each, by race
 * @param {string} base the contestant that is 1, its time beside it
 */
export function compare(races, columns, base) {
  const names = Object.keys(columns);
  const who = [...new Set(names.flatMap((name) => Object.keys(races[name])))];
  const cell = (times, name) => {
    if (times[name] === undefined) return "";
    return name === base ? `1 (${time(times[base])})` : ratio(times[name] / times[base]);
  };
  const bold = (name) => (/^(unanimous|checkUrl|readError)/.test(name) ? `**${name}**` : name);
  const row = (name) => [bold(name), ...names.map((race) => cell(races[race], name))];
  return table(["", ...Object.values(columns)], who.map(row));
}
