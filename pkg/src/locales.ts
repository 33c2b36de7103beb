/**
 * Texts in other languages. Each built-in locale is an entry of its own: `import de from "unanimous/locales/de"`.
 *
 * @module
 */
export { defineLocale } from "./locales/locale.js";
/** @internal */
export { builtIn } from "./locales/locale.js";
export type { Catalogue, CatalogueText } from "./locales/catalogue.js";
export type { EnglishReason, Locale } from "./locales/locale.js";
