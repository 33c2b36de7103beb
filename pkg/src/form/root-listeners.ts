import { member } from "./controls.js";

/**
 * Listens on the root that a form is in, until `signal` is aborted: controls can be outside their form, and can be
 * added later.
 *
 * @param listeners each by the type of its event
 */
export function listenOnRoot(
  form: HTMLFormElement,
  listeners: Readonly<Record<string, (event: Event) => void>>,
  signal: AbortSignal,
): void {
  let root: Node | undefined;
  let unrooted = new AbortController();
  const follow = (): void => {
    const now = member(form, "getRootNode")();
    const document = member(form, "ownerDocument");
    if (now === root) return;
    root = now;
    unrooted.abort();
    unrooted = new AbortController();
    const options = { signal: unrooted.signal };
    // A page may remove a form without a call of `unbind`. Then its root must not keep it in memory.
    root.addEventListener("focusin", follow, options);
    for (const type in listeners) {
      // A reset on the window, if it gets there: all listeners that can prevent it come before.
      const onWindow = type === "pageshow" ? root.isConnected : type === "reset" && root === document;
      const target = onWindow ? document.defaultView : root;
      target?.addEventListener(type, listeners[type] as EventListener, options);
    }
  };
  // A form can be bound before it is put into the page, or be moved: its events then reach another root.
  for (const type of ["focusin", "input", "change", "submit", "reset"]) {
    member(form, "addEventListener")(type, follow, { signal, capture: true });
  }
  signal.addEventListener("abort", () => unrooted.abort());
  follow();
}
