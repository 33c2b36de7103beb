// Requests and responses of Node, as far as they are needed.
import type { ByteStream } from "./node-body.js";

/** Node's `IncomingMessage`. Express and other frameworks add members. */
export interface NodeRequest extends ByteStream {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly socket: object;
}

/** The value of a header, or the values of its lines. */
export type HeaderValue = number | string | readonly string[];

/** Node's `ServerResponse`. */
export interface NodeResponse {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed: boolean;
  statusCode: number;
  hasHeader(name: string): boolean;
  getHeader(name: string): HeaderValue | undefined;
  setHeader(name: string, value: HeaderValue): unknown;
  removeHeader(name: string): void;
  flushHeaders?(): void;
  write(chunk: Uint8Array): boolean;
  end(chunk?: Uint8Array | string): unknown;
  destroy(error?: Error): unknown;
  once(event: string, listener: () => void): unknown;
  /** HTTP/1: whether the client may send another request over the connection. */
  readonly shouldKeepAlive?: boolean;
  /** HTTP/2 has one. */
  readonly stream?:
    | { readonly destroyed?: boolean; close?(code?: number): void; once?(event: string, listener: () => void): unknown }
    | undefined;
  off(event: string, listener: () => void): unknown;
}
