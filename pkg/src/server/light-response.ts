// Responses that become a `Response` of the platform only when they need to.
import { isInstance, isNode, makeLight } from "./light.js";

/**
 * Returns a response of JSON, as `Response.json` does. The adapters send it in less time.
 *
 * @throws TypeError if the value has no JSON
 *
 * @example
 * const handle = validated(lead, (_request, value) => json({ email: value.email }, { status: 201 }));
 */
export function json(value: unknown, init: ResponseInit = {}): Response {
  const { status = 200, statusText, headers } = init;
  const isPlain = Number.isInteger(status) && status >= 200 && status < 600 && mayHaveContent(status);
  if (typeof init !== "object" || statusText || !isPlain || !isLightTaken()) return Response.json(value, init);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError("json: the value has no JSON");
  if (headers === undefined) return light(text, status, { "content-type": "application/json" });
  const all = new Headers(headers);
  if (!all.has("content-type")) all.set("content-type", "application/json");
  return light(text, status, all);
}

/** Makes a response of text: a light one if Node's own code takes it as a `Response`. */
export const textResponse = (text: string, status: number, headers: Record<string, string>): Response =>
  isLightTaken() ? light(text, status, headers) : new Response(text, { status, headers });

const light = (text: string, status: number, headers: Record<string, string> | Headers) =>
  new LightResponse(text, status, headers) as unknown as Response;

/** Whether a response with this status may have a body. */
export const mayHaveContent = (status: number): boolean => status !== 204 && status !== 205 && status !== 304;

/** Whether a response is a light one. */
export const isLightResponse = (response: object): boolean => LightResponse.isLight(response);

/** Whether a value is a response, light or not. */
export const isResponse = (value: unknown): value is Response =>
  isLightResponse(Object(value)) || isInstance(Response, "[object Response]", value);

/** Returns what a light response sends, if nobody has read its body; undefined for another response. */
export const contentOf = (response: Response): LightContent | undefined => LightResponse.contentOf(response);

/** Gives a light response the id of its request, unless it has one of its own. Returns false for another response. */
export const addId = (response: Response, id: string): boolean => LightResponse.addId(response, id);

/** The body and the headers of a light response; the names of the headers are in lower case. */
export interface LightContent {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>> | Headers;
}

const ID = "x-request-id";

/** See `makeLight`. `status`, `ok` and `headers` need no real response. */
class LightResponse {
  readonly #text: string;
  readonly #status: number;
  #headers: Record<string, string> | Headers;
  #real: Response | undefined;
  /** Whether the id among the headers is not the handler's own. */
  #isIdAdded = false;

  constructor(text: string, status: number, headers: Record<string, string> | Headers) {
    this.#text = text;
    this.#status = status;
    this.#headers = headers;
  }

  static isLight(response: object): boolean {
    return #text in response;
  }

  static contentOf(response: object): LightContent | undefined {
    return #text in response && !response.#real ? { text: response.#text, headers: response.#headers } : undefined;
  }

  static addId(response: object, id: string): boolean {
    if (!(#text in response)) return false;
    const headers = response.#real?.headers ?? response.#headers;
    if (headers instanceof Headers) {
      response.#isIdAdded ||= !headers.has(ID);
      if (response.#isIdAdded) headers.set(ID, id);
    } else {
      response.#isIdAdded ||= headers[ID] === undefined;
      if (response.#isIdAdded) headers[ID] = id;
    }
    return true;
  }

  static real(response: LightResponse): Response {
    return (response.#real ??= new Platform(response.#text, { status: response.#status, headers: response.#headers }));
  }

  get status(): number {
    return this.#status;
  }

  get ok(): boolean {
    return this.#status < 300;
  }

  get headers(): Headers {
    if (this.#real) return this.#real.headers;
    if (!(this.#headers instanceof Headers)) this.#headers = new Headers(this.#headers);
    return this.#headers;
  }
}

/** The class that was tested last: a server's library may replace it. */
let tested: typeof Response | undefined;
let isTaken = false;

/** The platform's own class, of which light responses are instances. */
let Platform: typeof Response;

/** Whether what takes a `Response` takes a light one, too. */
function isLightTaken(): boolean {
  if (tested !== Response) {
    tested = Response;
    isTaken = prepare();
  }
  return isTaken;
}

function prepare(): boolean {
  if (!isNode()) return false;
  // `@hono/node-server` puts a class of its own before the platform's.
  for (Platform = Response; Object.getPrototypeOf(Platform) !== Function.prototype; )
    Platform = Object.getPrototypeOf(Platform) as typeof Response;
  makeLight(LightResponse, new Platform(""), LightResponse.real);
  return true;
}
