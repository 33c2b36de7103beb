// What every file of tests in Chromium has: one browser and one server for all its tests, a new page for each of them, and
// a page that says nothing in the console.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { startDemo } from "../../scripts/demo/start.mjs";
import { launch } from "../tools/chromium.mjs";

/** The page of the running test, and what serves it. */
export let page;
export let site;

/**
 * Sets up all tests of a file.
 *
 * @param {object} options
 * @param {() => Promise<{ close(): Promise<void> }>} options.start starts what serves the pages
 * @param {() => Promise<void>} options.open goes to the page, and waits until it can be used
 * @param {(message: import("playwright-core").ConsoleMessage) => boolean} options.isExpected what the console may say
 * @param {(complain: (text: string) => void) => void} options.watch looks for more to complain about
 */
export function usePages({ start, open, isExpected = () => false, watch = () => {} }) {
  let browser;
  let complaints;
  before(async () => {
    [browser, site] = await Promise.all([launch(), start()]);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(async () => {
    complaints = [];
    page = await browser.newPage();
    page.on("console", (message) => isExpected(message) || complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    watch((text) => complaints.push(text));
    page.setDefaultTimeout(10_000);
    await open();
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints, [], "the console is silent, and no Content-Security-Policy is broken");
  });
}

/** The same with the demo's page, its edge function and its server. */
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

/** Whether Chromium tells of an answer of 400 and above, or of a server that is not there: no mistake of the page. */
export const isFailedLead = (message) => /\/api\/leads(?:\/check)?$/.test(message.location().url) && /^Failed to load/.test(message.text());
