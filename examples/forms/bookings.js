// The server of the pages, as middleware of Vite: `POST /bookings` books seats, or says why not.
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { errorResponse, schema } from "unanimous";

const booking = schema(JSON.parse(readFileSync(new URL("booking.schema.json", import.meta.url), "utf8")));

/** What the server answers to some addresses, so that each kind of error can be tried. */
const REFUSALS = {
  "taken@example.com": [[{ path: "email", reason: "ann@example.com has booked already." }], { status: 409 }],
  "busy@example.com": [{ status: 429, code: "rate_limited", message: "Too many bookings at once." }],
  "full@example.com": [{ status: 409, code: "full", message: "All seats are taken." }],
};

/** @returns {{ status: number, headers?: Record<string, string>, body: string }} */
export function book(body) {
  let value;
  try {
    value = JSON.parse(body);
  } catch {
    return errorResponse({ status: 400, code: "invalid_json", message: "The body is no JSON." });
  }
  const result = booking.validate(value);
  if (!result.ok) return errorResponse(result.issues);
  const refusal = REFUSALS[result.value.email];
  if (!refusal) return { status: 201, body: "{}" };
  const response = errorResponse(...refusal);
  if (response.status === 429) response.headers["retry-after"] = "3";
  return response;
}

async function middleware(request, response, next) {
  if (request.method !== "POST" || request.url !== "/bookings") return next();
  const { status, headers = { "content-type": "application/json" }, body } = book(await text(request));
  response.writeHead(status, headers).end(body);
}

export const bookings = {
  name: "bookings",
  configureServer: ({ middlewares }) => void middlewares.use(middleware),
  configurePreviewServer: ({ middlewares }) => void middlewares.use(middleware),
};
