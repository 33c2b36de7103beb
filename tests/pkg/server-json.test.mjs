// The responses that `json` of `unanimous/server` makes, beside those of `Response.json`.
//
//   node --test tests/pkg/server-json.test.mjs          needs the built package
import assert from "node:assert/strict";
import { test } from "node:test";
import { json, validated } from "unanimous/server";
import { anything, BODY, HEADERS, serve } from "./served.mjs";

test("json: a Response with all members, and the same bytes", async () => {
  const init = { status: 201, headers: { "x-a": "1" } };
  const [ours, theirs] = [json({ a: 1 }, init), Response.json({ a: 1 }, init)];
  assert.ok(ours instanceof Response);
  for (const name in theirs) {
    if (typeof theirs[name] === "function" || name === "body" || name === "headers") continue;
    assert.deepEqual(ours[name], theirs[name], name);
  }
  assert.deepEqual([...ours.headers], [...theirs.headers]);
  assert.equal(await ours.clone().text(), '{"a":1}');
  assert.equal(ours.bodyUsed, false);
  assert.deepEqual(await ours.json(), { a: 1 });
  assert.equal(ours.bodyUsed, true);
  await assert.rejects(ours.text(), TypeError);
  const copy = new Response("x", json(null, { status: 202, headers: [["x-b", "2"]] }));
  assert.deepEqual([copy.status, copy.headers.get("x-b")], [202, "2"]);
  assert.equal(
    json({}, { headers: { "Content-Type": "application/ld+json" } }).headers.get("content-type"),
    "application/ld+json",
  );
  assert.throws(() => json(undefined), TypeError);
  assert.throws(() => json({}, { status: 204 }), TypeError);
  assert.throws(() => json({}, { status: 700 }), RangeError);
  assert.equal(json({}, { statusText: "Fine" }).statusText, "Fine");
});

test("json: what is sent is what Response.json sends", async () => {
  const sent = async (respond, init) => {
    const response = await fetch(await serve(validated(anything, () => respond({ "a": "ü" }, init))), {
      method: "POST",
      headers: { ...HEADERS, "x-request-id": "r" },
      body: BODY,
    });
    const headers = Object.fromEntries(response.headers);
    delete headers.date;
    return { status: response.status, headers, text: await response.text() };
  };
  const cookies = [
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ];
  for (const init of [undefined, { status: 418 }, { headers: cookies }, { headers: { "x-request-id": "own" } }])
    assert.deepEqual(await sent(json, init), await sent((...args) => Response.json(...args), init));
  const changed = json({});
  changed.headers.set("x-late", "1");
  const url = await serve(() => changed);
  assert.equal((await fetch(url)).headers.get("x-late"), "1");
});
