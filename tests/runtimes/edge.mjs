// Runs the cases in Cloudflare's workerd and in Vercel's edge-runtime. Neither can compile wasm inside a handler, so
// both import a module, from the entries for their export conditions.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { tools } from "./project.mjs";

const tool = (name) => import(pathToFileURL(createRequire(join(tools(), "x.js")).resolve(name)).href);

/** Bundles as the platform's own tool does: with its export condition, and with the wasm as separate files. */
async function bundle(project, entry, condition, handler, format) {
  const wasm = new Set();
  const externalWasm = {
    name: "external-wasm",
    setup(build) {
      build.onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path.replace("?module", ""));
        wasm.add(file);
        return format === "esm"
          ? { path: `./${basename(file)}`, external: true }
          : { path: file, namespace: "wasm-global" };
      });
      // edge-runtime runs one script. The platform's build passes the compiled modules as globals.
      build.onLoad({ filter: /.*/, namespace: "wasm-global" }, ({ path }) => ({
        contents: `export default globalThis.WASM_MODULES[${JSON.stringify(basename(path))}];`,
      }));
    },
  };
  const { outputFiles } = await esbuild.build({
    stdin: { contents: handler.replace("ENTRY", `./${entry}.mjs`), resolveDir: project.dir },
    bundle: true,
    write: false,
    format,
    conditions: [condition],
    target: "es2022",
    plugins: [externalWasm],
  });
  if (wasm.size !== 3) throw new Error(`the ${condition} entry imports ${wasm.size} wasm files`);
  return { script: outputFiles[0].text, wasm: [...wasm] };
}

const workerd = (entry) => async (project) => {
  const { Miniflare } = await tool("miniflare");
  const handler = 'import { result } from "ENTRY";\nexport default { fetch: () => new Response(result()) };\n';
  const { script, wasm } = await bundle(project, entry, "workerd", handler, "esm");
  const worker = new Miniflare({
    compatibilityDate: "2026-01-01",
    modules: [
      { type: "ESModule", path: "worker.mjs", contents: script },
      ...wasm.map((file) => ({ type: "CompiledWasm", path: basename(file), contents: readFileSync(file) })),
    ],
  });
  try {
    const response = await worker.dispatchFetch("http://127.0.0.1/");
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  } finally {
    await worker.dispose();
  }
};

const edgeRuntime = (entry) => async (project) => {
  const { EdgeRuntime } = await tool("edge-runtime");
  const handler =
    'import { result } from "ENTRY";\naddEventListener("fetch", (event) => event.respondWith(new Response(result())));\n';
  const { script, wasm } = await bundle(project, entry, "edge-light", handler, "iife");
  const runtime = new EdgeRuntime({
    initialCode: script,
    extend: (context) => {
      context.WASM_MODULES = Object.fromEntries(
        wasm.map((file) => [basename(file), new WebAssembly.Module(readFileSync(file))]),
      );
      return context;
    },
  });
  const response = await runtime.dispatchFetch("http://127.0.0.1/");
  if (!response.ok) throw new Error(await response.text());
  return response.json();
};

export const edge = {
  workerd: workerd("unanimous"),
  "workerd, lite": workerd("lite"),
  "edge-runtime": edgeRuntime("unanimous"),
};
