import { chromium } from "playwright-core";

const QUIET = [
  ...["--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"],
  ...["--disable-sync", "--no-first-run"],
];

/** Starts the system's Chromium; CHROMIUM names another one. */
export function launchChromium() {
  // Chromium's sandbox does not run as root.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...sandbox, ...QUIET] });
}
