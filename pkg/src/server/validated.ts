import type { Invalid } from "../issue.js";
import type { MessageOptions } from "../localize.js";
import { readForm } from "../read-form.js";
import type { FormReadSchema, FormSource, ReadFormOptions } from "../read-form/source.js";
import { refuseOption } from "../options.js";
import type { PlainError } from "../render.js";
import { type AnswerOptions, answerWithId } from "./answer.js";
import { runHandler, type ServerHandler } from "./handler.js";
import { keyChecks } from "./key.js";
import { headerOf } from "./light-request.js";
import { type BodyKind, bodyKindOf, MEDIA_TYPES } from "./media-type.js";
import { checkHandler } from "./misuse.js";
import { type BodyOptions, mayHaveBody, noteBody, passOn, readBody } from "./request-body.js";
import { idFor, noteId, withId } from "./request-id.js";
import { checkOptions } from "./server-options.js";
import { parseStrictJson } from "./strict-json.js";

/** A schema, of `unanimous` or of `unanimous/lite`. */
export interface RequestSchema<T> extends FormReadSchema {
  validate(value: unknown, options?: MessageOptions): { readonly ok: true; readonly value: T } | Invalid;
}

/** A handler that gets the value beside the request. */
export type ValidatedHandler<T, Rest extends readonly unknown[] = []> = (
  request: Request,
  value: T,
  ...rest: Rest
) => Response | PromiseLike<Response>;

/** The options of {@link validated}. */
export interface ValidatedOptions extends AnswerOptions, BodyOptions, ReadFormOptions {
  /**
   * The part of the request that has the value. By default a GET or HEAD has it in the query, and another request has a
   * body of JSON or a form, by its `Content-Type`. A body of another kind gets 415.
   */
  readonly from?: BodyKind | "query" | readonly BodyKind[] | undefined;
  /** Returns the options of `validate` for a request, such as the language of its issues. */
  readonly messages?:
    | ((request: Request) => MessageOptions | undefined | PromiseLike<MessageOptions | undefined>)
    | undefined;
}

const NO_JSON = Object.freeze({ status: 400, code: "BAD_REQUEST", message: "Request body is not valid JSON" });
const NO_FORM = Object.freeze({ status: 400, code: "BAD_REQUEST", message: "Request body is not a valid form" });
const WHERE = "validated";
const EITHER: readonly BodyKind[] = ["json", "form"];

/**
 * Reads and checks the value of a request, and calls the handler with it.
 *
 * A request without a valid value gets an error: 415 for another `Content-Type`, 413 for a body that is too large, 408
 * for one that takes too long, 400 for one that does not parse, and the schema's issues in the dialect that the client
 * accepts.
 *
 * JSON is read as a Rust server reads it: lone surrogates, numbers beyond a double and more than 127 levels are
 * refused. A form and a query are read by `readForm`. Check a token against cross-site requests where a cookie is the
 * account, or take `from: "json"`: a page of another site can send a form.
 *
 * The handler gets a request whose body may be read again. If it is {@link idempotent}, a refused request does not use
 * up its key.
 *
 * @throws TypeError if the schema is none, the handler no function, or an option is wrong
 *
 * @example
 * const handle = validated(lead, (request, value) => Response.json({ email: value.email }, { status: 201 }));
 */
export function validated<T, Rest extends readonly unknown[] = []>(
  schema: RequestSchema<T>,
  handler: ValidatedHandler<T, Rest>,
  options: ValidatedOptions = {},
): ServerHandler<Rest> {
  checkSchema(schema);
  checkHandler(WHERE, handler);
  checkOptions(WHERE, options);
  const { from = EITHER } = options;
  const keyOf = keyChecks.get(handler);
  const kinds: readonly string[] = [from].flat();
  if (from !== "query" && !(kinds.length > 0 && kinds.every((kind) => EITHER.includes(kind as BodyKind))))
    refuseOption(WHERE, "from", from, '"json", "form", "query" or a list of "json" and "form"');

  return async (request, ...given) => {
    const rest = given as unknown as Rest;
    // What need not be waited for is not: each `await` takes time.
    const id = idFor(WHERE, request, options.requestId);
    if (typeof id !== "string") return id;
    const refuse = (error: PlainError | Invalid) => answerWithId(error, request, id, options);
    const isQuery = from === "query" || (from === EITHER && !mayHaveBody(request.method));
    const kind = isQuery ? undefined : bodyKindOf(headerOf(request, "content-type"));
    if (!isQuery && (kind === undefined || !kinds.includes(kind))) return refuse(unsupported(kinds));
    const bytes = await readBody(WHERE, request, options);
    if (!(bytes instanceof Uint8Array)) return refuse(bytes);
    const key = keyOf && (await keyOf(request));
    if (typeof key === "object" && key !== null) return refuse(key);

    let value: unknown;
    try {
      value = kind === "json" ? parseStrictJson(bytes) : await formOf(request, bytes, kind);
    } catch {
      return refuse(kind === "json" ? NO_JSON : NO_FORM);
    }
    // What it throws is a mistake of the server, such as a wrong option, and not of the client.
    if (kind !== "json") value = readForm(schema, value as FormSource, options);
    const result = schema.validate(value, options.messages && (await options.messages(request)));
    if (!result.ok) return refuse(result);
    if (keyOf) {
      // A handler that is idempotent makes a request of its own from this one.
      noteBody(request, bytes);
      noteId(request, id);
    }
    const own = keyOf ? request : passOn(request, bytes, id);
    const response = runHandler(WHERE, handler, own, result.value, ...rest);
    return withId(response instanceof Promise ? await response : response, id);
  };
}

/** Throws if this is no schema, such as the JSON Schema itself or a schema of another library. */
function checkSchema(schema: unknown): void {
  if (typeof (schema as RequestSchema<unknown> | null)?.validate === "function" && "json" in Object(schema)) return;
  refuseOption(WHERE, "the schema", schema, "a compiled one: pass schema({…})");
}

function unsupported(kinds: readonly string[]): PlainError {
  const types = kinds.flatMap((kind) => MEDIA_TYPES[kind as BodyKind] ?? []);
  const last = types.pop();
  const listed = types.length > 0 ? `${types.join(", ")} or ${last}` : last;
  return { status: 415, code: "UNSUPPORTED_MEDIA_TYPE", message: `Content-Type must be ${listed}` };
}

/** Returns the form in the body; the query if there is no kind of body. Throws if the body is not a form. */
async function formOf(
  request: Request,
  bytes: Uint8Array,
  kind: BodyKind | undefined,
): Promise<FormData | URLSearchParams> {
  if (kind === undefined) return new URL(request.url).searchParams;
  const type = headerOf(request, "content-type") as string;
  if (!/^[ \t]*multipart\//i.test(type)) return new URLSearchParams(new TextDecoder().decode(bytes));
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { "content-type": type } }).formData();
}
