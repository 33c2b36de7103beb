// Writes the catalogues of locales/ as modules of the package, and the English texts as constants.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Returns the catalogues of a folder, sorted by tag. A text whose plural forms are all the same is one text. */
export function catalogues(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => {
    const catalogue = JSON.parse(readFileSync(join(folder, name), "utf8"));
    for (const member of ["reasons", "exclusive", "form"]) catalogue[member] = shortened(catalogue[member]);
    return [basename(name, ".json"), { ...catalogue, more: shortest(catalogue.more) }];
  });
}

const shortened = (texts) => Object.fromEntries(Object.entries(texts).map(([code, text]) => [code, shortest(text)]));

function shortest(text) {
  const forms = typeof text === "string" ? [text] : [...new Set(Object.values(text))];
  return forms.length === 1 ? forms[0] : text;
}

/** Returns a TypeScript module with the English texts and the beginning of an English message. */
export function englishModule(folder) {
  const { prefix, reasons, exclusive } = Object.fromEntries(catalogues(folder)).en;
  const record = "Readonly<Record<string, string | Readonly<Record<string, string>>>>";
  return `// Written by pkg/locales.mjs from locales/en.json: do not edit it.
/** The beginning of an English message. */
export const PREFIX = ${JSON.stringify(prefix)};
/** The English text of each code. */
export const REASONS: ${record} = ${JSON.stringify(reasons)};
/** The English texts of limits that are themselves not allowed. */
export const EXCLUSIVE: ${record} = ${JSON.stringify(exclusive)};
`;
}

/** Writes a module and its types for each catalogue, beside which `locales.js` stands. */
export function writeLocales(folder, out, format) {
  mkdirSync(out, { recursive: true });
  for (const [tag, catalogue] of catalogues(folder)) {
    const made = `/* @__PURE__ */ builtIn(${JSON.stringify(catalogue)})`;
    const module =
      format === "esm"
        ? `import { builtIn } from "../locales.js";\nexport default ${made};\n`
        : `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\n` +
          `const { builtIn } = require("../locales.js");\nexports.default = ${made};\n`;
    writeFileSync(join(out, `${tag}.js`), module);
    const types = `import type { Locale } from "../locales.js";\n/** ${catalogue.name} */\ndeclare const locale: Locale;\nexport default locale;\n`;
    writeFileSync(join(out, `${tag}.d.ts`), types);
  }
}
