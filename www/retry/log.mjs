// A log of requests and their answers, the latest first.

const MAX_ROWS = 8;

/** @param {{ list: HTMLOListElement, template: HTMLTemplateElement }} parts */
export function logOf({ list, template }) {
  let count = 0;
  return {
    /** Adds a row for a request, and returns a function that shows one server's answer in it. */
    add(key, body) {
      const row = template.content.firstElementChild.cloneNode(true);
      row.querySelector(".sent").textContent = `${++count}. ${body}`;
      row.querySelector(".under").textContent = `Idempotency-Key: ${key}`;
      list.prepend(row);
      while (list.children.length > MAX_ROWS) list.lastElementChild.remove();
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
