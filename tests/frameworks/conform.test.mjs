// Conform: `formatIssues` on the server and `useForm(schema)` in the page accept the schema without an adapter. An
// empty field is an empty text in Conform, not a missing value: `phone` accepts it, `email` does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "./dom.mjs";
import { parse } from "@conform-to/dom";
import { formatIssues, parseSubmission, report } from "@conform-to/dom/future";
import { configureForms } from "@conform-to/react/future";
import { createElement as h } from "react";
import { conformErrors, submissionResult } from "unanimous/adapters/conform";
import { readError } from "unanimous/errors";
import { BUSY, TAKEN } from "./api.mjs";
import { lead, TAG_TOO_LONG, TOO_LONG } from "./lead.mjs";

const GOOD = [
  ["email", "ann@example.com"],
  ["contacts[0].email", "bob@example.com"],
  ["contacts[0].tags[0]", "a"],
];
const BAD = [
  ["email", "ann"],
  ["phone", "5".repeat(51)],
  ["contacts[0].email", "bob@example.com"],
  ["contacts[1].email", "x"],
  ["contacts[1].tags[0]", "ok"],
  ["contacts[1].tags[1]", "too long"],
];
const ERRORS = {
  email: ["Invalid email"],
  phone: [TOO_LONG],
  "contacts[1].email": ["Invalid email"],
  "contacts[1].tags[1]": [TAG_TOO_LONG],
};

const submission = (entries) => parseSubmission(new URLSearchParams(entries));

test("on the server: parse, validate, report", () => {
  const good = submission(GOOD);
  const value = { email: "ann@example.com", contacts: [{ email: "bob@example.com", tags: ["a"] }] };
  assert.deepEqual(good.payload, value);
  assert.deepEqual(lead["~standard"].validate(good.payload), { value });

  const bad = submission(BAD);
  const { issues } = lead["~standard"].validate(bad.payload);
  assert.deepEqual(formatIssues(issues), { formErrors: null, fieldErrors: ERRORS });
  assert.deepEqual(report(bad, { error: { issues } }).error, { formErrors: null, fieldErrors: ERRORS });
});

test("an issue at the root is a form error", () => {
  assert.deepEqual(formatIssues(lead["~standard"].validate([]).issues), {
    formErrors: ["Expected object, received array"],
    fieldErrors: {},
  });
});

const { useForm } = configureForms({ shouldValidate: "onSubmit", shouldRevalidate: "onInput" });

const form = (defaultValue, sent) =>
  function LeadForm() {
    const { form, fields } = useForm(lead, {
      defaultValue,
      onSubmit: (event, { value }) => {
        event.preventDefault();
        sent.push(value);
      },
    });
    const names = [fields.email, fields.phone, ...fields.contacts.getFieldList().map((one) => one.getFieldset().email)];
    return h("form", form.props, [
      ...names.flatMap(({ name, defaultValue, errors }) => [
        h("input", { key: name, name, defaultValue }),
        errors && h("p", { key: `${name}!`, role: "alert", "data-for": name }, errors.join(" ")),
      ]),
      h("button", { key: "send", type: "submit" }, "Send"),
    ]);
  };

test("in the page: an invalid form shows each issue at its field and is not sent", async () => {
  const sent = [];
  const page = await render(form({ email: "ann", contacts: [{ email: "bob@example.com" }, { email: "x" }] }, sent));
  await page.submit();
  assert.deepEqual(page.alerts(), { email: "Invalid email", "contacts[1].email": "Invalid email" });
  assert.deepEqual(sent, []);

  await page.type("email", "ann@example.com");
  assert.deepEqual(page.alerts(), { "contacts[1].email": "Invalid email" });
  await page.type("contacts[1].email", "x@example.com");
  await page.submit();
  assert.deepEqual(page.alerts(), {});
  assert.deepEqual(sent, [
    { email: "ann@example.com", phone: "", contacts: [{ email: "bob@example.com" }, { email: "x@example.com" }] },
  ]);
  await page.close();
});

test("an API's errors become a SubmissionResult, and the rest are errors of the form", () => {
  const taken = readError({ status: TAKEN.status, body: TAKEN.body });
  const expected = {
    formErrors: ["company.vat: Unknown"],
    fieldErrors: { email: ["Taken"], "contacts[0].email": ["Invalid email"] },
  };
  const body = new URLSearchParams(GOOD);
  const old = parse(body, { resolve: (value) => ({ value }) });
  const result = submissionResult(taken, old);
  assert.equal(result.status, "error");
  assert.deepEqual(result.error, { ...expected.fieldErrors, "": expected.formErrors });

  const parsed = submission(GOOD);
  assert.deepEqual(conformErrors(taken, parsed), expected);
  assert.deepEqual(report(parsed, { error: conformErrors(taken, parsed) }).error, expected);

  const busy = readError({ status: BUSY.status, body: BUSY.body });
  assert.deepEqual(conformErrors(busy, parsed), { formErrors: ["Too many requests"], fieldErrors: {} });
});
