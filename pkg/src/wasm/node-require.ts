// The same as node.ts, for `require`.
import { readFileSync } from "node:fs";
import { compileFile } from "./file.js";

/** The path of the entry's own module from this file in dist/. The build fills it in. */
declare const VALIDATOR: string;

export const validatorModule = () => compileFile(VALIDATOR, () => readFileSync(`${__dirname}/${VALIDATOR}`));
export const errorsModule = () => compileFile("../errors.wasm", () => readFileSync(`${__dirname}/../errors.wasm`));
export const writerModule = () => compileFile("../writer.wasm", () => readFileSync(`${__dirname}/../writer.wasm`));
