// The value of a key in a store of bytes. `src/idempotency/redis/record.rs` writes the same bytes.
import { joinBytes } from "./bytes.js";
import type { Answer, Claim } from "./store.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const LINE_FEED = 10;

/**
 * Returns the value of a key while its request runs: one line. When the request is done, the answer follows.
 *
 *     2 <fingerprint> <token>\n                           in hexadecimal
 *     {"status":201,"headers":[["location","/1"]]}\n      only when the request is done
 *     <body, byte for byte>
 */
export const runningRecord = ({ fingerprint, token }: Claim): Uint8Array =>
  encoder.encode(`2 ${fingerprint} ${token}\n`);

/** Returns the value of a key whose request is done. */
export function doneRecord(claim: Claim, { status, headers, body }: Answer): Uint8Array {
  const head = encoder.encode(`${JSON.stringify({ status, headers })}\n`);
  return joinBytes([runningRecord(claim), head, body]);
}

/** Reads a value that `runningRecord` or `doneRecord` wrote; undefined if it is anything else. */
export function parseRecord(record: Uint8Array): { fingerprint: string; answer: Answer | undefined } | undefined {
  const end = record.indexOf(LINE_FEED);
  const line = textOf(record.subarray(0, Math.max(end, 0)));
  const [, fingerprint] = /^2 ([0-9a-f]{64}) [0-9a-f]{1,32}$/i.exec(line ?? "") ?? [];
  if (fingerprint === undefined) return undefined;
  const known = fingerprint.toLowerCase();
  const rest = record.subarray(end + 1);
  if (rest.length === 0) return { fingerprint: known, answer: undefined };
  const headEnd = rest.indexOf(LINE_FEED);
  const head = parseHead(textOf(rest.subarray(0, Math.max(headEnd, 0))));
  return head && { fingerprint: known, answer: { ...head, body: rest.slice(headEnd + 1) } };
}

/** Reads the JSON of an answer's status and headers; undefined if the text is anything else. */
function parseHead(text: string | undefined): Omit<Answer, "body"> | undefined {
  try {
    const { status, headers } = JSON.parse(text ?? "") as Omit<Answer, "body">;
    return Number.isInteger(status) && areHeaders(headers) ? { status, headers } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the headers of an answer from JSON. Throws a SyntaxError if the text is anything else. */
export function parseHeaders(json: string): Answer["headers"] {
  const headers: unknown = JSON.parse(json);
  if (areHeaders(headers)) return headers;
  throw new SyntaxError("the stored headers are not a list of pairs");
}

const areHeaders = (headers: unknown): headers is Answer["headers"] =>
  Array.isArray(headers) &&
  headers.every(
    (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every((x) => typeof x === "string"),
  );

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
