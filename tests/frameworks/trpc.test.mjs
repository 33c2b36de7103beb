// tRPC 11: a procedure's `.input()` accepts the schema without an adapter.
import assert from "node:assert/strict";
import { test } from "node:test";
import { initTRPC, StandardSchemaV1Error, TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { formatMessage } from "unanimous";
import { bad, good, lead, SENTENCE, TAG_TOO_LONG, TOO_LONG } from "./lead.mjs";

// tRPC makes its own message. This formatter replaces it with ours.
const t = initTRPC.create({
  errorFormatter: ({ shape, error }) =>
    error.cause instanceof StandardSchemaV1Error ? { ...shape, message: formatMessage(error.cause.issues) } : shape,
});
const router = t.router({ create: t.procedure.input(lead).mutation(({ input }) => ({ lead: input })) });
const caller = t.createCallerFactory(router)({});

const ISSUES = [
  { message: "Invalid email", path: ["email"], code: "invalid_email", params: {} },
  { message: TOO_LONG, path: ["phone"], code: "too_long", params: { max: 50 } },
  { message: "Invalid email", path: ["contacts", 1, "email"], code: "invalid_email", params: {} },
  { message: TAG_TOO_LONG, path: ["contacts", 1, "tags", 1], code: "too_long", params: { max: 5 } },
];

test("a valid input reaches the procedure", async () => {
  assert.deepEqual(await caller.create(good()), { lead: good() });
});

test("an invalid input is a BAD_REQUEST whose cause has every issue", async () => {
  await assert.rejects(caller.create(bad()), (error) => {
    assert.ok(error instanceof TRPCError);
    assert.equal(error.code, "BAD_REQUEST");
    assert.ok(error.cause instanceof StandardSchemaV1Error);
    assert.deepEqual(error.cause.issues, ISSUES);
    // tRPC's message is the reason of the first issue, without its path.
    assert.equal(error.message, "Invalid email");
    return true;
  });
  await assert.rejects(caller.create(undefined), { code: "BAD_REQUEST", message: "Required" });
});

test("over HTTP, the error formatter gives the client the whole message", async () => {
  const post = (value) =>
    fetchRequestHandler({
      endpoint: "/trpc",
      router,
      req: new Request("http://localhost/trpc/create", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(value),
      }),
    });
  const refused = await post(bad());
  const { error } = await refused.json();
  assert.deepEqual(
    [refused.status, error.message, error.code, error.data.code],
    [400, SENTENCE, -32600, "BAD_REQUEST"],
  );
  assert.deepEqual(await (await post(good())).json(), { result: { data: { lead: good() } } });
});
