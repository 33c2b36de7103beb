// Responses that become a `Response` of the platform only when they need to.
import { makeLight } from "./light.js";

/** The head of a light response. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: Headers;
}

/**
 * Returns a response of JSON, as `Response.json` does. In Node 20 and 22, {@link toNodeHandler} sends it faster.
 *
 * @throws TypeError if the value has no JSON
 *
 * @example
 * const handle = validated(lead, (_request, value) => json({ email: value.email }, { status: 201 }));
 */
export function json(value: unknown, init: ResponseInit = {}): Response {
  const { status = 200, statusText = "", headers } = init;
  const isPlain =
    statusText === "" && Number.isInteger(status) && status >= 200 && status < 600 && !isWithoutBody(status);
  if (!isPlain || !isLightTaken()) return Response.json(value, init);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError("The value has no JSON");
  const all = new Headers(headers);
  if (!all.has("content-type")) all.set("content-type", "application/json");
  return new LightResponse(text, { status, headers: all }) as unknown as Response;
}

/** Makes a response of text: a light one if Node's own code takes it as a `Response`. */
export function textResponse(text: string, head: ResponseHead): Response {
  if (!isLightTaken()) return new Response(text, head);
  return new LightResponse(text, head) as unknown as Response;
}

/** Returns the text of a light response if nobody has read it; undefined for another response. */
export const textOf = (response: Response): string | undefined => LightResponse.textOf(response);

/** These may not have a body, not even an empty one. */
const isWithoutBody = (status: number): boolean => status === 204 || status === 205 || status === 304;

/** See `makeLight`. `status`, `ok` and `headers` need no real response. */
class LightResponse {
  readonly #text: string;
  readonly #head: ResponseHead;
  #real: Response | undefined;

  constructor(text: string, head: ResponseHead) {
    this.#text = text;
    this.#head = head;
  }

  static textOf(response: object): string | undefined {
    return #text in response && !response.#real ? response.#text : undefined;
  }

  static real(light: LightResponse): Response {
    return (light.#real ??= new Response(light.#text, light.#head));
  }

  get status(): number {
    return this.#head.status;
  }

  get ok(): boolean {
    return this.#head.status < 300;
  }

  get headers(): Headers {
    return this.#real?.headers ?? this.#head.headers;
  }
}

/** The class that has been tried: a server's library may replace it. */
let tried: typeof Response | undefined;
let isTaken = false;

/** Whether the platform takes a light response as a `Response`. A library's own class is light already. */
function isLightTaken(): boolean {
  if (tried !== Response) {
    tried = Response;
    isTaken = Object.getPrototypeOf(Response) === Function.prototype && prepare();
  }
  return isTaken;
}

function prepare(): boolean {
  makeLight(LightResponse, new Response(""), LightResponse.real);
  const light = new LightResponse("", { status: 201, headers: new Headers() }) as unknown as Response;
  try {
    return Response.prototype.clone.call(light).status === 201;
  } catch {
    return false;
  }
}
