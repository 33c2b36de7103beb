// The fields of an error on the form that they are about.

/** @param root holds one element with `data-path` for each field of the form, and a list for what has no place there */
export function replicaOf(root) {
  const places = new Map([...root.querySelectorAll("[data-path]")].map((place) => [place.dataset.path, place]));
  const rest = root.querySelector(".elsewhere");

  return {
    show(fields) {
      const elsewhere = fields.filter(({ path }) => !places.has(path));
      for (const [path, place] of places) {
        const reasons = fields.filter((field) => field.path === path).map(({ reason }) => reason);
        place.dataset.state = reasons.length > 0 ? "invalid" : "untouched";
        place.querySelector(".message").textContent = reasons.join(" ");
      }
      rest.replaceChildren(...elsewhere.map(lineOf));
      rest.hidden = elsewhere.length === 0;
    },
  };
}

function lineOf({ path, location, reason }) {
  const line = document.createElement("li");
  const place = document.createElement("code");
  place.textContent = path === "" ? "the request" : path;
  line.append(place, location === null || location === "body" ? ": " : ` (${location}): `, reason);
  return line;
}
