// Nobody may win by being wrong, or by finding less: before any race, everybody judges every object.
import { CONTESTANTS } from "./contestants/index.mjs";
import { invalid, invalidLists, valid, validLists, withUnmetKey, wrong } from "./data.mjs";
import { guards, urls } from "./others.mjs";
import { FIELDS } from "./contestants/common.mjs";

/** `unanimous/lite` judges a URL's length alone. */
const sees = (name, field, value) => name !== "unanimous/lite" || field !== "url" || typeof value.url !== "string";

function expect(right, name, what, found) {
  if (!right) throw new Error(`${name} is wrong about ${what}: ${found}`);
}

function auditShape(name, { verdict, message }, good, bad) {
  for (const value of good) expect(verdict(value) && !message(value), name, JSON.stringify(value), message(value));
  for (const value of bad) expect(!verdict(value) && message(value), name, JSON.stringify(value), message(value));
}

/** Every wrong field is in the message, and no other. */
function auditFields(name, { message }) {
  invalid.forEach((value, at) => {
    const found = FIELDS.filter((field) => message(value).includes(field));
    const expected = FIELDS.filter((field) => wrong[at].includes(field) && sees(name, field, value));
    expect(found.join() === expected.join(), name, JSON.stringify(value), message(value));
  });
}

/** @throws Error where a contestant of a race is wrong about one of its inputs */
export function audit() {
  for (const [name, { make }] of Object.entries(CONTESTANTS)) {
    auditShape(name, make("object"), valid, invalid);
    auditShape(name, make("list"), validLists, invalidLists);
    auditShape(name, make("closed"), valid, [withUnmetKey(), { ...valid[0], unmet: true }]);
    auditFields(name, make("object"));
  }
  for (const [name, guard] of Object.entries(guards)) {
    for (const url of [...urls.names, ...urls.addresses]) expect(guard(url), name, url, "refused");
  }
}

/** How many different messages the invalid objects give. */
export const waysOfBeingWrong = () => new Set(invalid.map(CONTESTANTS.unanimous.make("object").message)).size;
