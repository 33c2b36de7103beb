// Everybody in the race, by the name in the table: what each checks, and how it is made for a shape.
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
 * @typedef {"object" | "closed" | "list"} Shape an object; one that refuses other keys; a list of objects
 * @typedef {{ verdict(value: unknown): boolean, message(value: unknown): string | undefined }} Judge
 *   `verdict` may stop at the first fault; `message` is one text with all of them, or undefined where there is none
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
