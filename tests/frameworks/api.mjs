// An API on loopback that answers each request with the next of its answers.
import { once } from "node:events";
import { createServer } from "node:http";

export const TAKEN = {
  status: 422,
  body: {
    error: {
      code: "VALIDATION_ERROR",
      message: "Validation error: email: Taken; contacts.0.email: Invalid email; company.vat: Unknown",
    },
  },
};
export const BUSY = { status: 429, headers: { "retry-after": "7" }, body: { error: "Too many requests" } };
export const CREATED = { status: 201, body: { id: 1 } };

/** Starts the API. `answers` are used up one by one. */
export async function startApi(answers) {
  const left = [...answers];
  const server = createServer((request, response) => {
    request.resume();
    const answer = left.shift();
    if (answer === undefined || answer === "break") return request.socket.destroy();
    const { status, headers, body } = answer;
    const type = typeof body === "string" ? "text/html" : "application/json";
    response.writeHead(status, { "content-type": type, "x-request-id": "req_1", ...headers });
    return response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
