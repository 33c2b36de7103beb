// TanStack Form: `validators` take the schema as it is. It must be synchronous there: a promise would throw.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldApi, FormApi } from "@tanstack/form-core";
import { bad, good, lead, TAG_TOO_LONG, TOO_LONG } from "./lead.mjs";

const messages = (errors) => errors.map(({ message, path }) => [path.join("."), message]);

function mount(defaultValues) {
  const form = new FormApi({ defaultValues, validators: { onChange: lead } });
  form.mount();
  const field = (name) => {
    const one = new FieldApi({ form, name });
    one.mount();
    return one;
  };
  return { form, field };
}

test("each change is judged, and the issue stands at its own field", () => {
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

test("a bad form is not sent; all of its issues are there by field, lists in brackets", async () => {
  const sent = [];
  const form = new FormApi({ defaultValues: bad(), validators: { onChange: lead, onSubmit: lead }, onSubmit: ({ value }) => sent.push(value) });
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

test("a good form is sent", async () => {
  const sent = [];
  const form = new FormApi({ defaultValues: good(), validators: { onChange: lead, onSubmit: lead }, onSubmit: ({ value }) => sent.push(value) });
  form.mount();
  await form.handleSubmit();
  assert.deepEqual([sent, form.state.errors], [[good()], []]);
});

test("a schema can also judge one field", () => {
  const form = new FormApi({ defaultValues: { tags: ["ok"] } });
  form.mount();
  const field = new FieldApi({ form, name: "tags", validators: { onChange: lead } });
  field.mount();
  field.setValue([]);
  assert.deepEqual(messages(field.state.meta.errors), [["", "Expected object, received array"]]);
});
