/**
 * Compiles a module from its file.
 *
 * @throws Error if the file cannot be read, as in a bundle or a copy of the code without it. The message says what to
 *   do
 */
export function compileFile(path: string, readFile: () => Uint8Array<ArrayBuffer>): WebAssembly.Module {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readFile();
  } catch (cause) {
    // The stack or the memory is used up, and the file may well be there.
    if (cause instanceof RangeError) throw cause;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const why = cause instanceof Error ? cause.message : String(cause);
    const remedy = 'or have the bundler take the export condition "module", which needs no file';
    throw new Error(
      `unanimous cannot read its file ${name} (${why}): copy it there from "dist" of the package, ${remedy}`,
      { cause },
    );
  }
  return new WebAssembly.Module(bytes);
}
