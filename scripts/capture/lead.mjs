// The inputs of lead.json, which the Python scripts read too.
import { readFileSync } from "node:fs";

const { valid, wrong, secret, brokenJson } = JSON.parse(readFileSync(new URL("lead.json", import.meta.url), "utf8"));
export { brokenJson, secret };

/** Returns the lead with these mistakes. A null removes a member. */
export function lead(...names) {
  const changed = Object.assign({}, valid, ...names.map((name) => wrong[name]));
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== null));
}
