// This file is compiled but not run. It tests that a form's types follow its schema.
import { emptyAsMissing, readError, readResponse, schema, type FormDefaults, type Result } from "unanimous";
import * as lite from "unanimous/lite";
import { bindForm, errorSummary, type BoundForm, type FormDraft } from "unanimous/form";
import type { StandardSchemaV1 } from "@standard-schema/spec";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(..._: Equal<A, B> extends true ? [] : [never]): void => {};

declare const form: HTMLFormElement;
const json = { type: "object", required: ["email"], properties: { email: { type: "string" } } } as const;
const lead = schema(json);

const bound = bindForm(form, lead, {
  ignore: ["token", /^x-/],
  check: async (value, { signal }) => {
    same<typeof value, FormDraft<{ email: string }>>();
    signal.throwIfAborted();
    return value.email === "ann@example.com" ? [{ path: "email", reason: "Taken" }] : undefined;
  },
  checkDelayMs: 500,
  onError: (error) => {
    same<typeof error, unknown>();
  },
  summary: errorSummary("errors"),
  texts: { retryIn: (seconds) => `Wait ${seconds}` },
  onSubmit: async (value, { signal, formData, submitter }) => {
    same<typeof value, { email: string }>();
    void [signal.aborted, formData.get("a"), submitter?.id];
  },
  onInvalid: ({ issues, message }) => void [issues.length, message],
});
same<typeof bound, BoundForm<{ email: string }>>();
same<ReturnType<typeof bound.validate>, Result<{ email: string }>>();
same<typeof bound.value, unknown>();
bound.showError(readError({ status: 400 }));
bound.showError([{ path: "email", reason: "Taken" }]);
const result = lead.validate({});
if (!result.ok) bound.showError(result);
bound.showError([{ path: "email", reason: "Taken" }], { focus: false });
bound.showError({ message: "Slow down", fields: [], retryAfterMs: 1000 });
bound.dispose();
bound[Symbol.dispose]();

// A draft holds what is filled in.
type Order = { id: number; plan: "a" | "b"; rows: { name: string }[] };
same<
  FormDraft<Order>,
  {
    readonly id?: number;
    readonly plan?: "a" | "b";
    readonly rows?: readonly ({ readonly name?: string } | undefined)[];
  }
>();

// A form's default values need not be valid: a box that must be checked starts unchecked.
const signup = schema({
  type: "object",
  required: ["consent", "plan", "seats"],
  properties: { consent: { const: true }, plan: { enum: ["a", "b"] }, seats: { type: "integer" } },
});
const lenient = emptyAsMissing(signup);
const defaults: StandardSchemaV1.InferInput<typeof lenient> = { consent: false, plan: "", seats: "" };
same<typeof defaults, FormDefaults<{ consent: true; plan: "a" | "b"; seats: number }>>();
same<StandardSchemaV1.InferOutput<typeof lenient>, { consent: true; plan: "a" | "b"; seats: number }>();
bindForm(form, lenient, { onSubmit: ({ consent }) => same<typeof consent, true>() });
same<ReturnType<typeof lead.validateAt>, Result<unknown>>();
lead.validateAt("email", "ann");
lead.validateAt(["contacts", 0, "email"], undefined);

bindForm(form, lite.schema(json));
bindForm(form, lite.schema(json), { onSubmit: ({ email }) => fetch(`/${email}`), readResponse: lite.readResponse });
bindForm(form, lead, {
  onSubmit: ({ email }) => (email === "" ? { message: "No", fields: [] } : fetch("/")),
  readResponse,
});
bindForm(form, lead, { onSubmit: () => ({ issues: [{ path: ["email"], message: "Taken" }] }) });
// A closure passes further arguments, such as a language.
bindForm(form, { json: lead.json, validate: (value) => lead.validate(value) });

// @ts-expect-error: a Response needs the option readResponse
bindForm(form, lead, { onSubmit: () => fetch("/") });
// @ts-expect-error: no such field
bindForm(form, lead, { onSubmit: ({ mail }) => void mail });
// @ts-expect-error: no such field
bindForm(form, lead, { check: ({ mail }) => void mail });
// @ts-expect-error: no such option
bindForm(form, lead, { mode: "onBlur" });
// @ts-expect-error: the schema is not compiled
bindForm(form, json);
