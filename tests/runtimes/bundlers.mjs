// Bundles the package with each bundler, and runs the bundle in Node. A bundle is one file that must need no other
// file.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { printed, program, tools } from "./project.mjs";

const tool = (name) => import(pathToFileURL(createRequire(join(tools(), "x.js")).resolve(name)).href);

/** Runs a bundle in a folder without other files. */
async function run(project, file) {
  const dir = mkdtempSync(join(tmpdir(), "unanimous-bundle-"));
  try {
    cpSync(join(project.dir, file), join(dir, basename(file)));
    return await printed({ dir }, process.execPath, [basename(file)]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const webpack = async (project) => {
  const { default: webpack } = await tool("webpack");
  const config = {
    mode: "production",
    target: "node",
    context: project.dir,
    entry: "./print-unanimous.mjs",
    output: { path: join(project.dir, "out"), filename: "webpack.cjs" },
    performance: { hints: false },
  };
  const stats = await new Promise((resolve, reject) =>
    webpack(config, (error, stats) => (error ? reject(error) : resolve(stats))),
  );
  if (stats.hasErrors() || stats.hasWarnings())
    throw new Error(stats.toString({ all: false, errors: true, warnings: true }));
  return run(project, "out/webpack.cjs");
};

const bundle = (format) => async (project) => {
  const outfile = `out/esbuild.${format === "esm" ? "mjs" : "cjs"}`;
  const { warnings } = await esbuild.build({
    entryPoints: [join(project.dir, "print-unanimous.mjs")],
    outfile: join(project.dir, outfile),
    bundle: true,
    minify: true,
    format,
    platform: "node",
    logLevel: "silent",
  });
  if (warnings.length > 0) throw new Error(esbuild.formatMessagesSync(warnings, { kind: "warning" }).join("\n"));
  return run(project, outfile);
};

const rollup = async (project) => {
  const [{ rollup }, { nodeResolve }] = await Promise.all([tool("rollup"), tool("@rollup/plugin-node-resolve")]);
  const onwarn = (warning) => {
    throw new Error(warning.message);
  };
  const built = await rollup({ input: join(project.dir, "print-unanimous.mjs"), plugins: [nodeResolve()], onwarn });
  await built.write({ file: join(project.dir, "out", "rollup.mjs"), format: "es" });
  await built.close();
  return run(project, "out/rollup.mjs");
};

const viteSsr = async (project) => {
  const { build } = await tool("vite");
  const settings = {
    ssr: "print-unanimous.mjs",
    outDir: "out",
    rollupOptions: { output: { entryFileNames: "vite.mjs" } },
  };
  await build({ root: project.dir, configFile: false, logLevel: "error", ssr: { noExternal: true }, build: settings });
  return run(project, "out/vite.mjs");
};

const bun = async (project) => {
  // With NODE_ENV=production, Bun sets none of the bundlers' export conditions, so `module` is passed.
  const args = ["build", "--target=node", "--conditions=module", "--outfile=out/bun.mjs", "print-unanimous.mjs"];
  const env = { ...process.env, NODE_ENV: "production" };
  await promisify(execFile)(program("bun"), args, { cwd: project.dir, env });
  return run(project, "out/bun.mjs");
};

export const bundlers = {
  "webpack": webpack,
  "esbuild, ES module": bundle("esm"),
  "esbuild, CommonJS": bundle("cjs"),
  "Rollup": rollup,
  "Vite build, SSR": viteSsr,
  "Bun build": bun,
};
