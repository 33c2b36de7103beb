// Mistakes of somebody who writes a server with `unanimous/server`: each error says what is wrong, where, and what to do.
//
//   node --test tests/pkg/server-misuse.test.mjs          needs the built package
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { schema } from "unanimous";
import { serve } from "./served.mjs";
import {
  answer,
  D1Store,
  DurableObjectStore,
  idempotent,
  idempotentInTransaction,
  json,
  MemoryStore,
  PostgresStore,
  RedisStore,
  toFastifyHandler,
  toHonoHandler,
  toNodeHandler,
  validated,
} from "unanimous/server";

const lead = schema({ type: "object", required: ["email"], properties: { email: { type: "string" } } });
const BODY = '{"email":"ann@example.com"}';
const post = (key, body = BODY) =>
  new Request("https://api.example.com/leads", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...(key ? { "idempotency-key": key } : {}) },
  });
const ok = () => new Response("ok");
const error = (message) => ({ name: "TypeError", message });
const store = new MemoryStore();

/** A schema of another library, whose classes have no `validate`. */
class ZodObject {
  parse() {}
  safeParse() {}
}

/** A client of a database, whose password must not stand in an error. */
class Client {
  password = "s3cret";
}

/** A store that never needs a database: `transaction` of a test says what happens. */
class FakePostgresStore {
  leaseMs = 1000;
  begin() {}
  claimIn = async () => ({ state: "run" });
  finishIn = async () => true;
}

test("toNodeHandler: a handler without a response gets an error that says so; a thrown response is the answer", async () => {
  const logged = [];
  const { error } = console;
  console.error = (value) => logged.push(value);
  try {
    const nothing = await fetch(await serve(() => undefined));
    assert.equal(nothing.status, 500);
    assert.match(String(logged), /toNodeHandler: the handler must return a Response/);
    const thrown = await fetch(
      await serve(() => {
        throw new Response("gone", { status: 410 });
      }),
    );
    assert.deepEqual([thrown.status, await thrown.text()], [410, "gone"]);
  } finally {
    console.error = error;
  }
});

test("validated refuses a wrong schema, handler or `from` when it is made", () => {
  for (const [schema, got] of [
    [{ type: "object" }, '{"type":"object"}'],
    [new ZodObject(), "an instance of ZodObject"],
    [{ validate() {} }, "{}"],
    [undefined, "undefined"],
    [ok, "the function ok"],
  ]) {
    const message = `validated: the schema must be a compiled one: pass schema({…}), not ${got}`;
    assert.throws(() => validated(schema, ok), error(message));
  }
  const handler = "validated: the handler must be a function, not undefined";
  assert.throws(() => validated(lead), error(handler));
  for (const [from, got] of [
    ["body", '"body"'],
    [[], "[]"],
    [["json", "query"], '["json","query"]'],
    [["json", "xml"], '["json","xml"]'],
    [null, "null"],
    [5, "5"],
  ]) {
    const message = `validated: from must be "json", "form", "query" or a list of "json" and "form", not ${got}`;
    assert.throws(() => validated(lead, ok, { from }), error(message));
  }
  for (const from of [undefined, "json", "form", "query", ["form"], ["json", "form"]])
    assert.equal(typeof validated(lead, ok, { from }), "function");
});

const OPTIONS = [
  ["docsBase", 5, "a string"],
  ["issues", "yes", "true or false"],
  ["requestId", "x", "a function"],
  ["maxBytes", "64kb", "a number from 0 on"],
  ["maxBytes", NaN, "a number from 0 on"],
  ["bodyTimeoutMs", "5s", "milliseconds from 0 on"],
  ["bodyTimeoutMs", 0, "milliseconds above 0"],
];
const KEYED_OPTIONS = [
  ["maxLength", -1, "a number from 0 on"],
  ["scope", "x", "a function"],
  ["required", "yes", "true or false"],
  ["keep", true, "a function"],
  ["maxRunMs", "5s", "milliseconds from 0 on"],
  ["maxRunMs", null, "milliseconds from 0 on"],
  ["maxRunMs", 0, "milliseconds above 0"],
  ["storeTimeoutMs", 0, "milliseconds above 0"],
  ["storeTimeoutMs", -1, "milliseconds from 0 on"],
  ["onStoreError", {}, "a function"],
];
const shown = (value) => (typeof value === "number" ? String(value) : JSON.stringify(value));

test("an option of a wrong type is refused when a handler is made", async () => {
  const transaction = (run) => run({});
  const make = {
    validated: (options) => validated(lead, ok, options),
    idempotent: (options) => idempotent(ok, { store, ...options }),
    idempotentInTransaction: (options) =>
      idempotentInTransaction(ok, { store: new FakePostgresStore(), transaction, ...options }),
  };
  for (const [where, call] of Object.entries(make)) {
    const rows =
      where === "validated" ? [...OPTIONS, ["messages", "de", "a function"]] : [...OPTIONS, ...KEYED_OPTIONS];
    for (const [option, value, expected] of rows) {
      const message = `${where}: ${option} must be ${expected}, not ${shown(value)}`;
      assert.throws(() => call({ [option]: value }), error(message));
      call({ [option]: undefined });
    }
  }
  for (const [option, value, expected] of OPTIONS.slice(0, 3)) {
    const message = `answer: ${option} must be ${expected}, not ${shown(value)}`;
    await assert.rejects(answer(new Error(), post(), { [option]: value }), error(message));
  }
  assert.throws(() => validated(lead, ok, "json"), error('validated: options must be an object, not "json"'));
  assert.throws(() => new MemoryStore({ now: 5 }), error("MemoryStore: now must be a function, not 5"));
  assert.throws(
    () => new MemoryStore({ maxKeys: NaN }),
    error("MemoryStore: maxKeys must be a number from 0 on, not NaN"),
  );
  const stores = {
    MemoryStore: (options) => new MemoryStore(options),
    RedisStore: (options) => new RedisStore(() => {}, options),
    PostgresStore: (options) => new PostgresStore({ query() {} }, options),
    D1Store: (options) => new D1Store({ prepare() {}, batch() {} }, options),
    DurableObjectStore: (options) => new DurableObjectStore({ idFromName() {} }, options),
  };
  for (const [where, make] of Object.entries(stores)) {
    for (const leaseMs of [0, 0.5, 49.9, -1, NaN, "60000", null]) {
      const message = `${where}: leaseMs must be milliseconds from 50 on, not ${shown(leaseMs)}`;
      assert.throws(() => make({ leaseMs }), error(message));
    }
    const leases = [undefined, 50, 50.5, 2 ** 53, 1e300, Infinity].map((leaseMs) => make({ leaseMs }).leaseMs);
    const years = 10 * 366 * 24 * 60 * 60 * 1000;
    assert.deepEqual(leases, [60_000, 50, 51, years, years, years]);
  }
  const prefix = { prefix: 5 };
  assert.throws(() => new RedisStore(() => {}, prefix), error("RedisStore: prefix must be a string, not 5"));
  assert.throws(
    () => new PostgresStore({ query() {} }, prefix),
    error("PostgresStore: prefix must be a string, not 5"),
  );
});

test("the options of a store must be an object", () => {
  const client = {
    query: async () => {},
    eval: async () => {},
    prepare: () => {},
    batch: () => {},
    idFromName: () => {},
  };
  for (const [name, Store] of Object.entries({ PostgresStore, RedisStore, D1Store, DurableObjectStore })) {
    for (const options of [null, 5])
      assert.throws(() => new Store(client, options), {
        name: "TypeError",
        message: `${name}: options must be an object, not ${options}`,
      });
  }
  assert.throws(() => new MemoryStore(null), /^TypeError: MemoryStore: options must be an object, not null$/);
});

test("what is no store is refused with its kind, and without its members", () => {
  for (const [options, got] of [
    [undefined, "undefined"],
    [{}, "undefined"],
    [{ store: undefined }, "undefined"],
    [{ store: MemoryStore }, "the function MemoryStore"],
    [{ store: new Client() }, "an instance of Client"],
    [{ store: { begin() {}, renew() {}, finish() {}, abandon() {} } }, "{}"],
  ]) {
    const message = `idempotent: store must be a store such as new MemoryStore(), not ${got}`;
    assert.throws(() => idempotent(ok, options), error(message));
  }
  return assert.rejects(
    idempotent(ok, { store: async () => store })(post("k")),
    error("idempotent: store must be a store such as new MemoryStore(), not an instance of Promise"),
  );
});

test("idempotentInTransaction names a wrong store and a missing transaction", () => {
  const wrong = (options) => assert.throws.bind(null, () => idempotentInTransaction(ok, options));
  const transaction = (run) => run({});
  const noStore = "idempotentInTransaction: store must be a PostgresStore, not";
  wrong(undefined)(error(`${noStore} undefined`));
  wrong({ transaction })(error(`${noStore} undefined`));
  wrong({ store, transaction })(error(`${noStore} an instance of MemoryStore`));
  const needed =
    "idempotentInTransaction: transaction must be a function such as (run) => sql.begin(run), not undefined";
  wrong({ store: new FakePostgresStore() })(error(needed));
});

test("a handler that returns no Response is named, the client gets 500, and the key is free", async (t) => {
  const response = "the handler must return a Response, such as Response.json(value), not";
  const cases = [
    [() => {}, `${response} undefined`],
    [async () => ({ id: "s3cret" }), `${response} object`],
    [() => null, `${response} null`],
    [() => "ok", `${response} string`],
  ];
  const logged = t.mock.method(console, "error", () => {});
  for (const [handler, message] of cases) {
    const makers = {
      idempotent: () => idempotent(handler, { store: new MemoryStore() }),
      validated: () => validated(lead, handler),
      idempotentInTransaction: () =>
        idempotentInTransaction(handler, { store: new FakePostgresStore(), transaction: (run) => run({}) }),
    };
    for (const [where, make] of Object.entries(makers)) {
      await assert.rejects(make()(post("k")), error(`${where}: ${message}`));
    }
    await assert.rejects(makers.validated()(post()), error(`validated: ${message}`));

    let isMended = false;
    const handle = idempotent((request) => (isMended ? ok() : handler(request)), { store: new MemoryStore() });
    await served(toNodeHandler(handle), async (url) => {
      const send = () => fetch(url, { method: "POST", body: BODY, headers: { "idempotency-key": "k" } });
      assert.equal((await send()).status, 500);
      isMended = true;
      const mended = await send();
      assert.deepEqual([mended.status, mended.headers.get("idempotent-replayed")], [200, null]);
    });
    assert.equal(logged.mock.calls.at(-1).arguments[0].message, `idempotent: ${message}`);
  }
  assert.equal(typeof (await validated(lead, () => json({}))(post())).status, "number");
});

async function served(listener, run) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await run(`http://127.0.0.1:${server.address().port}/leads`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("a transaction that does not settle as its function does is no success", async () => {
  const how = "return the promise, as (run) => sql.begin(run) does";
  const swallow = async (run) => {
    try {
      await run({});
    } catch {}
  };
  const swallowed = `transaction was fulfilled although the function that it got rejected, so it may have committed: ${how}`;
  const cases = [
    [async () => {}, ok, `transaction did not call the function that it got: ${how}`],
    [async (run) => void run({}), ok, `transaction was fulfilled before the function that it got: ${how}`],
    [
      swallow,
      () => {
        throw new Error("the handler's own");
      },
      swallowed,
    ],
    [swallow, () => new Response("later", { status: 503 }), swallowed],
  ];
  for (const [transaction, handler, message] of cases) {
    const handle = idempotentInTransaction(handler, { store: new FakePostgresStore(), transaction });
    await assert.rejects(handle(post("k")), error(`idempotentInTransaction: ${message}`));
  }
  // The request that needs no key has no answer that rolls back, but its handler may throw.
  for (const [transaction, handler, message] of cases.slice(0, 3)) {
    const handle = idempotentInTransaction(handler, { store: new FakePostgresStore(), transaction, required: false });
    await assert.rejects(handle(post()), error(`idempotentInTransaction: ${message}`));
  }
  const thrown = idempotentInTransaction(cases[2][1], { store: new FakePostgresStore(), transaction: swallow });
  await assert.rejects(thrown(post("k")), ({ cause }) => cause.message === "the handler's own");
  const rolledBack = idempotentInTransaction(cases[3][1], {
    store: new FakePostgresStore(),
    transaction: (run) => run({}),
  });
  assert.equal((await rolledBack(post("k"))).status, 503);
});

test("a handler that a router calls with another object says which adapter to use", async () => {
  const how = "give a router of Node, Express, Fastify or Hono toNodeHandler, toFastifyHandler or toHonoHandler of it";
  const message = (where, got) => `${where}: the handler takes a Request, not ${got}: ${how}`;
  class IncomingMessage {
    headers = {};
  }
  for (const [given, got] of [
    [new IncomingMessage(), "an instance of IncomingMessage"],
    [undefined, "undefined"],
  ]) {
    await assert.rejects(idempotent(ok, { store })(given), error(message("idempotent", got)));
    await assert.rejects(validated(lead, ok)(given), error(message("validated", got)));
    await assert.rejects(answer(new Error(), given), error(message("answer", got)));
  }
  for (const [where, make] of Object.entries({ toNodeHandler, toFastifyHandler, toHonoHandler }))
    assert.throws(() => make({}), error(`${where}: the handler must be a function, not {}`));
});

test("answer and errorResponse say what they got", async () => {
  const takes = "answer takes issues or an error { status, code, message }, not";
  await assert.rejects(answer(undefined, post()), error(`${takes} undefined`));
  await assert.rejects(answer("text", post()), error(`${takes} text`));
  await assert.rejects(
    answer(lead.validate({ email: "ann" }), post()),
    error(`${takes} an accepted result: call it only where ok is false`),
  );
  const dialects = "error-object, problem, detail, error-code-message, error-string-code";
  await assert.rejects(
    answer(new Error(), post(), { dialect: "xml" }),
    error(`answer: dialect must be one of ${dialects}, not "xml"`),
  );
});

test("a wrong dialect or form is refused when the handler is made", () => {
  const dialects = "error-object, problem, detail, error-code-message, error-string-code";
  const dialect = "problems";
  assert.throws(
    () => validated(lead, ok, { dialect }),
    error(`validated: dialect must be one of ${dialects}, not "problems"`),
  );
  assert.throws(
    () => idempotent(ok, { store, dialect }),
    error(`idempotent: dialect must be one of ${dialects}, not "problems"`),
  );
  assert.throws(
    () => idempotent(ok, { store, form: "quoted" }),
    error('idempotent: form must be one of bare, sf-string, not "quoted"'),
  );
  assert.equal(typeof validated(lead, ok, { dialect: undefined }), "function");
});

test("scope, requestId and keep that return something else are named", async () => {
  const account = "scope must return the account as a string that is not empty, or throw a Response, not return";
  for (const [scoped, got] of [
    ["", "an empty one"],
    [5, "number"],
    [undefined, "undefined"],
  ]) {
    const handle = idempotent(ok, { store, scope: () => scoped });
    await assert.rejects(handle(post("k")), error(`idempotent: ${account} ${got}`));
  }
  const id = "requestId must return a string, not undefined";
  const requestId = () => undefined;
  await assert.rejects(idempotent(ok, { store, requestId })(post("k")), error(`idempotent: ${id}`));
  await assert.rejects(validated(lead, ok, { requestId })(post()), error(`validated: ${id}`));
  await assert.rejects(answer(new Error(), post(), { requestId }), error(`answer: ${id}`));

  for (const [keep, message] of [
    [() => {}, "idempotent: keep must return true or false, not undefined"],
    [async () => false, "idempotent: keep must return true or false, not object"],
    [
      () => {
        throw new Error("own");
      },
      "own",
    ],
  ]) {
    let onStoreError;
    const told = new Promise((resolve) => (onStoreError = resolve));
    const handle = idempotent(ok, { store: new MemoryStore(), keep, onStoreError });
    assert.equal((await handle(post("k"))).status, 200);
    assert.equal((await told).message, message);
    // The default decides.
    assert.equal((await handle(post("k"))).headers.get("idempotent-replayed"), "true");
  }
});

test("a body that a parser has read names what to do in Express and in Fastify", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const handle = toNodeHandler(validated(lead, ok));
  const parse = async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    request.body = JSON.parse(Buffer.concat(chunks).toString());
    await handle(request, response);
  };
  await served(parse, async (url) => {
    const response = await fetch(url, { method: "POST", body: BODY, headers: { "content-type": "application/json" } });
    assert.equal(response.status, 500);
  });
  const [{ message }] = logged.mock.calls[0].arguments;
  assert.match(message, /^validated: the bytes of the body are lost, /);
  assert.match(message, /In Express, put the handler before express\.json\(\)\./);
  assert.match(message, /In Fastify, call removeAllContentTypeParsers\(\) and addContentTypeParser\("\*", /);
});

test("an adapter that another framework calls names the right one", async () => {
  const how = "Node and Express need toNodeHandler, Fastify toFastifyHandler, Hono toHonoHandler";
  for (const [where, make] of Object.entries({ toNodeHandler, toFastifyHandler, toHonoHandler })) {
    for (const [given, got] of [
      [undefined, "undefined"],
      [post(), "an instance of Request"],
    ]) {
      const message = `${where}: another framework has called it, with ${got}: ${how}`;
      await assert.rejects(async () => make(ok)(given, {}), error(message));
    }
  }
});

test("a wrong option of a form is refused when the handler is made", async () => {
  const form = () =>
    new Request("https://api.example.com/leads", { method: "POST", body: new URLSearchParams("email=a") });
  const message = 'validated: ignore must be a list of names and patterns, not "token"';
  assert.throws(() => validated(lead, ok, { ignore: "token" }), error(message));
  assert.equal((await validated(lead, ok, { ignore: ["token"] })(form())).status, 200);
});

test("messages may be a promise", async () => {
  const messages = async () => ({ messages: () => "in words of its own" });
  const response = await validated(lead, ok, { messages })(post(undefined, "{}"));
  assert.match(await response.text(), /in words of its own/);
});

test("a store that answers wrongly is named", async () => {
  const own = { leaseMs: 1000, begin: () => ({ state: "ok" }), renew() {}, finish() {}, abandon() {} };
  await assert.rejects(idempotent(ok, { store: own })(post("k")), {
    name: "TypeError",
    message: /^idempotent: begin of the store must return \{ state: "run" \}, /,
  });
});

test("an onStoreError that throws does not stop the attempts to store the answer", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const own = new MemoryStore();
  const finish = own.finish.bind(own);
  let attempts = 0;
  own.finish = (...args) => {
    if (attempts++ === 0) throw new Error("down");
    return finish(...args);
  };
  const onStoreError = () => {
    throw new Error("own");
  };
  const handle = idempotent(ok, { store: own, onStoreError });
  assert.equal((await handle(post("k"))).status, 200);
  for (let tries = 0; attempts < 2 && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal((await handle(post("k"))).headers.get("idempotent-replayed"), "true");
  assert.deepEqual(
    logged.mock.calls.map(({ arguments: [{ message }] }) => message),
    ["own"],
  );
});

test("json refuses a status in place of its options, as Response.json does", () => {
  assert.throws(() => json({}, 201), TypeError);
});
