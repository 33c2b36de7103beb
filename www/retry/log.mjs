// What was sent and what came back, the latest first.

const KEPT = 8;

/** @param {{ list: HTMLOListElement, template: HTMLTemplateElement }} parts */
export function logOf({ list, template }) {
  let count = 0;
  return {
    /** Adds a row; gives a function that shows one side's answer in it. */
    add(key, body) {
      const row = template.content.firstElementChild.cloneNode(true);
      row.querySelector(".sent").textContent = `${++count}. ${body}`;
      row.querySelector(".under").textContent = `under ${key}`;
      list.prepend(row);
      while (list.children.length > KEPT) list.lastElementChild.remove();
      return (side, { state, badge, text }) => {
        const card = row.querySelector(`[data-side="${side}"]`);
        card.dataset.state = state;
        card.removeAttribute("aria-busy");
        card.querySelector(".badge").textContent = badge;
        card.querySelector(".sentence").textContent = text;
      };
    },
  };
}
