// The section "Send a request twice": the user sends a body as often as they like, then another body with the same key.
import { newIdempotencyKey } from "/pkg/esm/index.js";
import { ask } from "./ask.mjs";
import { logOf } from "./log.mjs";

export function startRetry(document, { edge }) {
  const form = document.getElementById("retry-form");
  const { key, body } = form.elements;
  const log = logOf({ list: document.getElementById("retry-log"), template: document.getElementById("retry-row") });
  const renew = () => (key.value = newIdempotencyKey());

  renew();
  for (const button of form.querySelectorAll("button")) button.disabled = false;
  document.getElementById("retry-renew").addEventListener("click", renew);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const show = log.add(key.value, body.value);
    for (const [side, origin] of [
      ["edge", edge],
      ["server", document.location.origin],
    ]) {
      ask(origin, key.value, body.value).then((answer) => show(side, answer));
    }
  });
}
