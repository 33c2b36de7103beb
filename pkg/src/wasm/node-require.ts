// As node.ts, for `require`.
import { readFileSync } from "node:fs";
import { compileFile } from "./file.js";

/** The file of the entry's own module, from where the code is; the build puts it in. */
declare const VALIDATOR: string;

export const validatorModule = () => compileFile(VALIDATOR, () => readFileSync(`${__dirname}/${VALIDATOR}`));
export const errorsModule = () => compileFile("../errors.wasm", () => readFileSync(`${__dirname}/../errors.wasm`));
