// Gives React a document, and tests the actions of a user. Import this file before React.
import { GlobalWindow } from "happy-dom";

const window = new GlobalWindow({ url: "http://localhost/" });
// Only these globals are replaced: Node's own URL, fetch and timers stay.
const NAMES = [
  ...[
    "document",
    "navigator",
    "Element",
    "Event",
    "FormData",
    "HTMLButtonElement",
    "HTMLElement",
    "HTMLFieldSetElement",
  ],
  ...[
    "HTMLFormElement",
    "HTMLInputElement",
    "HTMLSelectElement",
    "HTMLTextAreaElement",
    "InputEvent",
    "MutationObserver",
  ],
  ...["Node", "SubmitEvent"],
];
// Later versions of Node have a `navigator` that cannot be assigned, so each global is redefined.
const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
define("window", window);
for (const name of NAMES) define(name, window[name]);
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const { act, createElement } = await import("react");
const { createRoot } = await import("react-dom/client");

/** Renders a component, and returns the actions that a user can take. */
export async function render(component) {
  const host = window.document.body.appendChild(window.document.createElement("main"));
  const root = createRoot(host);
  await act(async () => root.render(createElement(component)));
  return {
    /**
     * Types a text into the field. It calls the prototype's setter, because React ignores values set by its own setter.
     */
    type: (name, text) =>
      act(async () => {
        const field = host.querySelector(`[name="${name}"]`);
        Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set.call(field, text);
        field.dispatchEvent(new window.Event("input", { bubbles: true }));
      }),
    submit: () => act(async () => host.querySelector("button").click()),
    /** Returns the texts of all alerts by field name. */
    alerts: () =>
      Object.fromEntries(
        Array.from(host.querySelectorAll("[role=alert]"), (alert) => [alert.dataset.for, alert.textContent]),
      ),
    close: async () => {
      await act(async () => root.unmount());
      host.remove();
    },
  };
}
