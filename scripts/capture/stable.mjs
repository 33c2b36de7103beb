// Gives a fixed value to each part of a response that differs from run to run, or from machine to machine.
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "");

// Between two frames: a line break, as text, in a JSON string or in HTML, or the quotes of a list of JSON strings.
const BREAK = String.raw`(?:\\n|\n|<br>|",")`;
const FRAME = String.raw`${BREAK}(?:\s|&nbsp;)*at (?:(?!${BREAK}|</pre>|")[^])+`;
const LATER_FRAMES = new RegExp(`((?:${FRAME}){3})(?:${FRAME})+`, "g");

// Python's frames, the innermost last: a line for the file, then the code, which may be underlined.
const EARLIER_FRAMES = /(?: {2}File "[^\n]+\n(?: {4}[^\n]*\n)*)+(?=(?: {2}File "[^\n]+\n(?: {4}[^\n]*\n)*){2})/g;

/** Returns a text in which each stack has two or three frames, with files in /srv/app: enough to show a leak. */
export function stable(text) {
  return text
    .replaceAll(`file://${HERE}`, "/srv/app")
    .replaceAll(HERE, "/srv/app")
    .replace(LATER_FRAMES, "$1")
    .replace(EARLIER_FRAMES, "")
    .replace(/node:internal\/([\w/]+):\d+:\d+/g, "node:internal/$1:1:1")
    .replace(/(\/srv\/app\/node\/\S+?\.mjs):\d+:\d+/g, "$1:1:1")
    .replace(/(\/srv\/app\/python\/\S+?\.py", line) \d+/g, "$1 1")
    .replace(/lib\/python3\.\d+/g, "lib/python3")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:3000");
}

const KEPT = /^(content-type|allow|retry-after|www-authenticate|link|.*request-?id|(x-)?ratelimit.*)$/;

/** Returns the headers that a reader of errors could use. */
export function headersOf(headers) {
  const named = [...headers].map(([name, value]) => [name.toLowerCase(), stable(value)]);
  return Object.fromEntries(named.filter(([name]) => KEPT.test(name)));
}
