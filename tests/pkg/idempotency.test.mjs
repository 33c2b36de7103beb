// Tests fingerprint, judgeReplay and checkIdempotencyHeader.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { checkIdempotencyHeader, fingerprint, judgeReplay } from "unanimous";

test("judgeReplay compares fingerprint and time", () => {
  const [one, other] = [fingerprint("{}"), fingerprint(new TextEncoder().encode("{ }"))];
  assert.equal(fingerprint(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(fingerprint(Buffer.from("{}")), one);
  assert.equal(fingerprint(new TextEncoder().encode("{}").buffer), one);
  const stored = { fingerprint: one, since: 1000, done: true };
  assert.equal(judgeReplay(null, one, 5), "new");
  assert.equal(judgeReplay(undefined, one), "new");
  assert.equal(judgeReplay(stored, one, new Date(2000)), "replay");
  assert.equal(judgeReplay({ ...stored, done: false }, one, 2000), "in_progress");
  assert.equal(judgeReplay(stored, other, 2000), "conflict");
  assert.equal(judgeReplay(stored, other), "expired");
  assert.throws(() => judgeReplay(stored, "x", 5), /fingerprint must be a result of fingerprint\(\), not "x"/);
  assert.throws(() => judgeReplay({ ...stored, fingerprint: "" }, one, 5), TypeError);
  assert.throws(() => judgeReplay({ ...stored, since: "x" }, one, 5), TypeError);
  for (const not of [5, null, {}, [1]]) assert.throws(() => fingerprint(not), TypeError);
});

test("a fingerprint is the same however the body is cut into parts", () => {
  const sha256 = (body) => createHash("sha256").update(body).digest("hex");
  const texts = ["", "x", "\ud800x", "é💚".repeat(50_000)];
  // The two units of a character, and of a lone surrogate's neighbours, at each index around the end of a part.
  for (let at = 21_840; at < 21_850; at++) texts.push(`${"a".repeat(at)}💚💚`, `${"a".repeat(at)}\ud83d\ud83d`);
  for (const text of texts) assert.equal(fingerprint(text), sha256(text));
  for (const length of [65_535, 65_536, 65_537, 200_000]) {
    const bytes = new Uint8Array(length + 2).map((_, at) => at);
    assert.equal(fingerprint(bytes.subarray(1, -1)), sha256(bytes.subarray(1, -1)));
  }
});

test("a key is required for POST and PATCH, and may be sent only once", () => {
  const check = (method, headers, options) => {
    const { ok, value, code, detail } = checkIdempotencyHeader(method, headers, options);
    return ok ? value : (detail ?? code);
  };
  assert.equal(check("POST", new Headers({ "idempotency-key": "k1" })), "k1");
  assert.equal(check("PATCH", {}), "idempotency_key_required");
  assert.equal(check("GET", null), null);
  assert.equal(check("POST", ["Idempotency-Key", "a", "IDEMPOTENCY-KEY", "a"]), "repeated");
  assert.equal(check("POST", { "idempotency-key": '"k"' }, { form: "sf-string" }), "k");
  // RFC 9651 section 4.2: spaces around an item, and parameters of every type.
  const parameters = ['"k";v=1', ' "k" ', '"k"; at=@1659578233;n=%"f%c3%bc";b=:AbC=:;t=a/b;d=1.5;f=?0;flag '];
  for (const value of parameters) {
    assert.equal(check("POST", { "idempotency-key": value }, { form: "sf-string" }), "k", value);
  }
  for (const value of ['"k" ;v=1', '"k";', '"k";v=', '"k", "l"', '"k";at=@1.5', '("k")', "k"]) {
    const expected = value.startsWith('"') ? "escape" : "not_quoted";
    assert.equal(check("POST", { "idempotency-key": value }, { form: "sf-string" }), expected, value);
  }
  assert.equal(check("POST", { "idempotency-key": "kk" }, { maxLength: 1 }), "too_long");
  // The Kelvin sign is no ASCII letter, although its small letter is `k`.
  assert.equal(check("POST", { "idempotency-\u212aey": "k" }), "idempotency_key_required");
  assert.throws(() => checkIdempotencyHeader("POST", {}, { form: "x" }), TypeError);
});
