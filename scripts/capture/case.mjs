// Builds the rows of a scenario's table: the request, and the expected error.

/** The expected fields: `["contacts.1.email", "Invalid email"]`, or a path alone if any reason will do. */
export const fields = (...list) =>
  list.map((field) => {
    const [path, reason, more] = [field].flat();
    return { path, ...(reason === undefined ? {} : { reason }), ...more };
  });

/** An expected validation error: no code of its own, and these fields. */
export const invalid = (...list) => ({ code: null, category: "validation", fields: fields(...list) });

/** The response for a library without a server: its errors as JSON, in the envelope of the scenario. */
export const json = (status, value) => () => Response.json(value, { status });

export const post = (path, value, headers) => ({
  path,
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: typeof value === "string" ? value : JSON.stringify(value),
});

export const get = (path, headers) => ({ path, method: "GET", headers });

/** Sends to a server of node:http, which it starts on a free port of the loopback. */
export async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  return {
    send: ({ path, ...request }) => fetch(base + path, request),
    close: () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections()),
  };
}

/** Sends to an app that answers a Request by a Response. */
export const inProcess = (answer) => ({
  send: ({ path, ...request }) => answer(new Request(`http://localhost${path}`, request)),
  close() {},
});
