// Measures the time from the import to the first verdict, each time in a new Node process.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PROCESSES = 21;
const ours = (url) =>
  `const lead = m.schema({ type: "object", properties: { email: { type: "string", format: "email" }, url: ${url} } });
   if (!lead.validate({ email: "ann@example.com", url: "https://example.com/" }).ok) throw new Error("not valid");`;
const zod = `const lead = m.object({ email: m.email(), url: m.url() });
   if (!lead.safeParse({ email: "ann@example.com", url: "https://example.com/" }).success) throw new Error("not valid");`;
const valibot = `const lead = m.object({ email: m.pipe(m.string(), m.email()), url: m.pipe(m.string(), m.url()) });
   if (!m.safeParse(lead, { email: "ann@example.com", url: "https://example.com/" }).success) throw new Error("not valid");`;

/** The module to import, and the code that uses it. */
const STARTS = {
  "an empty module": [undefined, ""],
  unanimous: [import.meta.resolve("unanimous"), ours('{ type: "string", format: "safe-url" }')],
  "unanimous/lite": [import.meta.resolve("unanimous/lite"), ours('{ type: "string" }')],
  "zod 4": [import.meta.resolve("zod"), zod],
  valibot: [import.meta.resolve("valibot"), valibot],
};

/**
 * @param {string} folder where the programs are written
 * @returns {Record<string, number>} medians, in milliseconds
 */
export function starts(folder) {
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "export {};\n");
  const programs = Object.entries(STARTS).map(([name, [module, use]], at) => {
    const file = join(folder, `start${at}.mjs`);
    const time = "Number(process.hrtime.bigint() - begun) / 1e6";
    const lines = [
      "const begun = process.hrtime.bigint();",
      `const m = await import(${JSON.stringify(module ?? pathToFileURL(empty))});`,
      use,
      `console.log(${time});`,
    ];
    writeFileSync(file, lines.join("\n"));
    return { name, file, times: [] };
  });
  for (let round = 0; round < PROCESSES; round++) {
    for (const { file, times } of programs)
      times.push(Number(execFileSync(process.execPath, [file], { encoding: "utf8" })));
  }
  return Object.fromEntries(programs.map(({ name, times }) => [name, times.sort((a, b) => a - b)[PROCESSES >> 1]]));
}
