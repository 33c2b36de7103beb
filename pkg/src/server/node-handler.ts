// Adapters from fetch handlers to `node:http`, Express and Fastify.
import { checkHandler, refuseMistake } from "./misuse.js";
import { answer } from "./answer.js";
import { runHandler } from "./handler.js";
import type { HeaderValue, NodeRequest, NodeResponse } from "./node-messages.js";
import { refuseMethod, toRequest } from "./node-request.js";
import { breakOff, send, unsetHead, withVary } from "./node-response.js";

/**
 * Makes a listener for `node:http`, or a handler for Express, of a fetch handler.
 *
 * An error of the handler goes to `next` if there is one, as in Express; else it is written to the console, and the
 * client gets 500. In Express put it before `express.json()`, or use `express.raw({ type: "*\/*" })`: the body must be
 * what the client sent, byte for byte.
 *
 * @example
 * createServer(toNodeHandler(handle)).listen(8080);
 * @example
 * express().post("/leads", toNodeHandler(handle));
 */
export function toNodeHandler(
  handler: (request: Request) => Response | PromiseLike<Response>,
): (request: NodeRequest, response: NodeResponse, next?: (error?: unknown) => void) => Promise<void> {
  checkHandler("toNodeHandler", handler);
  return async (incoming, outgoing, next) => {
    let request: Request | undefined;
    let sending: Response | undefined;
    if (!incoming?.rawHeaders) return refuseMistake("adapter", "toNodeHandler", incoming);
    try {
      request = toRequest(incoming, outgoing);
      sending = await (refuseMethod(incoming.method, request) ?? runHandler("toNodeHandler", handler, request));
      await send(sending, incoming, outgoing);
    } catch (error) {
      // A part of the response may have been sent. The client must not take it for the whole.
      if (sending && outgoing.headersSent) breakOff(outgoing);
      else if (sending) unsetHead(outgoing, sending);
      if (next) return next(isForNext(error) ? error : new Error("toNodeHandler: the handler threw", { cause: error }));
      console.error(error);
      const asked = request ?? NO_REQUEST();
      try {
        await send(await answer(error instanceof Error ? error : new Error(), asked), incoming, outgoing);
      } catch {
        breakOff(outgoing);
      }
    }
  };
}

/** Whether `next` takes a value for an error. After another value, Express goes on with the next handler. */
const isForNext = (error: unknown): boolean => Boolean(error) && error !== "route" && error !== "router";

const NO_REQUEST = () => new Request("http://localhost/");

/** A request and a reply of Fastify, as far as they are needed. */
export interface FastifyRequest {
  readonly raw: NodeRequest;
  readonly originalUrl: string;
  readonly body: unknown;
}
export interface FastifyReply {
  readonly raw: object;
  getHeader?(name: string): HeaderValue | undefined;
  send(response: Response): unknown;
}

/**
 * Makes a Fastify handler of a fetch handler. Fastify must leave the body as it came: give the plugin that holds the
 * route a parser of bytes.
 *
 * @example
 * app.removeAllContentTypeParsers();
 * app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
 * app.post("/leads", toFastifyHandler(handle));
 */
export function toFastifyHandler(
  handler: (request: Request) => Response | PromiseLike<Response>,
): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  checkHandler("toFastifyHandler", handler);
  return async (given, reply) => {
    if (!given?.raw) return refuseMistake("adapter", "toFastifyHandler", given);
    const { raw, originalUrl, body } = given;
    const incoming = Object.create(raw, { originalUrl: { value: originalUrl }, body: { value: body } }) as NodeRequest;
    const request = toRequest(incoming, reply.raw as NodeResponse);
    const response = await (refuseMethod(incoming.method, request) ?? runHandler("toFastifyHandler", handler, request));
    return reply.send(withVary(response, reply.getHeader?.("vary")));
  };
}
