// Checks every contestant on every input before any race, so that no contestant wins by giving wrong verdicts or by
// finding fewer faults.
import { CONTESTANTS } from "./contestants/index.mjs";
import { invalid, invalidLists, valid, validLists, withNewKey, wrong } from "./data.mjs";
import { guards, urls } from "./others.mjs";
import { FIELDS } from "./contestants/common.mjs";

/** Whether the contestant checks this field's value: `unanimous/lite` checks only a URL's type and length. */
const checksField = (name, field, value) =>
  name !== "unanimous/lite" || field !== "url" || typeof value.url !== "string";

function expect(right, name, what, found) {
  if (!right) throw new Error(`${name} gives a wrong result for ${what}: ${found}`);
}

function auditShape(name, { verdict, message }, good, bad) {
  for (const value of good) expect(verdict(value) && !message(value), name, JSON.stringify(value), message(value));
  for (const value of bad) expect(!verdict(value) && message(value), name, JSON.stringify(value), message(value));
}

/** The message names every wrong field and no other field. */
function auditFields(name, { message }) {
  invalid.forEach((value, at) => {
    const found = FIELDS.filter((field) => message(value).includes(field));
    const expected = FIELDS.filter((field) => wrong[at].includes(field) && checksField(name, field, value));
    expect(found.join() === expected.join(), name, JSON.stringify(value), message(value));
  });
}

/** @throws Error if a contestant gives a wrong result for one of its inputs */
export function audit() {
  for (const [name, { make }] of Object.entries(CONTESTANTS)) {
    auditShape(name, make("object"), valid, invalid);
    auditShape(name, make("list"), validLists, invalidLists);
    auditShape(name, make("closed"), valid, [withNewKey(), { ...valid[0], unmet: true }]);
    auditFields(name, make("object"));
  }
  for (const [name, guard] of Object.entries(guards)) {
    for (const url of [...urls.names, ...urls.addresses]) expect(guard(url), name, url, "refused");
  }
}

/** Counts the different messages that the invalid objects give. */
export const countMessages = () => new Set(invalid.map(CONTESTANTS.unanimous.make("object").message)).size;
