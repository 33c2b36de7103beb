// A loopback server that speaks the REST protocol of Upstash to `@upstash/redis`, and sends its commands to a real Redis.
//
// It is no Upstash: it shows that the client's calls and encodings work, not how their service executes scripts.
import { once } from "node:events";
import { createServer } from "node:http";
import { createClient } from "redis";

const base64 = (value) => {
  if (typeof value === "string") return Buffer.from(value).toString("base64");
  return Array.isArray(value) ? value.map(base64) : value;
};

/** Starts the bridge to the Redis at `redisUrl`. */
export async function startBridge(redisUrl) {
  const redis = await createClient({ url: redisUrl }).connect();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const encode = request.headers["upstash-encoding"] === "base64" ? base64 : (value) => value;
    const run = async (command) => {
      try {
        return { result: encode(await redis.sendCommand(command.map(String))) };
      } catch (error) {
        return { error: error.message };
      }
    };
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const reply = request.url.endsWith("/pipeline") ? await Promise.all(body.map(run)) : await run(body);
    const status = !Array.isArray(reply) && "error" in reply ? 400 : 200;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(reply));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
      redis.destroy();
    },
  };
}
