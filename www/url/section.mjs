// The section of the safe URL: what is typed is judged as it is typed, in this page, and nothing is sent anywhere.
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
  // Typed before this ran, or restored by the browser.
  judge();
}
