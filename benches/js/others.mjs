// The inputs and contestants of the other races: URL checks and error bodies.
import ipaddr from "ipaddr.js";
import ssrfcheck from "ssrfcheck";
import { checkUrl, readError } from "unanimous";
import { valid } from "./data.mjs";

/** Canonical URLs, so that no contestant has to rewrite them. */
export const urls = {
  names: valid.map(({ url }) => url),
  addresses: valid.map((_, at) => `https://93.184.${at}.${at + 1}/hooks?id=${at}`),
};

/** The common check by hand: parses the URL and, if the host is an address, looks up its range. */
function byIpaddr(text) {
  const host = new URL(text).hostname.replace(/^\[|\]$/g, "");
  return !ipaddr.isValid(host) || ipaddr.process(host).range() === "unicast";
}

export const guards = {
  "new URL": (url) => new URL(url).href,
  checkUrl: (url) => checkUrl(url).ok,
  ...(ssrfcheck && { ssrfcheck: (url) => ssrfcheck.isSSRFSafeURL(url) }),
  "ipaddr.js + new URL": byIpaddr,
};

export const bodies = valid.map(({ idempotency_key }, at) =>
  JSON.stringify({
    success: false,
    error: {
      code: "VALIDATION_ERROR",
      message: `Validation error: email: Invalid email; phone: String must be at most ${50 + at} characters`,
    },
    meta: { request_id: idempotency_key, timestamp: "2026-11-21T12:00:00Z" },
  }),
);

export const readers = {
  "JSON.parse": (body) => JSON.parse(body),
  readError: (body) => readError({ status: 400, body }),
};
