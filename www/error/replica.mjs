// Shows an error's fields on a copy of the lead form.

/**
 * @param root has one element with `data-path` for each form field, and a list for fields that the form does not have
 */
export function replicaOf(root) {
  const rows = new Map([...root.querySelectorAll("[data-path]")].map((row) => [row.dataset.path, row]));
  const otherList = root.querySelector(".elsewhere");

  return {
    show(fields) {
      const others = fields.filter(({ path }) => !rows.has(path));
      for (const [path, row] of rows) {
        const reasons = fields.filter((field) => field.path === path).map(({ reason }) => reason);
        row.dataset.state = reasons.length > 0 ? "invalid" : "untouched";
        row.querySelector(".message").textContent = reasons.join(" ");
      }
      otherList.replaceChildren(...others.map(lineOf));
      otherList.hidden = others.length === 0;
    },
  };
}

function lineOf({ path, location, reason }) {
  const line = document.createElement("li");
  const name = document.createElement("code");
  name.textContent = path === "" ? "the request" : path;
  line.append(name, location === null || location === "body" ? ": " : ` (${location}): `, reason);
  return line;
}
