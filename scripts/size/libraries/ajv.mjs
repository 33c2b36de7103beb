import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { lead } from "./ajv-schema.mjs";

const ajv = new Ajv({ allErrors: true });
addFormats(ajv, ["email", "uri"]);
const validate = ajv.compile(lead);
export const accepts = (value) => validate(value);
