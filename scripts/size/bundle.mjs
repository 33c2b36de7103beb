// Bundles a module as a user's bundler does: into one minified file, without unused code.
import { build } from "esbuild";

/**
 * @param {{ file?: string, text?: string, dir: string }} source a file, or source text whose imports resolve from `dir`
 * @param {import("esbuild").BuildOptions} options
 * @returns {Promise<Buffer>} the JavaScript
 */
export async function bundle({ file, text, dir }, options = {}) {
  const { outputFiles } = await build({
    ...(file ? { entryPoints: [file] } : { stdin: { contents: text, resolveDir: dir } }),
    ...{ bundle: true, minify: true, format: "esm", platform: "browser", target: "es2022", legalComments: "none" },
    ...{ write: false, logLevel: "error", ...options },
  });
  return Buffer.from(outputFiles[0].contents);
}
