// Forms and query strings in frameworks: Hono's `sValidator`, actions and loaders of React Router (formerly Remix), and
// server actions of Next. Each reads with `formSchema`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { createStaticHandler, data } from "react-router";
import { errorResponse, formSchema, schema } from "unanimous";
import { lead } from "./lead.mjs";

const search = schema({
  type: "object",
  required: ["page"],
  properties: {
    page: { type: "integer", minimum: 1 },
    archived: { type: "boolean" },
    tags: { type: "array", items: { type: "string" } },
  },
  additionalProperties: false,
});

const ENTRIES = [
  ["email", " ann@example.com "],
  ["phone", ""],
  ["contacts[0][email]", "bob@example.com"],
  ["contacts[0][tags][]", "a"],
  ["contacts[0][tags][]", "b"],
  ["contacts[1][email]", ""],
  ["authenticity_token", "t"],
];
const VALUE = { email: "ann@example.com", contacts: [{ email: "bob@example.com", tags: ["a", "b"] }] };
const WRONG = [
  ["email", "ann"],
  ["contacts.0.email", "x"],
];
const SENTENCE = "Validation error: email: Invalid email; contacts.0.email: Invalid email";

function multipart(entries) {
  const body = new FormData();
  for (const [name, value] of entries) body.append(name, value);
  return { method: "POST", body };
}
const urlencoded = (entries) => ({ method: "POST", body: new URLSearchParams(entries) });

const refuse = (result, c) => {
  if (result.success) return undefined;
  const { status, headers, body } = errorResponse(result.error);
  return c.body(body, status, headers);
};
const app = new Hono()
  .post("/leads", sValidator("form", formSchema(lead), refuse), (c) => c.json(c.req.valid("form")))
  .get("/leads", sValidator("query", formSchema(search), refuse), (c) => c.json(c.req.valid("query")));

test('Hono: sValidator("form") takes a form of both content types', async () => {
  for (const body of [multipart, urlencoded]) {
    const accepted = await app.request("/leads", body(ENTRIES));
    assert.deepEqual([accepted.status, await accepted.json()], [200, VALUE]);
    const refused = await app.request("/leads", body(WRONG));
    assert.deepEqual([refused.status, (await refused.json()).error.message], [400, SENTENCE]);
  }
});

test('Hono: sValidator("query") reads numbers, booleans and lists', async () => {
  const get = async (query) => (await app.request(`/leads?${query}`)).json();
  assert.deepEqual(await get("page=2&archived=true&tags=a&tags=b"), { page: 2, archived: true, tags: ["a", "b"] });
  assert.deepEqual(await get("page=2&tags=a"), { page: 2, tags: ["a"] });
  assert.equal((await get("page=x")).error.message, "Validation error: page: Expected integer, received string");
  assert.equal((await get("")).error.message, "Validation error: page: Required");
});

const { query } = createStaticHandler([
  {
    path: "/leads",
    async action({ request }) {
      const result = formSchema(lead).validate(await request.formData());
      return result.ok ? { lead: result.value } : data({ issues: result.issues }, { status: 400 });
    },
    loader({ request }) {
      const result = formSchema(search).validate(new URL(request.url).searchParams);
      if (!result.ok) throw data(result.message, { status: 400 });
      return result.value;
    },
  },
]);
const ask = (url, init) => query(new Request(`http://localhost${url}`, init));

test("React Router: an action reads a form", async () => {
  for (const body of [multipart, urlencoded]) {
    const accepted = await ask("/leads?page=1", body(ENTRIES));
    assert.deepEqual(Object.values(accepted.actionData), [{ lead: VALUE }]);
    const refused = await ask("/leads?page=1", body(WRONG));
    assert.equal(refused.statusCode, 400);
    const paths = Object.values(refused.actionData)[0].issues.map(({ path }) => path);
    assert.deepEqual(paths, ["email", "contacts.0.email"]);
  }
});

test("React Router: a loader reads a query string", async () => {
  const context = await ask("/leads?page=3&tags[]=a");
  assert.deepEqual(Object.values(context.loaderData), [{ page: 3, tags: ["a"] }]);
  const { errors, statusCode } = await ask("/leads?page=0");
  assert.equal(statusCode, 400);
  assert.equal(Object.values(errors)[0].data, "Validation error: page: Number must be at least 1");
});

test("Next: a server action reads its FormData, without the hidden inputs of React", async () => {
  const { createLead } = await import("./next-action.mjs");
  const form = (entries) =>
    multipart([...entries, ["$ACTION_REF_1", ""], ["$ACTION_1:0", "{}"], ["$ACTION_KEY", "k"]]).body;
  assert.deepEqual(await createLead({}, form(ENTRIES)), { created: "ann@example.com" });
  assert.equal((await createLead({}, form(WRONG))).message, SENTENCE);
});

test("the types of all of these are strict", { skip: !process.env.TSC && "run by run.mjs" }, () => {
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--target", "es2022", "--types", "", "--skipLibCheck"];
  execFileSync(
    process.env.TSC,
    [
      ...[...options, "--module", "nodenext", "--moduleResolution", "nodenext", "--exactOptionalPropertyTypes"],
      ...["forms.mts", "adapters.mts"],
    ],
    { encoding: "utf8", stdio: ["ignore", "inherit", "inherit"] },
  );
});
