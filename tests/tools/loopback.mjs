// Servers on loopback for tests of the URL guard. 127.0.0.2 stands for a public address, 127.0.0.1 for a private one.
import http from "node:http";
import net from "node:net";

// A proxy of the developer's environment would change what the adapters do.
for (const name of Object.keys(process.env)) if (/proxy$/i.test(name)) delete process.env[name];

export const OPEN = "127.0.0.2";
export const PRIVATE = "127.0.0.1";
/** Allows the one and refuses the other. */
export const POLICY = { schemes: ["https", "http"], allowCidrs: [`${OPEN}/32`] };

/** Starts a server that counts its connections as `reached`. Port 0 takes a free one. */
export async function listen(host, port, handler) {
  const server = http.createServer(handler);
  server.reached = 0;
  server.on("connection", () => server.reached++);
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  server.port = server.address().port;
  server.stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return server;
}

/** Answers "open", or redirects to the URL in the query's `to`. */
export function openOrRedirect(request, response) {
  const to = new URL(request.url, "http://open.invalid").searchParams.get("to");
  if (to) response.writeHead(302, { location: to }).end();
  else response.end("open");
}

/** Starts a server on the open address, and one on each private address, all on one port. */
export async function listenAt(handler, secret, privateAddresses) {
  for (;;) {
    const open = await listen(OPEN, 0, handler);
    const secrets = [];
    try {
      for (const address of privateAddresses) secrets.push(await listen(address, open.port, secret));
      return { open, secrets, port: open.port };
    } catch (error) {
      for (const server of [open, ...secrets]) server.stop();
      // Else another program has this port on another address.
      if (error.code !== "EADDRINUSE") throw error;
    }
  }
}

/** Starts a server on the open address and one on the private address, both on one port. */
export async function listenPair(handler, secret = (_, response) => response.end("secret")) {
  const { open, secrets, port } = await listenAt(handler, secret, [PRIVATE]);
  return { open, secret: secrets[0], port };
}

/**
 * Starts a forward proxy on the open address, which takes whole URLs and `CONNECT`. It leads every name to the private
 * address, as a name of a stranger may. `targets` holds the hosts that it was asked for.
 */
export async function listenProxy() {
  const targets = [];
  const proxy = await listen(OPEN, 0, (request, response) => {
    const { host, port, pathname, search } = new URL(request.url, "http://origin-form.invalid");
    targets.push(host);
    const options = { host: PRIVATE, port, path: pathname + search, method: request.method, headers: request.headers };
    const onward = http.request(options, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  proxy.on("connect", (request, socket, head) => {
    targets.push(request.url);
    const onward = net.connect({ host: PRIVATE, port: Number(request.url.split(":").at(-1)) }, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  return Object.assign(proxy, { targets, url: `http://${OPEN}:${proxy.port}` });
}

/** Sends a request over node:http, and returns the status and the body. The options may hold the URL's parts instead. */
export const get = (client, ...urlAndOptions) =>
  new Promise((done, fail) => {
    const request = client.get(...urlAndOptions, (response) => {
      response.setEncoding("utf8");
      let body = "";
      response.on("data", (chunk) => (body += chunk)).on("end", () => done({ status: response.statusCode, body }));
    });
    request.on("error", fail);
  });

/** Runs with variables in the environment, and removes them again. */
export async function withEnvironment(variables, run) {
  Object.assign(process.env, variables);
  try {
    return await run();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
  }
}
