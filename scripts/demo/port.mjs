import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Returns the first free loopback port at or above `preferred`. For 0 it begins at a random port below 32768: Linux gives
 * its connections higher ports, so none takes this one before it is used.
 *
 * @param {number} [taken] a port that somebody is about to use
 */
export async function freePort(preferred, taken) {
  // `fetch` and browsers refuse the port 10080.
  if (preferred === 0) preferred = 10_100 + randomInt(20_000);
  for (let port = preferred; port <= preferred + 100; port++) {
    if (port === taken) continue;
    const probe = createServer();
    try {
      probe.listen(port, "127.0.0.1");
      await once(probe, "listening");
      return probe.address().port;
    } catch (error) {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
    } finally {
      probe.close();
    }
  }
  throw new Error(`no free port from ${preferred} to ${preferred + 100}`);
}
