// The npm package as its users import it. This file is copied into a project that has the package's tarball.
import * as api from "unanimous";
import * as form from "./form-path.mjs";
import { answered, runners } from "./runner.mjs";

/** Returns what gives the output line for an input line of this kind. */
export const answererOf = (kind) => {
  const runner = runners(api, form)[kind];
  return (line) => answered(runner, line);
};
