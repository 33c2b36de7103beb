// Shows the verdicts: one card each, and a line that compares them.

const BADGES = { accepted: "Accepted", rejected: "Rejected", down: "No answer" };

/** Binds a card to show one verdict. */
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
    /** Fades the old verdict, which stays visible until the new one arrives. */
    wait() {
      element.setAttribute("aria-busy", "true");
    },
  };
}

/** Shows the comparison above the cards. */
export function showAgreement(element, { state, text }) {
  element.dataset.state = state;
  // `aria-busy` makes a screen reader wait for the answer instead of announcing each key.
  element.setAttribute("aria-busy", String(state === "waiting"));
  element.textContent = text;
}
