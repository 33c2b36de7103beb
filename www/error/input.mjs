// The form for an API's answer: the user chooses an example, or pastes status, headers and body.
import { trimOws } from "../edge/ows.mjs";

/** Parses lines of `name: value` into pairs, and skips other lines, such as a status line. */
export function parseHeaders(text) {
  const lines = text.split(/\r?\n/).map((line) => /^([^\s:]+):(.*)$/.exec(line));
  return lines.filter((match) => match !== null).map(([, name, value]) => [name, trimOws(value)]);
}

/** Binds the form. `onChange` sets a listener for every change, typed or chosen. */
export function inputOf(form, examples) {
  const { example, method, key, status, headers, body } = form.elements;
  for (const { id, name } of examples) example.append(new Option(name, id));

  const fillExample = () => {
    const chosen = examples.find(({ id }) => id === example.value);
    if (chosen === undefined) return;
    method.value = chosen.request.method;
    key.checked = chosen.request.idempotencyKey;
    status.value = String(chosen.status);
    headers.value = chosen.headers.join("\n");
    body.value = chosen.body;
  };

  return {
    /** Fills in the first example, unless the browser has restored earlier input. */
    start() {
      if (status.value === "" && body.value === "") {
        example.value = examples[0].id;
        fillExample();
      }
    },
    read: () => ({
      response: { status: Number(status.value), headers: parseHeaders(headers.value), body: body.value },
      request: { method: method.value, idempotencyKey: key.checked },
    }),
    onChange(listener) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", ({ target }) => {
        if (target === example) fillExample();
        // After an edit the answer is no longer the example.
        else if (target !== method && target !== key) example.value = "";
        listener();
      });
    },
  };
}
