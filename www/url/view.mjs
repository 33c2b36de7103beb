// Shows a URL's verdict: a card with a sentence and a list of facts.

/**
 * @returns {(verdict: ReturnType<typeof import("./verdict.mjs").verdictOf>) => void} a function that shows one verdict
 */
export function viewOf(card) {
  const [badge, sentence, list] = [".badge", ".sentence", ".facts"].map((name) => card.querySelector(name));
  const document = card.ownerDocument;
  const fact = ([name, value]) => {
    const row = document.createElement("div");
    const [term, description] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    description.textContent = value;
    row.append(term, description);
    return row;
  };
  return ({ state, badge: badgeText, text, facts }) => {
    card.dataset.state = state;
    badge.textContent = badgeText;
    sentence.textContent = text;
    list.replaceChildren(...Object.entries(facts).map(fact));
  };
}
