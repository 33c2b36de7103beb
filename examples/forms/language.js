// The language of a page: English, or Arabic from right to left with `?lang=ar` or `<html lang="ar">`.
import { arabic, english } from "./words.js";

const html = document.documentElement;
const isArabic = html.lang === "ar" || new URLSearchParams(location.search).get("lang") === "ar";
if (isArabic) Object.assign(html, { lang: "ar", dir: "rtl" });

/** The texts of the page. */
export const words = isArabic ? arabic : english;
document.title = words.title;

/** The options of `bindForm` that depend on the language. Only the locale that the page shows is loaded. */
export const language = {
  locale: (await (isArabic ? import("unanimous/locales/ar") : import("unanimous/locales/en-x-plain"))).default,
  texts: words.form,
};
