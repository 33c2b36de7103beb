// Runs the cases in the JavaScript runtimes for servers: Node, Deno and Bun.
import { printed, program } from "./project.mjs";

export const servers = {
  "Node, import": (project) => printed(project, process.execPath, ["print-unanimous.mjs"]),
  "Node, require": (project) => printed(project, process.execPath, ["print-require.cjs"]),
  "Node, lite": (project) => printed(project, process.execPath, ["print-lite.mjs"]),
  // `-A` grants all permissions, as Node has them. Deno fetches nothing, because the package is in node_modules.
  Deno: (project) =>
    printed(project, program("deno"), ["run", "-A", "--no-remote", "--node-modules-dir=manual", "print-unanimous.mjs"]),
  Bun: (project) => printed(project, program("bun"), ["run", "print-unanimous.mjs"]),
};
