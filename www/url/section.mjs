// The section "Is this URL safe to call?". The page checks the URL at each key and sends nothing.
import { checkUrl } from "/pkg/esm/index.js";
import { verdictOf } from "./verdict.mjs";
import { viewOf } from "./view.mjs";

export function startUrl(document) {
  const section = document.getElementById("url");
  const input = document.getElementById("url-input");
  const show = viewOf(document.getElementById("url-verdict"));

  const judge = () => {
    const schemes = section.querySelector("input[name=url-schemes]:checked").value.split(" ");
    show(verdictOf(input.value, checkUrl(input.value, { schemes })));
  };

  input.addEventListener("input", judge);
  section.addEventListener("change", judge);
  for (const button of section.querySelectorAll("[data-url]")) {
    button.addEventListener("click", () => {
      input.value = button.dataset.url;
      judge();
    });
  }
  // The field may have input already: typed before this script ran, or restored by the browser.
  judge();
}
