// react-hook-form: `standardSchemaResolver` accepts the schema without an adapter.
import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "./dom.mjs";
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { createElement as h } from "react";
import { useFieldArray, useForm } from "react-hook-form";
import { emptyAsMissing, readError, schema } from "unanimous";
import { applyErrors } from "unanimous/adapters/react-hook-form";
import { BUSY, TAKEN } from "./api.mjs";
import { bad, good, lead, TAG_TOO_LONG, TOO_LONG } from "./lead.mjs";

const alert = (name, error) => error && h("p", { key: `${name}!`, role: "alert", "data-for": name }, error.message);

/** A form with a list in it. */
const form = (defaultValues, sent) =>
  function LeadForm() {
    const { register, control, handleSubmit, formState } = useForm({
      resolver: standardSchemaResolver(lead),
      defaultValues,
    });
    const { fields } = useFieldArray({ control, name: "contacts" });
    const { errors } = formState;
    return h("form", { onSubmit: handleSubmit((value) => sent.push(value)) }, [
      ...["email", "phone"].flatMap((name) => [
        h("input", { key: name, ...register(name) }),
        alert(name, errors[name]),
      ]),
      ...fields.flatMap(({ id }, at) => [
        h("input", { key: id, ...register(`contacts.${at}.email`) }),
        alert(`contacts.${at}.email`, errors.contacts?.[at]?.email),
        alert(`contacts.${at}.tags.1`, errors.contacts?.[at]?.tags?.[1]),
      ]),
      h("button", { key: "send" }, "Send"),
    ]);
  };

test("an invalid form shows each issue at its field, is not sent, and removes an issue when the field is corrected", async () => {
  const sent = [];
  const page = await render(form(bad(), sent));
  await page.submit();
  assert.deepEqual(page.alerts(), {
    email: "Invalid email",
    phone: TOO_LONG,
    "contacts.1.email": "Invalid email",
    "contacts.1.tags.1": TAG_TOO_LONG,
  });
  assert.deepEqual(sent, []);

  await page.type("email", "ann@example.com");
  await page.type("contacts.1.email", "x@example.com");
  assert.deepEqual(page.alerts(), { phone: TOO_LONG, "contacts.1.tags.1": TAG_TOO_LONG });
  await page.close();
});

test("a valid form is sent unchanged", async () => {
  const sent = [];
  const page = await render(form(good(), sent));
  await page.submit();
  assert.deepEqual([page.alerts(), sent], [{}, [good()]]);
  await page.type("contacts.0.email", "bob");
  assert.deepEqual(page.alerts(), { "contacts.0.email": "Invalid email" });
  await page.close();
});

test("with emptyAsMissing an untouched optional field is no error, and a required one says so", async () => {
  const signup = schema({
    type: "object",
    required: ["email"],
    properties: {
      email: { type: "string", format: "email" },
      backup: { type: "string", format: "email" },
      seats: { type: "integer" },
    },
  });
  const sent = [];
  const Signup = () => {
    const { register, handleSubmit, formState } = useForm({
      resolver: standardSchemaResolver(emptyAsMissing(signup)),
      defaultValues: { email: "", backup: "", seats: "" },
    });
    return h("form", { onSubmit: handleSubmit((value) => sent.push(value)) }, [
      ...["email", "backup", "seats"].flatMap((name) => [
        h("input", { key: name, ...register(name, { valueAsNumber: name === "seats" }) }),
        alert(name, formState.errors[name]),
      ]),
      h("button", { key: "send" }, "Send"),
    ]);
  };
  const page = await render(Signup);
  await page.submit();
  assert.deepEqual([page.alerts(), sent], [{ email: "Required" }, []]);
  await page.type("email", "ann@example.com");
  await page.submit();
  assert.deepEqual([page.alerts(), sent], [{}, [{ email: "ann@example.com" }]]);
  await page.type("backup", "ann");
  assert.deepEqual(page.alerts(), { backup: "Invalid email" });
  await page.close();
});

/** A form that sends a lead to an API, which answers with each of these errors and then accepts it. */
const sending = (errors, sent, options = {}) =>
  function SendingForm() {
    const form = useForm({ defaultValues: { email: "a@example.com", contacts: [{ email: "b" }] }, ...options });
    const { register, handleSubmit, formState } = form;
    const send = handleSubmit((value) => {
      sent.push(value.email);
      const error = errors[sent.length - 1];
      if (error) applyErrors(error, form);
    });
    return h("form", { onSubmit: send }, [
      h("input", { key: "email", ...register("email", { required: true }) }),
      alert("email", formState.errors.email),
      h("input", { key: "contact", ...register("contacts.0.email") }),
      alert("contacts.0.email", formState.errors.contacts?.[0]?.email),
      alert("root", formState.errors.root?.server),
      h("button", { key: "send" }, "Send"),
    ]);
  };
const taken = readError({ status: TAKEN.status, body: TAKEN.body });
const busy = readError({ status: BUSY.status, body: BUSY.body });

test("applyErrors shows an API's errors, and the rest at the root; the next submit is not stopped by them", async () => {
  for (const options of [{}, { resolver: (values) => ({ values, errors: {} }) }]) {
    const sent = [];
    const page = await render(sending([taken, busy], sent, options));
    await page.submit();
    assert.deepEqual(page.alerts(), {
      email: "Taken",
      "contacts.0.email": "Invalid email",
      root: "company.vat: Unknown",
    });
    assert.equal(globalThis.document.activeElement.getAttribute("name"), "email");
    // Nothing is changed: only the server knows whether it is right now.
    await page.submit();
    assert.deepEqual(page.alerts(), { root: "Too many requests" });
    await page.submit();
    assert.deepEqual([page.alerts(), sent.length], [{}, 3]);
    await page.close();
  }
});
