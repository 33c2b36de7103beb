// Node reads a module from its file, when it is first needed: to load and decode it as text takes longer.
import { createRequire } from "node:module";
import { compileFile } from "./file.js";

/** The file of the entry's own module, from where the code is; the build puts it in. */
declare const VALIDATOR: string;

// In this form tools that gather what a program needs see the files.
export const validatorModule = () => compileFile(VALIDATOR, () => read(new URL(VALIDATOR, import.meta.url)));
export const errorsModule = () => compileFile("../errors.wasm", () => read(new URL("../errors.wasm", import.meta.url)));

/**
 * Not by an import: for that Node loads all of its file system, promises and all. Before 20.16 and 22.3 it has no such call,
 * and a `require` must do.
 */
const fs = (): typeof import("node:fs") =>
  process.getBuiltinModule?.("node:fs") ?? createRequire(import.meta.url)("node:fs");
const read = (file: URL) => fs().readFileSync(file);
