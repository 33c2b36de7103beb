// Requests of Node that become a `Request` of the platform only when they need to.
import { isInstance, isNode, makeLight } from "./light.js";
import { replaceGlobals } from "./light-globals.js";
import type { NodeBody } from "./node-body.js";

/** The parts that a light request is made of. */
export interface RequestParts {
  readonly method: string;
  /** Returns the URL as `Request` writes it. A light request keeps it. */
  url(): string;
  /** Returns the value of a header, by a name in lower case, without making all headers. */
  header(name: string): string | null;
  /** Makes headers that belong to this request alone. */
  headers(): Headers;
  signal(): AbortSignal;
  /** The body; undefined for GET and HEAD. */
  readonly body: NodeBody | undefined;
}

/** Returns the body of a light request, if it may be read apart from the request. */
export function nodeBodyOf(request: Request): NodeBody | undefined {
  const body = LightRequest.bodyOf(request);
  return body?.isStreaming ? undefined : body;
}

/** Makes a request: a light one if the platform takes it as a `Request`, else a real one. */
export const nodeRequest = (parts: RequestParts): Request =>
  isLightTaken() ? (new LightRequest(parts) as unknown as Request) : realRequest(parts);

/** Whether a request is a light one. */
export const isLight = (request: Request): boolean => LightRequest.isLight(request);

/** Whether a value is a request, light or not. */
export const isRequest = (value: unknown): value is Request =>
  isLight(Object(value)) || isInstance(Request, "[object Request]", value);

/** Returns the value of a header, by a name in lower case. A light request need not make its headers for that. */
export const headerOf = (request: Request, name: string): string | null => LightRequest.header(request, name);

/** Gives a light request a header, when its headers are asked for. */
export const setLightHeader = (request: Request, name: string, value: string): void =>
  LightRequest.setHeader(request, name, value);

function realRequest(
  parts: RequestParts,
  url = parts.url(),
  headers = parts.headers(),
  signal = parts.signal(),
): Request {
  const { method, body } = parts;
  const init: RequestInit & { duplex: "half" } = { method, headers, signal, duplex: "half" };
  if (body) init.body = (body.buffered as Uint8Array<ArrayBuffer> | undefined) ?? body.stream();
  return new Request(url, init);
}

/** See `makeLight`. `method`, `url`, `headers`, `signal`, and reading the body as a whole need no real request. */
class LightRequest {
  readonly #parts: RequestParts;
  #url: string | undefined;
  #headers: Headers | undefined;
  #signal: AbortSignal | undefined;
  #real: Request | undefined;
  #isUsed = false;
  /** A header that was set before the headers were made. */
  #late: readonly [name: string, value: string] | undefined;

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  static isLight(request: object): boolean {
    return #parts in request;
  }

  static header(request: Request, name: string): string | null {
    if (!(#parts in request)) return request.headers.get(name);
    if (request.#headers) return request.#headers.get(name);
    return request.#late?.[0] === name ? request.#late[1] : request.#parts.header(name);
  }

  static setHeader(request: object, name: string, value: string): void {
    if (!(#parts in request)) return;
    if (request.#headers) request.#headers.set(name, value);
    else request.#late = [name, value];
  }

  static bodyOf(request: object): NodeBody | undefined {
    return #parts in request ? request.#parts.body : undefined;
  }

  static real(light: LightRequest): Request {
    const { headers } = light;
    if (light.#real) {
      // Its headers are a copy, and somebody may have changed those of this one since.
      copyHeaders(headers, light.#real.headers);
      return light.#real;
    }
    const real = realRequest(light.#parts, light.url, headers, light.signal);
    light.#real = real;
    // If this body has been read, that of the real request counts as read.
    if (light.#isUsed) real.arrayBuffer().catch(() => {});
    return real;
  }

  get method(): string {
    return this.#parts.method;
  }

  get url(): string {
    return (this.#url ??= this.#parts.url());
  }

  get headers(): Headers {
    if (this.#headers) return this.#headers;
    this.#headers = this.#parts.headers();
    if (this.#late) this.#headers.set(...this.#late);
    return this.#headers;
  }

  get signal(): AbortSignal {
    return (this.#signal ??= this.#parts.signal());
  }

  get bodyUsed(): boolean {
    return this.#isUsed || (this.#real?.bodyUsed ?? false);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.#read();
    return bytes ? new Uint8Array(bytes).buffer : LightRequest.real(this).arrayBuffer();
  }

  async text(): Promise<string> {
    const bytes = await this.#read();
    return bytes ? new TextDecoder().decode(bytes) : LightRequest.real(this).text();
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  /** Reads the body as a whole; undefined if the real request must do it. */
  async #read(): Promise<Uint8Array | undefined> {
    const { body } = this.#parts;
    if (!body || this.#real) return undefined;
    if (this.#isUsed) throw new TypeError("Body is unusable: Body has already been read");
    this.#isUsed = true;
    const bytes = body.bytes ?? (await body.read("Request", Infinity, Infinity));
    if (bytes instanceof Uint8Array) return bytes;
    throw new TypeError("the client closed the connection");
  }
}

function copyHeaders(from: Headers, to: Headers): void {
  for (const name of [...to.keys()]) to.delete(name);
  for (const [name, value] of from) to.append(name, value);
}

/** The class that was tested last: a server's library may replace it. */
let tested: typeof Request | undefined;
let isTaken = false;

/** Whether the platform takes a light request as a `Request`. In Node 24 this makes it do so. */
function isLightTaken(): boolean {
  if (tested !== Request) {
    isTaken = prepare();
    tested = Request;
  }
  return isTaken;
}

function prepare(): boolean {
  if (!isNode()) return false;
  const sample = new Request("http://localhost/");
  makeLight(LightRequest, sample, LightRequest.real);
  const { method, url, headers, signal } = sample;
  const parts = {
    method,
    url: () => url,
    header: () => null,
    headers: () => headers,
    signal: () => signal,
    body: undefined,
  };
  const isAccepted = () => {
    try {
      return new Request(new LightRequest(parts) as unknown as Request).url === url;
    } catch {
      return false;
    }
  };
  if (isAccepted()) return true;
  try {
    replaceGlobals((input) =>
      Object(input) === input && isLight(input as Request) ? LightRequest.real(input as LightRequest) : input,
    );
  } catch {
    // The globals are frozen.
  }
  return isAccepted();
}
