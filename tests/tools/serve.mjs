// A static file server on loopback, for the pages of the tests.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/**
 * Serves folders by their URL prefix: `{ "/": "www", "/pkg/": "pkg/dist" }`.
 *
 * @param {Record<string, string>} folders
 * @param {Record<string, string>} headers added to every response
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serve(folders, headers = {}) {
  const prefixes = Object.keys(folders).sort((one, other) => other.length - one.length);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const prefix = prefixes.find((prefix) => path.startsWith(prefix));
    const file = prefix && normalize(join(folders[prefix], path.slice(prefix.length)));
    try {
      if (!file || !(file + sep).startsWith(normalize(folders[prefix] + sep))) throw new Error("outside");
      const body = await readFile(file);
      response
        .writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", ...headers })
        .end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
