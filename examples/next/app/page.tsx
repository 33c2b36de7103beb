"use client";
// The form says what the server would say, and sends a lead again after a failure, with the same key.
import { type FormEvent, useState } from "react";
import { readForm, readResponse, withRetry } from "unanimous";
import { lead } from "../lead";

// One random key for all attempts of one submission.
const send = withRetry(fetch, { idempotencyKey: true });

export default function Page() {
  const [message, setMessage] = useState("");

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const result = lead.validate(readForm(lead, new FormData(event.currentTarget)));
    if (!result.ok) return setMessage(result.message);
    const headers = { "content-type": "application/json" };
    const response = await send("/api/leads", { method: "POST", headers, body: JSON.stringify(result.value) });
    setMessage(response.ok ? `Created ${(await response.json()).id}` : (await readResponse(response)).message);
  };

  return (
    <form onSubmit={submit} noValidate>
      <label>
        Name <input name="name" />
      </label>{" "}
      <label>
        E-mail <input name="email" type="email" />
      </label>{" "}
      <button type="submit">Create</button>
      <p role="status">{message}</p>
    </form>
  );
}
