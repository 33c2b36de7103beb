// This file is compiled but not run. It tests that a form's types follow its schema.
import { readError, readResponse, schema, type Result } from "unanimous";
import * as lite from "unanimous/lite";
import { bindForm, type BoundForm } from "unanimous/form";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(..._: Equal<A, B> extends true ? [] : [never]): void => {};

declare const form: HTMLFormElement;
const json = { type: "object", required: ["email"], properties: { email: { type: "string" } } } as const;
const lead = schema(json);

const bound = bindForm(form, lead, {
  ignore: ["token"],
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
bound[Symbol.dispose]();

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
// @ts-expect-error: no such option
bindForm(form, lead, { mode: "onBlur" });
// @ts-expect-error: the schema is not compiled
bindForm(form, json);
