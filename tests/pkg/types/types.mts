// Compiled, never run: what a schema's types say.
import { checkEmail, schema, type Infer, type Issue } from "unanimous";
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
// @ts-expect-error: the verdict must be asked first
result.value;

const standard: StandardSchemaV1<unknown, Lead> = lead as StandardSchemaV1<unknown, Lead>;
same<StandardSchemaV1.InferOutput<typeof lead>, Lead>();
void standard;

// @ts-expect-error: no such type
schema({ type: "strng" });
// @ts-expect-error: no such format
schema({ properties: { a: { format: "emial" } } });
// @ts-expect-error: boolean only
schema({ additionalProperties: {} });
// @ts-expect-error: no such rule
checkEmail("a", { rule: "rfc822" });
// @ts-expect-error: verdicts are read-only
lead.validate({}).ok = true;
