import { errorFocus } from "./error-focus.js";
import { checkerOf } from "./checker.js";
import { controlChanges } from "./control-changes.js";
import { member } from "./controls.js";
import { countdownOf, countdownText } from "./countdown.js";
import { editListeners } from "./edit-listeners.js";
import { messagesOf } from "./messages.js";
import { checkOptions } from "./options.js";
import { pageMessagesOf } from "./page-messages.js";
import { PageAttributes } from "./page-attributes.js";
import { readingsOf } from "./readings.js";
import { listenOnRoot } from "./root-listeners.js";
import { shownProblems, withControls } from "./shown-problems.js";
import { submissionsOf } from "./submissions.js";
import { refuseOption } from "../options.js";
import type { BoundForm, FormOptions, FormSchema } from "./types.js";

/**
 * Binds a schema to a form. When the form is submitted, all its messages are shown. Before that, a control's messages
 * are shown once the user has left the control, and each edit updates them.
 *
 * A control's name is its path: `contacts.0.email`. An empty text is a missing value. Spaces around a number, a date,
 * an email address, a phone number, a URL and the like are removed, as `<input type="email">` does; other texts are
 * read as typed. A message appears in the nearest `[data-error-for="name"]`, or in a new element beside the control.
 * `[data-error-for=""]` shows the messages that belong to no control.
 *
 * @throws TypeError if `form` is no `<form>` element, if it is already bound, if the schema is not compiled or has a
 *   property for a file input, or if an option is wrong
 *
 * @example
 * const bound = bindForm(form, lead, {
 *   readResponse,
 *   onSubmit: (value, { signal }) => fetch("/leads", { method: "POST", body: JSON.stringify(value), signal }),
 * });
 */
export function bindForm<T>(form: HTMLFormElement, schema: FormSchema<T>, options: FormOptions<T> = {}): BoundForm<T> {
  if (!form) throw new TypeError(`bindForm: the form is ${form}`);
  if (member(form, "localName") !== "form") refuseOption("bindForm", "the form", form, "a <form> element");
  if (boundForms.has(form)) throw new TypeError("bindForm: this form is already bound: call unbind() first");
  checkOptions(schema, options);
  const readings = readingsOf(form, schema, options);
  // Throws for a file that the schema describes, before anything in the page is changed.
  readings.read();
  const { summary, check } = options;
  // Aborted by `unbind`: removes the listeners and aborts a submission that is under way.
  const unbound = new AbortController();
  const { signal } = unbound;
  const attributes = new PageAttributes();
  const messages = messagesOf(form, attributes, summary?.(form));
  const countdown = countdownOf(
    form,
    attributes,
    (element) => messages.contentOf(element),
    (seconds) => options.texts?.retryIn?.(seconds) ?? countdownText(seconds, options.locale),
  );
  const problems = shownProblems(form, readings, messages, options);
  const checker =
    check &&
    checkerOf(check as Parameters<typeof checkerOf>[0], options, (found, reading) => {
      problems.ofCheck = withControls(found, reading);
      problems.refresh();
    });
  const focusFirst = errorFocus(form, readings, messages);
  const pageMessages = pageMessagesOf(messages, readings, problems, focusFirst, options);
  const submissions = submissionsOf(
    form,
    readings,
    problems,
    focusFirst,
    checker,
    messages,
    countdown,
    pageMessages,
    attributes,
    options,
  );
  const { onEdit, onLeave, scheduleCheck } = editListeners(form, readings, problems, checker, submissions);

  const changes = controlChanges(form);
  const follow = (records: readonly MutationRecord[] = []): void => {
    // First, or the page's new messages would be hidden behind the old ones.
    pageMessages.follow(records);
    const gone = changes();
    if (!gone && messages.areInPlace()) return;
    // Only of controls that have gone now: an answer may be about one that was removed before it came. It is shown,
    // because it says why the form was refused.
    problems.forgetOf(gone ?? []);
    const refreshed = problems.refresh();
    if (problems.ofCheck.length > 0) scheduleCheck(refreshed);
  };
  const clear = (): void => {
    readings.submitter = null;
    checker?.reset();
    countdown.stop();
    problems.clear();
  };
  const reset = (event: Event): void => {
    if (event.target !== form || event.defaultPrevented) return;
    clear();
    readings.submitted = undefined;
    // React resets a form once its action is done. What the page says then is the answer.
    if (pageMessages.isAwaited) pageMessages.showAgain(true);
    pageMessages.isAwaited = false;
  };
  const unbind = (): void => {
    if (signal.aborted) return;
    unbound.abort();
    submissions.end();
    observer.disconnect();
    clear();
    messages.restore();
    attributes.restore();
    boundForms.delete(form);
  };

  attributes.set(form, "novalidate", "");
  follow();
  member(form, "addEventListener")("submit", submissions.onSubmit, { capture: true, signal });
  const listeners = {
    ...{ input: onEdit, change: onEdit, compositionend: onEdit, focusout: onLeave, reset },
    // A dialog, a popover or a tab around the form may have been opened: its controls are visible now.
    focusin: () => follow(),
    // A page that the user returns to by the browser's history is as it was left: busy for ever, if it was left so.
    pageshow: (event: Event) => void ((event as PageTransitionEvent).persisted && submissions.end()),
  };
  listenOnRoot(form, listeners, signal);
  const observer = new MutationObserver(follow);
  observer.observe(form, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
    characterDataOldValue: true,
  });
  boundForms.add(form);

  return {
    get value() {
      return readings.read().value;
    },
    validate() {
      const reading = readings.read(readings.submitter);
      // When the binding has ended, nothing would remove the messages.
      return signal.aborted ? reading.result : problems.validateAll(reading);
    },
    showError(error, { focus = true } = {}) {
      // An answer may come when the binding has ended: nothing would remove its message.
      if (signal.aborted) return;
      submissions.show(error, readings.current(), true);
      if (focus && problems.external.length > 0) void focusFirst();
    },
    clear,
    unbind,
    dispose: unbind,
    [dispose]: unbind,
  };
}

const boundForms = new WeakSet<HTMLFormElement>();

// Some browsers do not have `Symbol.dispose` yet.
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
