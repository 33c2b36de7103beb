// For Node: reads each module from its file when it is first needed, which is faster than loading it as text.
import { createRequire } from "node:module";
import { compileFile } from "./file.js";

/** The path of the entry's own module from this file in dist/. The build fills it in. */
declare const VALIDATOR: string;

// Tools that collect the files of a program recognise `new URL(…, import.meta.url)`.
export const validatorModule = () => compileFile(VALIDATOR, () => readFile(new URL(VALIDATOR, import.meta.url)));
export const errorsModule = () =>
  compileFile("../errors.wasm", () => readFile(new URL("../errors.wasm", import.meta.url)));
export const writerModule = () =>
  compileFile("../writer.wasm", () => readFile(new URL("../writer.wasm", import.meta.url)));

/**
 * Returns Node's file system. An import would load all of it, with its promises. Node before 20.16 and 22.3 has no
 * `getBuiltinModule`, so `require` must do.
 */
const fs = (): typeof import("node:fs") =>
  process.getBuiltinModule?.("node:fs") ?? createRequire(import.meta.url)("node:fs");
const readFile = (file: URL) => fs().readFileSync(file);
