// What the API said: an example chosen, or status, headers and body pasted.

/** Lines of `name: value` as pairs; other lines, such as a status line, are no headers. */
export function parseHeaders(text) {
  const lines = text.split(/\r?\n/).map((line) => /^([^\s:]+):(.*)$/.exec(line));
  return lines.filter((found) => found !== null).map(([, name, value]) => [name, value.trim()]);
}

/** The form with the answer. `onChange` hears of every change, typed or chosen. */
export function inputOf(form, examples) {
  const { example, method, key, status, headers, body } = form.elements;
  for (const { id, name } of examples) example.append(new Option(name, id));

  const choose = () => {
    const chosen = examples.find(({ id }) => id === example.value);
    if (chosen === undefined) return;
    method.value = chosen.request.method;
    key.checked = chosen.request.idempotencyKey;
    status.value = String(chosen.status);
    headers.value = chosen.headers.join("\n");
    body.value = chosen.body;
  };

  return {
    /** Fills in the first example, unless the browser has restored what stood here before. */
    start() {
      if (status.value === "" && body.value === "") {
        example.value = examples[0].id;
        choose();
      }
    },
    read: () => ({
      response: { status: Number(status.value), headers: parseHeaders(headers.value), body: body.value },
      request: { method: method.value, idempotencyKey: key.checked },
    }),
    onChange(listener) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("input", ({ target }) => {
        if (target === example) choose();
        // What is pasted is no example any more.
        else if (target !== method && target !== key) example.value = "";
        listener();
      });
    },
  };
}
