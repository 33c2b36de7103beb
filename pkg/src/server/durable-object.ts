import { equalBytes } from "./bytes.js";
import { doneRecord, parseRecord, runningRecord } from "./record.js";
import {
  type Answer,
  type Begin,
  type Claim,
  judge,
  KEPT_MS,
  type Store,
  type StoreOptions,
  storeOptions,
  within,
} from "./store.js";

/** The namespace of Durable Objects in the `env` of a Worker, as far as it is needed: a `DurableObjectNamespace`. */
export interface DurableObjects {
  idFromName(name: string): unknown;
  get(id: never): { fetch(url: string, init: RequestInit): Promise<Response> };
}

/** The state of a Durable Object, as far as it is needed. */
export interface DurableObjectState {
  readonly storage: {
    get(key: string): Promise<unknown>;
    put(key: string, value: unknown): Promise<void>;
    deleteAll(): Promise<void>;
    getAlarm(): Promise<number | null>;
    setAlarm(time: number): Promise<void>;
  };
}

/** What an object has stored. */
interface Kept {
  /** The claim and its answer, as a store in Redis has them. */
  readonly record: Uint8Array;
  readonly leaseUntil: number;
  readonly expiresAt: number;
}

/** The name of the one value that an object stores. */
const VALUE = "key";
/** The header that says what became of a claim. */
const STATE = "x-unanimous-state";
type Action = "begin" | "renew" | "finish" | "abandon";

/**
 * A store in Durable Objects of Cloudflare Workers: one object for each key. An object handles one event at a time, so
 * a claim is atomic. It deletes itself after 24 hours.
 *
 * Export {@link IdempotencyObject} from the Worker, and bind its class in wrangler's configuration.
 *
 * @example
 * export { IdempotencyObject } from "unanimous/server";
 * const handle = idempotent(create, { store: (_request, env: Env) => new DurableObjectStore(env.KEYS) });
 * export default { fetch: handle };
 */
export class DurableObjectStore implements Store {
  readonly leaseMs: number;
  readonly #objects: DurableObjects;
  readonly #answerBytes: number;

  /** @throws TypeError if an option is wrong, or `objects` is no namespace of Durable Objects */
  constructor(objects: DurableObjects, options: StoreOptions = {}) {
    if (typeof (objects as DurableObjects | null | undefined)?.idFromName !== "function") {
      throw new TypeError("DurableObjectStore: expected a namespace of Durable Objects, such as env.KEYS");
    }
    this.#objects = objects;
    ({ leaseMs: this.leaseMs, answerBytes: this.#answerBytes } = storeOptions("DurableObjectStore", options));
  }

  async begin(claim: Claim): Promise<Begin> {
    const response = await this.#send("begin", claim, runningRecord(claim));
    const state = response.headers.get(STATE);
    switch (state) {
      case "run":
      case "in_progress":
      case "conflict":
        return { state };
      case "replay": {
        const answer = parseRecord(new Uint8Array(await response.arrayBuffer()))?.answer;
        if (answer !== undefined) return { state, answer };
      }
    }
    throw new Error("the Durable Object gave no answer of an IdempotencyObject");
  }

  async renew(claim: Claim): Promise<boolean> {
    return isYes(await this.#send("renew", claim, runningRecord(claim)));
  }

  async finish(claim: Claim, answer: Answer): Promise<boolean> {
    return isYes(await this.#send("finish", claim, doneRecord(claim, within(answer, this.#answerBytes))));
  }

  async abandon(claim: Claim): Promise<void> {
    await this.#send("abandon", claim, runningRecord(claim));
  }

  async #send(action: Action, { key }: Claim, record: Uint8Array): Promise<Response> {
    const object = this.#objects.get(this.#objects.idFromName(key) as never);
    const url = `https://unanimous.invalid/${action}?lease=${this.leaseMs}`;
    const response = await object.fetch(url, { method: "POST", body: record as Uint8Array<ArrayBuffer> });
    if (!response.ok) throw new Error(`the Durable Object answered with ${response.status}`);
    return response;
  }
}

const isYes = (response: Response): boolean => response.headers.get(STATE) === "yes";

/**
 * The Durable Object of one key. {@link DurableObjectStore} calls it.
 *
 * @example
 * // wrangler.jsonc
 * // "durable_objects": { "bindings": [{ "name": "KEYS", "class_name": "IdempotencyObject" }] },
 * // "migrations": [{ "tag": "v1", "new_sqlite_classes": ["IdempotencyObject"] }]
 */
export class IdempotencyObject {
  /** A type alone, which `DurableObjectNamespace<IdempotencyObject>` asks for: `wrangler types` writes it. */
  declare readonly __DURABLE_OBJECT_BRAND: never;
  readonly #storage: DurableObjectState["storage"];

  constructor(state: DurableObjectState) {
    this.#storage = state.storage;
  }

  /** Does what a {@link DurableObjectStore} asks for. */
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const record = new Uint8Array(await request.arrayBuffer());
    // While this object waits for its storage, no other event reaches it.
    const now = Date.now();
    const found = (await this.#storage.get(VALUE)) as Kept | undefined;
    const kept = found !== undefined && now < found.expiresAt ? found : undefined;
    const leaseMs = Number(searchParams.get("lease"));
    switch (pathname) {
      case "/begin":
        return this.#begin(record, kept, now, leaseMs);
      case "/renew":
        return this.#renew(record, kept, now, leaseMs);
      case "/finish":
        return this.#finish(record, kept, now);
      case "/abandon":
        if (kept !== undefined && equalBytes(kept.record, record)) await this.#storage.deleteAll();
        return reply("yes");
      default:
        return new Response(null, { status: 404 });
    }
  }

  /** Deletes what has expired. */
  async alarm(): Promise<void> {
    const kept = (await this.#storage.get(VALUE)) as Kept | undefined;
    if (kept !== undefined && Date.now() < kept.expiresAt) await this.#storage.setAlarm(kept.expiresAt);
    else await this.#storage.deleteAll();
  }

  async #begin(record: Uint8Array, kept: Kept | undefined, now: number, leaseMs: number): Promise<Response> {
    // If it is the same record, the claim is stored already: its first answer was lost.
    if (kept !== undefined && !equalBytes(kept.record, record)) {
      const [stored, claim] = [parseRecord(kept.record), parseRecord(record)];
      if (stored === undefined || claim === undefined) return new Response(null, { status: 400 });
      const begin = judge({ ...stored, isLeased: now < kept.leaseUntil }, claim.fingerprint);
      if (begin !== undefined) return reply(begin.state, begin.state === "replay" ? kept.record : null);
    }
    await this.#put(record, now + leaseMs, now + leaseMs + KEPT_MS);
    return reply("run");
  }

  async #renew(record: Uint8Array, kept: Kept | undefined, now: number, leaseMs: number): Promise<Response> {
    if (kept !== undefined && !equalBytes(kept.record, record)) return reply("no");
    await this.#put(record, now + leaseMs, now + leaseMs + KEPT_MS);
    return reply("yes");
  }

  async #finish(done: Uint8Array, kept: Kept | undefined, now: number): Promise<Response> {
    const claim = firstLine(done);
    if (kept !== undefined && !equalBytes(firstLine(kept.record), claim)) return reply("no");
    const hasAnswer = kept !== undefined && kept.record.length > claim.length;
    if (!hasAnswer) await this.#put(done, now, now + KEPT_MS);
    return reply("yes");
  }

  async #put(record: Uint8Array, leaseUntil: number, expiresAt: number): Promise<void> {
    await this.#storage.put(VALUE, { record, leaseUntil, expiresAt } satisfies Kept);
    // An alarm that is too early sets the next one.
    if ((await this.#storage.getAlarm()) === null) await this.#storage.setAlarm(expiresAt);
  }
}

/** Returns a record up to its first line feed, which is part of it. */
const firstLine = (record: Uint8Array): Uint8Array => record.subarray(0, record.indexOf(10) + 1);

const reply = (state: string, body: Uint8Array | null = null): Response =>
  new Response(body as Uint8Array<ArrayBuffer> | null, { headers: { [STATE]: state } });
