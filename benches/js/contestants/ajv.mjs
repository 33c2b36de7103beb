import Ajv from "ajv";
import addFormats from "ajv-formats";
import { compiled } from "ajv-standalone";
import { SCHEMAS } from "./ajv-schemas.mjs";
import { text } from "./common.mjs";

/**
 * Makes a contestant from two validators: `first` stops at the first fault (verdict), `all` finds all faults (message).
 */
const contestant = (first, all) => ({
  verdict: (value) => first(value),
  message: (value) => (all(value) ? undefined : text(all.errors, detailed, ({ message }) => message)),
});
/**
 * The path of the wrong value. For a missing or unknown property, ajv's path is that of the object, so the key is
 * added.
 */
const detailed = ({ instancePath, params }) =>
  instancePath + (params.missingProperty ?? params.additionalProperty ?? "");

export const ajvStandalone = {
  checks: "email and `uri`: patterns of ajv-formats; lengths in code points; compiled ahead of time",
  make: (name) => contestant(compiled[name].first, compiled[name].all),
};

export const ajvRuntime = {
  checks: "as ajv standalone, compiled by `new Function`",
  make: (name) => {
    const compile = (allErrors) => addFormats(new Ajv({ allErrors })).compile(SCHEMAS[name]());
    return contestant(compile(false), compile(true));
  },
};
