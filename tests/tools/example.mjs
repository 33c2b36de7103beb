// Starts an example of JavaScript as its README says: `npm install && npm start`.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/demo/port.mjs";
import { ROOT } from "./tarball.mjs";

/**
 * Starts an example on a free port.
 *
 * @param {string} name its folder in examples/
 * @param {(port: number) => string[]} options the options of its server for a port on loopback
 * @returns {Promise<{ folder: string, url: string, stop(): void }>}
 */
export async function startExample(name, options) {
  const folder = join(ROOT, "examples", name);
  const env = { ...process.env, CI: "1", NEXT_TELEMETRY_DISABLED: "1" };
  // npm takes a copy of an earlier build for the package.
  rmSync(join(folder, "node_modules", "unanimous"), { recursive: true, force: true });
  // `npm ci` would reject a lock file without the binaries of other platforms.
  const install = ["install", "--no-save", "--no-audit", "--no-fund", "--silent"];
  execFileSync("npm", install, { cwd: folder, stdio: ["ignore", 2, 2] });
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  // A group of its own, so that all that the example starts can be stopped.
  const args = ["start", "--", ...options(port)];
  const child = spawn("npm", args, { cwd: folder, detached: true, stdio: "ignore", env });
  const stop = () => {
    try {
      process.kill(-child.pid);
    } catch {
      // It has ended already.
    }
  };
  for (let tries = 0; tries < 720 && child.exitCode === null; tries++) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return { folder, url, stop };
    await sleep(250);
  }
  stop();
  throw new Error(`examples/${name} does not listen`);
}

/** Sends a lead with an idempotency key. */
export const post = (url, lead, key) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify(lead),
  });

/** Asserts that an example creates one lead for one key, however many requests come at once. */
export async function assertCreatesOnce(url) {
  const ann = { name: "Ann", email: "ann@example.com" };
  // The first request loads the store, which may take long.
  await post(url, ann, "k0");
  const responses = await Promise.all(Array.from({ length: 20 }, () => post(url, ann, "k1")));
  assert.ok(responses.every(({ status }) => status === 201 || status === 409));
  const again = await post(url, ann, "k1");
  assert.deepEqual([again.status, again.headers.get("idempotent-replayed")], [201, "true"]);
  const created = responses.filter(({ status }) => status === 201);
  const ids = await Promise.all([...created, again].map(async (response) => (await response.json()).id));
  assert.equal(new Set(ids).size, 1);
}
