// Starts Chromium for all tests that need it.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PATHS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * Starts a headless Chromium without background network requests.
 *
 * @param {import("playwright-core").LaunchOptions} options further options
 */
export function launch(options = {}) {
  const executablePath = PATHS.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("no Chromium found: run `make setup-test`, or set CHROMIUM to its path");
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  return chromium.launch({ executablePath, args: [...asRoot, "--disable-dev-shm-usage", ...quiet], ...options });
}
