// The verdicts as one sees them.

const BADGES = { accepted: "Accepted", rejected: "Rejected", down: "No answer" };

/** A card that shows one verdict. */
export function cardOf(element, where) {
  const [badge, sentence] = [element.querySelector(".badge"), element.querySelector(".sentence")];
  element.querySelector(".where").textContent = where;
  return {
    show({ state, text }) {
      element.dataset.state = state;
      element.removeAttribute("aria-busy");
      badge.textContent = BADGES[state];
      sentence.textContent = text;
    },
    /** The verdict before stays in sight, but faded: it is about what was typed before. */
    wait() {
      element.setAttribute("aria-busy", "true");
    },
  };
}

/** The line above the cards. */
export function showAgreement(element, { state, text }) {
  element.dataset.state = state;
  // A screen reader speaks up once the answer is there, not at each key.
  element.setAttribute("aria-busy", String(state === "waiting"));
  element.textContent = text;
}
