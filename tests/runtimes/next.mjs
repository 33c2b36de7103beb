// Runs the cases in Next's edge and Node routes, over HTTP after `next build` and `next start`. The edge route uses the
// entry for the condition `edge-light`, the Node route uses the entry for bundlers.
import { execFile, spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../scripts/demo/port.mjs";
import { ROOT } from "../tools/tarball.mjs";

const run = promisify(execFile);

/** Installs Next beside the package under test. */
async function addNext(project) {
  const from = join(ROOT, "tests", "runtimes", "next");
  cpSync(from, project.dir, { recursive: true });
  const { dependencies, ...rest } = JSON.parse(readFileSync(join(from, "package.json"), "utf8"));
  const tarball = { unanimous: `file:${project.tarball}` };
  writeFileSync(
    join(project.dir, "package.json"),
    JSON.stringify({ ...rest, dependencies: { ...dependencies, ...tarball } }),
  );
  await run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: project.dir });
}

async function fetchLines(url, child) {
  for (let tries = 0; tries < 480; tries++) {
    if (child.exitCode !== null) throw new Error(`next start exited with code ${child.exitCode}`);
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
      return await response.json();
    } catch (error) {
      if (error.cause?.code !== "ECONNREFUSED") throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${url} did not answer`);
}

/** Builds one app, and returns the lines of its two routes. */
async function routes(project) {
  await addNext(project);
  const cli = join(project.dir, "node_modules", "next", "dist", "bin", "next");
  const options = { cwd: project.dir, env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", CI: "1" } };
  await run(process.execPath, [cli, "build"], options);
  const port = await freePort(0);
  const start = [cli, "start", "-H", "127.0.0.1", "-p", String(port)];
  const child = spawn(process.execPath, start, { ...options, stdio: ["ignore", "ignore", 2] });
  try {
    const edge = await fetchLines(`http://127.0.0.1:${port}/api`, child);
    return { edge, node: await fetchLines(`http://127.0.0.1:${port}/api/node`, child) };
  } finally {
    child.kill("SIGTERM");
    await new Promise((resolve) => (child.exitCode === null ? child.once("exit", resolve) : resolve()));
  }
}

let both;
const route = (name) => async (project) => {
  both ??= routes(project);
  return (await both)[name];
};

export const next = { "Next, edge route": route("edge"), "Next, Node route": route("node") };
