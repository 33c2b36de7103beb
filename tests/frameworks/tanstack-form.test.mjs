// TanStack Form: `validators` accept the schema without an adapter. The schema must be synchronous, because a promise
// would throw.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldApi, FormApi } from "@tanstack/form-core";
import { readError } from "unanimous/errors";
import { applyErrors } from "unanimous/adapters/tanstack-form";
import { BUSY, TAKEN } from "./api.mjs";
import { bad, good, lead, TAG_TOO_LONG, TOO_LONG } from "./lead.mjs";

const messages = (errors) => errors.map(({ message, path }) => [path.join("."), message]);

function mount(defaultValues) {
  const form = new FormApi({ defaultValues, validators: { onChange: lead } });
  form.mount();
  const field = (name) => {
    const api = new FieldApi({ form, name });
    api.mount();
    return api;
  };
  return { form, field };
}

test("each change is validated, and the issue is at its own field", () => {
  const { form, field } = mount(good());
  const [email, nested] = [field("email"), field("contacts[1].email")];
  email.setValue("ann");
  nested.setValue("x");
  assert.deepEqual(messages(email.state.meta.errors), [["email", "Invalid email"]]);
  assert.deepEqual(messages(nested.state.meta.errors), [["contacts.1.email", "Invalid email"]]);
  assert.equal(form.state.canSubmit, false);

  email.setValue("ann@example.com");
  nested.setValue("cy@example.com");
  assert.deepEqual([email.state.meta.errors, nested.state.meta.errors, form.state.canSubmit], [[], [], true]);
});

test("an invalid form is not sent; its issues are grouped by field, with list indices in brackets", async () => {
  const sent = [];
  const form = new FormApi({
    defaultValues: bad(),
    validators: { onChange: lead, onSubmit: lead },
    onSubmit: ({ value }) => sent.push(value),
  });
  form.mount();
  await form.handleSubmit();
  assert.deepEqual(sent, []);
  const found = Object.entries(form.state.errorMap.onSubmit).map(([name, [issue]]) => [name, issue.message]);
  assert.deepEqual(found, [
    ["email", "Invalid email"],
    ["phone", TOO_LONG],
    ["contacts[1].email", "Invalid email"],
    ["contacts[1].tags[1]", TAG_TOO_LONG],
  ]);
});

test("a valid form is sent", async () => {
  const sent = [];
  const form = new FormApi({
    defaultValues: good(),
    validators: { onChange: lead, onSubmit: lead },
    onSubmit: ({ value }) => sent.push(value),
  });
  form.mount();
  await form.handleSubmit();
  assert.deepEqual([sent, form.state.errors], [[good()], []]);
});

test("a schema can also validate one field", () => {
  const form = new FormApi({ defaultValues: { tags: ["ok"] } });
  form.mount();
  const field = new FieldApi({ form, name: "tags", validators: { onChange: lead } });
  field.mount();
  field.setValue([]);
  assert.deepEqual(messages(field.state.meta.errors), [["", "Expected object, received array"]]);
});

test("applyErrors shows an API's errors, and the rest at the form; the next submit is not stopped by them", async () => {
  for (const validators of [{}, { onChange: lead }, { onSubmit: () => undefined }]) {
    const answers = [TAKEN, BUSY];
    let sent = 0;
    const form = new FormApi({
      defaultValues: good(),
      validators,
      onSubmit: ({ formApi }) => {
        const answer = answers[sent++];
        if (answer) applyErrors(readError({ status: answer.status, body: answer.body }), formApi);
      },
    });
    form.mount();
    const [email, nested] = ["email", "contacts[0].email"].map((name) => {
      const api = new FieldApi({ form, name });
      api.mount();
      return api;
    });
    const state = () => [email.state.meta.errors, nested.state.meta.errors, form.state.errors];
    await form.handleSubmit();
    assert.deepEqual(state(), [["Taken"], ["Invalid email"], ["company.vat: Unknown"]]);
    email.setValue("bob@example.com");
    assert.deepEqual(state().slice(0, 2), [[], ["Invalid email"]], "the error of a field goes when the field changes");
    // The others go with the next submit.
    await form.handleSubmit();
    assert.deepEqual(state(), [[], [], ["Too many requests"]]);
    await form.handleSubmit();
    assert.deepEqual([state(), sent, form.state.canSubmit], [[[], [], []], 3, true]);
  }
});
