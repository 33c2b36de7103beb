// Setup for the tests in Chromium: one browser and one server per file, a new page per test, and a check that the
// console stays empty.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { startDemo } from "../../scripts/demo/start.mjs";
import { launch } from "../tools/chromium.mjs";

/** The page of the current test, and the server of the file. */
export let page;
export let site;

/**
 * Sets up all tests of a file.
 *
 * @param {object} options
 * @param {() => Promise<{ close(): Promise<void> }>} options.start starts the server of the pages
 * @param {() => Promise<void>} options.open opens the page and waits until it is ready
 * @param {(message: import("playwright-core").ConsoleMessage) => boolean} options.isExpected whether a console message is allowed
 * @param {(reportError: (text: string) => void) => void} options.watch listens to the page and reports further errors
 */
export function usePages({ start, open, isExpected = () => false, watch = () => {} }) {
  let browser;
  let errors;
  before(async () => {
    // One after the other: if the second does not start, `after` closes the first. An open browser keeps Node running.
    site = await start();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(async () => {
    errors = [];
    page = await browser.newPage();
    page.on("console", (message) => isExpected(message) || errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    watch((text) => errors.push(text));
    page.setDefaultTimeout(60_000);
    await open();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(errors, [], "the console is empty, and no Content-Security-Policy is violated");
  });
}

/** Stops the clock of the page: its timers run when the test says so, however slow the machine is. */
export async function stopClock() {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1_000);
}

/** Sets up all tests of a file with the demo: the page, the edge function and the Rust server. */
export function useDemo({ ready, ...options }) {
  const start = async () => {
    const demo = await startDemo({ quiet: true });
    return { ...demo, close: demo.stop };
  };
  const open = async () => {
    await page.goto(site.page);
    await ready(page).waitFor();
  };
  usePages({ start, open, ...options });
}

/**
 * Whether Chromium logs that a request for a lead failed (status 400 or above, or no server), which is not the page's
 * error.
 */
export const isFailedLead = (message) =>
  /\/api\/leads(?:\/check)?$/.test(message.location().url) && /^Failed to load/.test(message.text());
