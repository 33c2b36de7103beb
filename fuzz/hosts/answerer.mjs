// The npm package as its users import it. This file is copied into a project that has the package's tarball.
import * as api from "unanimous";
import * as lite from "unanimous/lite";
import * as form from "./form-path.mjs";
import { answered, runners, UNSUPPORTED } from "./runner.mjs";

/** The kinds that `unanimous/lite` judges with a WebAssembly module of its own, which has no fast paths. */
const LITE_KINDS = ["schemas", "graphs", "texts"];

/** Returns the function that gives the output line for an input line of this kind. */
export function answererOf(kind) {
  const answer = (of) => {
    const runner = runners(of, form)[kind];
    return (line) => answered(runner, line);
  };
  const ofFull = answer(api);
  if (!LITE_KINDS.includes(kind)) return ofFull;
  const ofLite = answer(lite);
  return (line) => {
    const [full, small] = [ofFull(line), ofLite(line)];
    return full === small || isSupportedPart(JSON.parse(small), JSON.parse(full))
      ? full
      : JSON.stringify({ throws: `unanimous/lite: ${small}` });
  };
}

/** Whether the output of lite equals the full output, except for what lite does not support. */
function isSupportedPart(small, full) {
  if (small === UNSUPPORTED) return true;
  const isSame = (at) => small[at] === UNSUPPORTED || JSON.stringify(small[at]) === JSON.stringify(full[at]);
  return Array.isArray(small) && small.length === full.length && small.every((_, at) => isSame(at));
}
