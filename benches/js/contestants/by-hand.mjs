// Validation without a schema library: one check and one message for each field.
import isEmail from "validator/es/lib/isEmail.js";
import isLength from "validator/es/lib/isLength.js";
import isURL from "validator/es/lib/isURL.js";
import { FIELDS, KEY, PHONE_MAX } from "./common.mjs";

const contestant = (checks) => {
  const list = Object.entries(checks);
  const isObject = (value) => typeof value === "object" && value !== null;
  const passes = (text, check) => typeof text === "string" && check(text);
  const ok = (value) => isObject(value) && list.every(([name, { check }]) => passes(value[name], check));
  const collect = (value, prefix, out) => {
    if (!isObject(value)) return void out.push(`${prefix}: Not an object`);
    for (const [name, { check, reason }] of list) {
      if (!passes(value[name], check)) out.push(`${prefix}${name}: ${reason}`);
    }
  };
  const unknown = (value) => Object.keys(value).filter((name) => !FIELDS.includes(name));
  const joined = (out) => (out.length > 0 ? out.join("; ") : undefined);
  const shape = {
    object: {
      verdict: ok,
      message: (value) => {
        const out = [];
        collect(value, "", out);
        return joined(out);
      },
    },
    closed: {
      verdict: (value) => ok(value) && unknown(value).length === 0,
      message: (value) => {
        const out = [];
        collect(value, "", out);
        for (const name of unknown(value)) out.push(`${name}: Unrecognized key`);
        return joined(out);
      },
    },
    list: {
      verdict: (value) => Array.isArray(value) && value.every(ok),
      message: (value) => {
        const out = [];
        value.forEach((item, at) => collect(item, `${at}.`, out));
        return joined(out);
      },
    },
  };
  return (name) => shape[name];
};

const common = {
  idempotency_key: { check: (value) => KEY.test(value), reason: "Invalid key" },
};

const WEB = { protocols: ["http", "https"], require_protocol: true };

export const validatorJs = {
  checks: "`isEmail`, `isLength`, `isURL` and one pattern; no schema",
  make: contestant({
    email: { check: (value) => isEmail(value), reason: "Invalid email" },
    phone: { check: (value) => isLength(value, { max: PHONE_MAX }), reason: "Too long" },
    url: { check: (value) => isURL(value, WEB), reason: "Invalid URL" },
    ...common,
  }),
};

// The HTML standard's pattern, but with at least two labels in the domain.
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const EMAIL = new RegExp(`^[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]+@${LABEL}(?:\\.${LABEL})+$`);
const URL_SHAPE = /^https?:\/\/[a-zA-Z0-9.-]+(?::\d+)?(?:[/?#]\S*)?$/;

export const regex = {
  checks: "the HTML standard's email pattern, a length in UTF-16 units, two patterns; no schema",
  make: contestant({
    email: { check: (value) => EMAIL.test(value), reason: "Invalid email" },
    phone: { check: (value) => value.length <= PHONE_MAX, reason: "Too long" },
    url: { check: (value) => URL_SHAPE.test(value), reason: "Invalid URL" },
    ...common,
  }),
};
