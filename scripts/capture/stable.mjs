// What differs from run to run, or from machine to machine, gets a fixed value.
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "");

/** A stack keeps three frames, whose files lie in /srv/app, so that a leak shows. */
export function stable(text) {
  return text
    .replaceAll(`file://${HERE}`, "/srv/app")
    .replaceAll(HERE, "/srv/app")
    .replace(/node:internal\/([\w/]+):\d+:\d+/g, "node:internal/$1:1:1")
    .replace(/((?:(?:\\n|\n|<br>|",")(?:\s|&nbsp;)*\bat [^\n\\<"]+){3})(?:(?:\\n|\n|<br>|",")(?:\s|&nbsp;)*\bat [^\n\\<"]+)+/g, "$1")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:3000");
}

const KEPT = /^(content-type|allow|retry-after|www-authenticate|link|.*request-?id|(x-)?ratelimit.*)$/;

/** The headers that a reader of errors could use. */
export function headersOf(headers) {
  return Object.fromEntries([...headers].filter(([name]) => KEPT.test(name)).map(([name, value]) => [name, stable(value)]));
}
