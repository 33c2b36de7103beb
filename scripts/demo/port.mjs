import { once } from "node:events";
import { createServer } from "node:net";

/** Returns the first free loopback port at or above `preferred`; for 0, any free port. */
export async function freePort(preferred, host = "127.0.0.1") {
  for (let port = preferred; port <= preferred + 100; port++) {
    const probe = createServer();
    try {
      probe.listen(port, host);
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
