// The ApiError as one sees it. Everything in it comes from a server that may mean harm, so it is only ever text.
import { adviceText } from "./advice.mjs";
import { copyTextOf } from "./copy.mjs";
import { replicaOf } from "./replica.mjs";

const NOTHING = "none";

export function outputOf(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const replica = replicaOf(part("replica"));
  const [requestId, copy, copied] = ["requestId", "copy", "copied"].map(part);

  copy.addEventListener("click", async () => {
    copied.textContent = (await copyTextOf(requestId)) ? "Copied" : "Selected: copy it with the keyboard";
  });

  const tell = (name, text) => {
    part(name).textContent = text ?? NOTHING;
    part(name).dataset.empty = String(text === null);
  };

  return {
    show(error, advice) {
      root.dataset.category = error.category;
      // Set only when it changes, or a screen reader would say it again at each key.
      if (part("message").textContent !== error.message) part("message").textContent = error.message;
      for (const name of ["dialect", "category", "code", "title", "requestId", "instance"]) tell(name, error[name]);
      tell("warnings", error.warnings.length > 0 ? error.warnings.join(", ") : null);
      tell("details", error.details === null ? null : JSON.stringify(error.details, null, 2));
      tell("advice", adviceText(advice));
      part("advice").dataset.state = advice.retry ? "retry" : "stop";
      copy.hidden = error.requestId === null;
      copied.textContent = "";
      part("docs").replaceChildren(linkTo(error.docsUrl) ?? NOTHING);
      part("docs").dataset.empty = String(error.docsUrl === null);
      replica.show(error.fields);
    },
  };
}

/** The crate lets only http and https through; a page that links to it says so once more. */
function linkTo(url) {
  if (url === null || !/^https?:\/\//i.test(url)) return null;
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  link.textContent = url;
  return link;
}
