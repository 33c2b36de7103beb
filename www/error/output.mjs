// Shows an ApiError. A hostile server can control everything in it, so the page shows it only as text.
import { adviceText } from "./advice.mjs";
import { copyTextOf } from "./copy.mjs";
import { replicaOf } from "./replica.mjs";

const NOTHING = "none";

export function outputOf(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const replica = replicaOf(part("replica"));
  const [requestId, copy, copied] = ["requestId", "copy", "copied"].map(part);

  copy.addEventListener("click", async () => {
    copied.textContent = (await copyTextOf(requestId)) ? "Copied" : "Selected. Copy it with the keyboard.";
  });

  const showPart = (name, text) => {
    part(name).textContent = text ?? NOTHING;
    part(name).dataset.empty = String(text === null);
  };

  return {
    show(error, advice) {
      root.dataset.category = error.category;
      // Sets the message only if it changes, because a screen reader announces each assignment.
      if (part("message").textContent !== error.message) part("message").textContent = error.message;
      for (const name of ["dialect", "category", "code", "title", "requestId", "instance"]) showPart(name, error[name]);
      showPart("warnings", error.warnings.length > 0 ? error.warnings.join(", ") : null);
      showPart("details", error.details === null ? null : JSON.stringify(error.details, null, 2));
      showPart("advice", adviceText(advice));
      part("advice").dataset.state = advice.retry ? "retry" : "stop";
      copy.hidden = error.requestId === null;
      copied.textContent = "";
      part("docs").replaceChildren(linkTo(error.docsUrl) ?? NOTHING);
      part("docs").dataset.empty = String(error.docsUrl === null);
      replica.show(error.fields);
    },
  };
}

/** Makes a link. readError already rejects every scheme but http and https; the page checks again before it links. */
function linkTo(url) {
  if (url === null || !/^https?:\/\//i.test(url)) return null;
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  link.textContent = url;
  return link;
}
