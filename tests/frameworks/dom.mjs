// A document for React to render into, and what a person does in it. Import this before React.
import { GlobalWindow } from "happy-dom";

const window = new GlobalWindow({ url: "http://localhost/" });
// Not all of them: Node's own URL, fetch and timers stay.
const NAMES = [
  ...["document", "navigator", "Element", "Event", "FormData", "HTMLButtonElement", "HTMLElement", "HTMLFieldSetElement"],
  ...["HTMLFormElement", "HTMLInputElement", "HTMLSelectElement", "HTMLTextAreaElement", "InputEvent", "MutationObserver"],
  ...["Node", "SubmitEvent"],
];
// Defined, for later versions of Node have a navigator that cannot be assigned.
const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
define("window", window);
for (const name of NAMES) define(name, window[name]);
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const { act, createElement } = await import("react");
const { createRoot } = await import("react-dom/client");

/** Renders a component; the page, and the ways to use it. */
export async function render(component) {
  const host = window.document.body.appendChild(window.document.createElement("main"));
  const root = createRoot(host);
  await act(async () => root.render(createElement(component)));
  return {
    /** Types a text into the field of this name. React listens for `input`, and notices only what its own setter did not set. */
    type: (name, text) =>
      act(async () => {
        const field = host.querySelector(`[name="${name}"]`);
        Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(field, text);
        field.dispatchEvent(new window.Event("input", { bubbles: true }));
      }),
    submit: () => act(async () => host.querySelector("button").click()),
    /** The texts of all alerts, by the name of what they are about. */
    alerts: () => Object.fromEntries(Array.from(host.querySelectorAll("[role=alert]"), (alert) => [alert.dataset.for, alert.textContent])),
    close: async () => {
      await act(async () => root.unmount());
      host.remove();
    },
  };
}
