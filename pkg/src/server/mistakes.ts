// The texts for mistakes in the code of a server that show only at a request.
import { shown } from "../options.js";

/** A value may hold what a user sent, so the error has only its type. */
const typeOf = (value: unknown): string => (value === null ? "null" : value === "" ? "an empty one" : typeof value);

const TEXTS = {
  request: (got: unknown) =>
    `the handler takes a Request, not ${shown(got)}: ` +
    "give a router of Node, Express, Fastify or Hono toNodeHandler, toFastifyHandler or toHonoHandler of it",
  adapter: (got: unknown) =>
    `another framework has called it, with ${shown(got)}: Node and Express need toNodeHandler, Fastify ` +
    "toFastifyHandler, Hono toHonoHandler",
  response: (got: unknown) => `the handler must return a Response, such as Response.json(value), not ${typeOf(got)}`,
  account: (got: unknown) =>
    `scope must return the account as a string that is not empty, or throw a Response, not return ${typeOf(got)}`,
  id: (got: unknown) => `requestId must return a string, not ${typeOf(got)}`,
  begin: () =>
    'begin of the store must return { state: "run" }, { state: "replay", answer }, { state: "in_progress" } or ' +
    '{ state: "conflict" }',
  kept: (got: unknown) => `keep must return true or false, not ${typeOf(got)}`,
  read: () => "the body of the request has been read already: pass the handler a clone",
  lost: () =>
    "the bytes of the body are lost, because something has read it or called setEncoding before. In Express, put the " +
    "handler before express.json(). In Fastify, call removeAllContentTypeParsers() and addContentTypeParser" +
    '("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body)). Elsewhere, keep the bytes as ' +
    "request.rawBody",
  uncalled: () => `transaction did not call the function that it got: ${TRANSACTION}`,
  early: () => `transaction was fulfilled before the function that it got: ${TRANSACTION}`,
  swallowed: () =>
    "transaction was fulfilled although the function that it got rejected, so it may have committed: " + TRANSACTION,
};
const TRANSACTION = "return the promise, as (run) => sql.begin(run) does";

/** A mistake in the code of a server. */
export type Mistake = keyof typeof TEXTS;

/** Returns the error for a mistake of the function `where`. */
export const mistakeOf = (mistake: Mistake, where: string, got: unknown): TypeError =>
  new TypeError(`${where}: ${TEXTS[mistake](got)}`, got instanceof Error ? { cause: got } : {});
