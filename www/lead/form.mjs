// The form: what is typed, and what is said under each field.

/** @param {string[]} names of the fields: the schema's properties */
export function formOf(form, names) {
  const fields = names.map((name) => {
    const input = form.elements.namedItem(name);
    return { name, input, message: document.getElementById(`${name}-message`) };
  });
  // Nobody is told "Invalid email" at the first letter: a field speaks up once it was left, or the form was sent.
  const finished = new Set();
  let issues = [];

  const paint = () => {
    for (const { name, input, message } of fields) {
      const issue = finished.has(name) ? issues.find(({ segments }) => segments[0] === name) : undefined;
      if (issue === undefined) input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
      const text = issue?.reason ?? "";
      // Set only when it changes, or a screen reader would say it again at each key.
      if (message.textContent !== text) message.textContent = text;
    }
  };

  // Disabled until now: a browser sends a form by itself, with what was typed in the address.
  for (const button of form.querySelectorAll("button")) button.disabled = false;

  form.addEventListener("change", ({ target }) => {
    finished.add(target.name);
    paint();
  });

  return {
    /** What is typed, as the API takes it: an empty field is left out. */
    read() {
      const typed = fields.map(({ name, input }) => [name, input.value]);
      return Object.fromEntries(typed.filter(([, value]) => value !== ""));
    },
    show(found) {
      issues = found;
      paint();
    },
    onInput: (listener) => form.addEventListener("input", listener),
    onSubmit(listener) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        for (const name of names) finished.add(name);
        listener();
      });
    },
    focusFirstInvalid: () => fields.find(({ input }) => input.getAttribute("aria-invalid") === "true")?.input.focus(),
  };
}
