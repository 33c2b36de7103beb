// What bundlers make of it, run in Node.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { printed, tools } from "./project.mjs";

const tool = (name) => import(pathToFileURL(createRequire(join(tools(), "x.js")).resolve(name)).href);
const run = (project, file) => printed(project, process.execPath, [file]);

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
  const stats = await new Promise((resolve, reject) => webpack(config, (error, stats) => (error ? reject(error) : resolve(stats))));
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString({ all: false, errors: true, warnings: true }));
  return run(project, "out/webpack.cjs");
};

const bundle = (format) => async (project) => {
  const outfile = join(project.dir, "out", `esbuild.${format === "esm" ? "mjs" : "cjs"}`);
  const { warnings } = await esbuild.build({
    entryPoints: [join(project.dir, "print-unanimous.mjs")],
    outfile,
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

export const bundlers = {
  "webpack": webpack,
  "esbuild, ES module": bundle("esm"),
  "esbuild, CommonJS": bundle("cjs"),
  "Rollup": rollup,
};
