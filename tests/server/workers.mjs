// Runs a Worker in Cloudflare's real workerd, by miniflare. esbuild bundles it as wrangler does: with the condition
// `workerd`, and with the wasm as a module.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as esbuild from "esbuild";
import { Miniflare } from "miniflare";

/**
 * Starts a Worker.
 *
 * @param {string} file its entry
 * @param {object} [bindings] more options of miniflare: durableObjects, d1Databases
 */
export async function startWorker(file, bindings = {}) {
  const wasm = new Set();
  const externalWasm = {
    name: "external-wasm",
    setup(build) {
      build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        wasm.add(join(resolveDir, path));
        return { path: `./${basename(path)}`, external: true };
      });
    },
  };
  const { outputFiles } = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd", "worker"],
    target: "es2022",
    plugins: [externalWasm],
  });
  return new Miniflare({
    compatibilityDate: "2026-01-01",
    modules: [
      { type: "ESModule", path: "worker.mjs", contents: outputFiles[0].text },
      ...[...wasm].map((path) => ({ type: "CompiledWasm", path: basename(path), contents: readFileSync(path) })),
    ],
    ...bindings,
  });
}
