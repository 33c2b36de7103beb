// This file is compiled but not run. It tests the types that come from a schema.
import {
  checkEmail,
  errorMap,
  errorResponse,
  flatten,
  readError,
  readResponse,
  retryAdvice,
  schema,
  treeify,
  withRetry,
  type ApiError,
  type ErrorCategory,
  type Infer,
  type InferSchema,
  type Issue,
  type JsonSchema,
  type KnownKeywords,
} from "unanimous";
import type { StandardSchemaV1 } from "@standard-schema/spec";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(..._: Equal<A, B> extends true ? [] : [never]): void => {};

const lead = schema({
  type: "object",
  required: ["email", "status", "kind"],
  properties: {
    email: { type: "string", format: "email" },
    phone: { type: ["string", "null"], format: "phone" },
    age: { type: "integer", minimum: 0 },
    status: { enum: ["new", "won"] },
    kind: { const: "lead" },
    tags: { type: "array", items: { type: "string" } },
    any: {},
    address: { type: "object", required: ["city"], properties: { city: { type: "string" } } },
  },
  additionalProperties: false,
});
type Lead = Infer<typeof lead>;
same<
  Lead,
  {
    email: string;
    status: "new" | "won";
    kind: "lead";
    phone?: string | null;
    age?: number;
    tags?: string[];
    any?: unknown;
    address?: { city: string };
  }
>();

const constant = { type: "array", items: { type: "boolean" } } as const;
const flags = schema(constant);
same<Infer<typeof flags>, boolean[]>();

const result = lead.validate({});
if (result.ok) {
  same<typeof result.value, Lead>();
} else {
  same<typeof result.issues, readonly Issue[]>();
  result.message.toUpperCase();
}
// @ts-expect-error: `ok` must be checked first
result.value;
// A result that is ok has neither, so both can be read at once.
same<typeof result.message, string | undefined>();
same<typeof result.issues, readonly Issue[] | undefined>();
same<ReturnType<typeof checkEmail>["reason"], string | undefined>();

const standard: StandardSchemaV1<unknown, Lead> = lead as StandardSchemaV1<unknown, Lead>;
same<StandardSchemaV1.InferOutput<typeof lead>, Lead>();
void standard;

const error: ApiError = readError({ status: 400, headers: new Headers(), body: "" });
for (const headers of [{ a: "b", c: ["d"], e: undefined }, [["a", "b"]], ["a", "b"], new Map([["a", "b"]]), null]) {
  readError({ status: 400, headers, body: new Uint8Array(0), now: new Date() });
}
same<Awaited<ReturnType<typeof readResponse>>, ApiError>();
void readResponse(new Response(""), { now: 5 });
const wait: number | null = retryAdvice(error, { method: "POST", idempotencyKey: "k" }).afterMs;
const attempts: number[] = [];
withRetry(fetch, { onRetry: ({ attempt }) => attempts.push(attempt) });
withRetry(fetch, { onRetry: async ({ attempt }) => attempts.push(attempt) });
const advice = retryAdvice(null);
if (advice.retry) setTimeout(() => {}, advice.afterMs satisfies number);
void readResponse(new Response(""), { timeoutMs: Infinity });
void readError({ status: 422, body: "{}" }, { vocabulary: [{ role: "message", names: ["fehlertext"] }] });
// @ts-expect-error: no role
void readError({ status: 422, vocabulary: [{ role: "colour", names: ["farbe"] }] });
// @ts-expect-error: the body of a Response is not read yet
readError(await fetch("/"));
void readError({ status: 502, body: "Bad Gate", incomplete: true }).warnings.includes("incomplete");
void wait;
const category: ErrorCategory = error.category;
void category;
const invalid = lead.validate({});
if (!invalid.ok) {
  const { status, headers, body } = errorResponse(invalid, { accept: null, dialect: "problem" });
  void new Response(body, { status, headers });
}
void errorResponse({ status: 404, code: "NOT_FOUND", message: "Not found" });
void errorResponse([{ path: ["a"], message: "No" }]);
// @ts-expect-error: no such category
error.category === "teapot";
// @ts-expect-error: no such dialect
errorResponse([], { dialect: "xml" });

// `Infer` takes what `schema()` returns. The type of a schema that is not compiled is no such type.
const plain = { type: "string" } as const;
same<InferSchema<typeof plain>, string>();
// @ts-expect-error: InferSchema takes it
same<Infer<typeof plain>, never>();

// If the compiler does not know a schema's keywords, or a part of them, they are checked at run time.
const loaded = { type: "string", minLenght: 5 } as JsonSchema;
same<Infer<typeof whole>, unknown>();
const whole = schema(loaded);
const part = schema({
  type: "object",
  required: ["a"],
  properties: { a: loaded, b: { type: "array", items: { type: "boolean" } } },
});
const partly: { a: unknown; b?: boolean[] } = {} as Infer<typeof part>;
void partly;
const byName: Record<string, JsonSchema> = {};
schema({ type: "object", properties: byName });
// Fields, values and options may have any key.
schema({
  type: "object",
  properties: { minLenght: { const: { patern: 1 } } },
  default: { any: 1 },
  "x-unanimous": { reason: "No" },
});
const wrap = <const S extends JsonSchema>(json: S & KnownKeywords<S>) => schema<S>(json);
const wrapped = wrap({ type: "array", items: { enum: [1, 2] } });
same<Infer<typeof wrapped>, (1 | 2)[]>();

// @ts-expect-error: no such keyword
schema({ type: "string", minLenght: 5 });
const misspelt = { type: "string", maxLenght: 5 } as const;
// @ts-expect-error: no such keyword, in a constant
schema(misspelt);
// @ts-expect-error: no such keyword, in a nested schema
schema({ type: "object", properties: { a: { type: "array", items: { type: "string", patern: "x" } } } });
// @ts-expect-error: a keyword of JSON Schema that unanimous does not support
schema({ type: "object", unevaluatedProperties: false });
// @ts-expect-error: no such keyword, through a function
wrap({ type: "string", minLenght: 5 });
// @ts-expect-error: no such type
schema({ type: "strng" });
// @ts-expect-error: no such format
schema({ properties: { a: { format: "emial" } } });
// @ts-expect-error: a boolean or a schema
schema({ additionalProperties: "no" });
// @ts-expect-error: no such rule
checkEmail("a", { rule: "rfc822" });
// @ts-expect-error: results are read-only
lead.validate({}).ok = true;

// Shapes of issues take a result whose `ok` is not known yet.
same<ReturnType<typeof errorMap>, { [path: string]: string | undefined }>();
void [errorMap(lead.validate({})), flatten(lead.validate({})), treeify(lead.validate({}))];
// @ts-expect-error: not a response
errorMap(new Response());
// @ts-expect-error: not a promise of a result
flatten(Promise.resolve(lead.validate({})));
// @ts-expect-error: an accepted result is no error
errorResponse({ ok: true, value: 1 });

const standardIssues = schema({ type: "string" })["~standard"].validate(1).issues;
same<NonNullable<typeof standardIssues>[number]["code"], Issue["code"]>();
