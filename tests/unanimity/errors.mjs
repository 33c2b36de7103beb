// The cases of error bodies, retry advice and rendered responses. `errors.rs` in this folder does the same in Rust.
import { checkIdempotencyHeader, errorResponse, readError, retryAdvice } from "./calls.mjs";

export const DIALECTS = ["error-object", "problem", "detail", "error-code-message", "error-string-code"];

/** The names of the files in tests/cases that this module reads. */
export const ERROR_FILES = ["error-bodies", "retry"];

export function errorLines(api, files, line) {
  for (const file of ERROR_FILES) {
    for (const { id, request, ...response } of files[file].cases) {
      const error = readError(api, response);
      line(`${file} ${id}`, error);
      line(`${file} ${id} advice`, retryAdvice(api, error, request));
    }
  }
  rendered(api, files, line);
  replays(api, line);
}

function rendered(api, files, line) {
  const respond = (name, error, options) => line(`rendered ${name}`, errorResponse(api, error, options));
  const full = {
    requestId: "req_1",
    instance: "/v1/leads",
    docsBase: "https://docs.example/errors#",
    accept: "text/html, application/*;q=0.5",
  };
  files["validation-messages"].emit.forEach(({ id, fields }, at) => {
    const issues = fields.map((field) => (at === 0 ? { ...field, code: "invalid_email" } : field));
    for (const dialect of DIALECTS) respond(`${id} ${dialect}`, issues, { ...full, dialect });
    respond(`${id} custom`, issues, { status: 418, code: "TEA_POT", title: "Tea", issues: true });
  });
  // Answers that do not show all issues. A line has the body's length and its end, which are ASCII.
  const reason = (max) => `String must be at most ${max} character${max === 1 ? "" : "s"}`;
  const issues = Array.from({ length: 256 }, (_, max) => ({
    path: ["items", max, "k".repeat(200)],
    code: "too_long",
    reason: reason(max),
    params: { max },
  }));
  issues.push({ path: "", code: "more_issues", reason: "44 more issues not shown", params: { count: 44 } });
  const key = [{ path: ["Idempotency-Key"], code: "too_long", reason: reason(255), params: { max: 255 } }];
  for (const dialect of DIALECTS) {
    const { body } = api.errorResponse(issues, { dialect, issues: true });
    line(`rendered large ${dialect}`, [body.length, body.slice(-900)]);
    respond(`key ${dialect}`, key, { dialect });
  }
  for (const dialect of DIALECTS) {
    for (const accept of [undefined, null, "application/problem+json", "*/*, application/problem+json;q=0.9"]) {
      const error = { status: 404, code: "NOT_FOUND", message: 'Not; found: "x" \u{e9}\u{1f49a}' };
      const name = accept === undefined ? null : (accept ?? "");
      respond(`error ${dialect} ${JSON.stringify(name)}`, error, { dialect, accept });
    }
    for (const retryAfterMs of [0, 1_001, 60_000]) {
      const error = { status: 429, code: "rate_limited", message: "Slow down", retryAfterMs };
      respond(`delay ${dialect} ${retryAfterMs}`, error, { dialect });
    }
  }
}

function replays(api, line) {
  const [one, other] = ["{}", "{ } \u{e9}"].map((body) => api.fingerprint(body));
  line("fingerprint", [one, other]);
  const times = [
    [0, true, undefined, 86_399_999],
    [0, true, undefined, 86_400_000],
    [5, false, undefined, 6],
    [5, false, null, 0],
    [5, false, 65, 64],
    [5, false, 65, 65],
    [5, true, 65, 65],
  ];
  times.forEach(([since, done, leaseUntil, now], at) => {
    const stored = [null, one, other].map((fingerprint) => fingerprint && { fingerprint, since, done, leaseUntil });
    line(
      `replay ${at}`,
      stored.map((stored) => api.judgeReplay(stored, one, now)),
    );
  });
  const headers = [
    ["POST", ["k"]],
    ["post", []],
    ["GET", []],
    ["PATCH", ["k", "k"]],
    ["PUT", ["a b"]],
    ["POST", [" "]],
  ];
  for (const [method, values] of headers) {
    const verdict = checkIdempotencyHeader(api, { method, values });
    line(`idempotency-header ${method} ${JSON.stringify(values)}`, verdict);
  }
}
