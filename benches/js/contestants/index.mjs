// All contestants, by their name in the tables: what each one checks, and how to make its validator for a shape.
import { ajvRuntime, ajvStandalone } from "./ajv.mjs";
import { arktype } from "./arktype.mjs";
import { regex, validatorJs } from "./by-hand.mjs";
import { joi } from "./joi.mjs";
import { superstruct } from "./superstruct.mjs";
import { typiaCompiled } from "./typia.ts";
import { unanimous, unanimousLite } from "./unanimous.mjs";
import { valibot } from "./valibot.mjs";
import { yupSchema } from "./yup.mjs";
import { zod4, zodMini } from "./zod.mjs";

/**
 * @typedef {"object" | "closed" | "list"} Shape an object; an object that rejects unknown keys; a list of objects
 * @typedef {{ verdict(value: unknown): boolean, message(value: unknown): string | undefined }} Judge
 *   `verdict` may stop at the first fault; `message` names all faults, and is undefined for a valid value
 * @type {Record<string, { checks: string, make(shape: Shape): Judge }>}
 */
export const CONTESTANTS = {
  unanimous,
  "unanimous/lite": unanimousLite,
  "zod 4": zod4,
  "zod/mini": zodMini,
  valibot,
  "ajv standalone": ajvStandalone,
  "ajv, run time": ajvRuntime,
  arktype,
  typia: typiaCompiled,
  superstruct,
  yup: yupSchema,
  joi,
  "validator.js by hand": validatorJs,
  "regex by hand": regex,
};
