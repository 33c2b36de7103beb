import { isApiError } from "../adapters/thrown-error.js";
import type { Checker, Verdict } from "./checker.js";
import { stateOf } from "./control-state.js";
import { controlsOf, member } from "./controls.js";
import type { Countdown } from "./countdown.js";
import { failureKind } from "./failure.js";
import { focusedElement } from "./focus.js";
import type { Messages } from "./messages.js";
import type { PageMessages } from "./page-messages.js";
import type { PageAttributes } from "./page-attributes.js";
import type { FormError, Problem } from "./problem.js";
import { readableProblems } from "./readable-problems.js";
import { ownSubmitter, type FormReading } from "./read.js";
import type { CheckedReading, Readings } from "./readings.js";
import { errorOf } from "./response-error.js";
import { withControls, type ShownProblems } from "./shown-problems.js";
import { textOf } from "./texts.js";
import type { FormAnswer, FormOptions } from "./types.js";

/** Sends a form, and shows what comes of it. */
export interface Submissions {
  readonly isBusy: boolean;
  /**
   * Listens to `submit` before all other listeners of the form: validates and checks it, and stops the event, or sends
   * the value after all other listeners.
   */
  onSubmit(event: SubmitEvent): void;
  /** Ends a submission that is under way: aborts it, and ignores its answer. */
  end(): void;
  /**
   * Replaces the external problems and shows them.
   *
   * @param blocks whether the form cannot be submitted until one of their controls is edited
   */
  show(error: FormError, reading: FormReading, blocks: boolean): void;
}

export function submissionsOf<T>(
  form: HTMLFormElement,
  readings: Readings<T>,
  problems: ShownProblems<T>,
  focusFirst: () => Promise<void>,
  checker: Checker | undefined,
  messages: Messages,
  countdown: Countdown,
  pageMessages: PageMessages,
  attributes: PageAttributes,
  options: FormOptions<T>,
): Submissions {
  /** The submission that is under way. */
  let running: FormReading | undefined;
  /** Aborts the requests of all submissions. */
  let controller = new AbortController();
  /** The event of the latest submission, and what is sent after its last listener. */
  let latest: { readonly event: SubmitEvent; reading?: CheckedReading<T> } | undefined;

  const show = (error: FormError, reading: FormReading, blocks: boolean): void => {
    const all = withControls(readableProblems(error, options), reading);
    pageMessages.isAwaited = false;
    const { retryAfterMs } = error as { readonly retryAfterMs?: number | null };
    if (retryAfterMs) countdown.start(retryAfterMs);
    problems.showExternal(all.map((one) => ({ ...one, blocks })));
  };

  /** Shows the answer to a submission, unless the form was reset since, or the submission has been ended. */
  const showAnswerTo = (reading: FormReading, answer: FormAnswer): void => {
    if (answer == null || readings.submitted !== reading) return;
    show(answer, reading, false);
    void focusFirst();
  };

  /** Shows that the form could not be sent. */
  const showFailure = async (error: unknown, reading: FormReading): Promise<void> => {
    const { onError } = options;
    const kind = failureKind(error);
    let bug = error;
    try {
      let answer = await onError?.(error);
      if (answer === undefined && kind !== "aborted")
        answer = isApiError(error) ? error : { message: textOf(options, kind) };
      showAnswerTo(reading, answer);
      if (onError || kind !== "failed" || isApiError(error)) return;
    } catch (thrown) {
      showAnswerTo(reading, { message: textOf(options, "failed") });
      bug = thrown;
    }
    throw bug;
  };

  const setIdle = (): void => {
    running = undefined;
    attributes.set(form, "aria-busy", null);
  };

  /**
   * Runs a part of a submission. Meanwhile the form is busy and ignores further submissions. If the part throws, the
   * form says that it could not be sent.
   */
  const whileBusy = async <R>(reading: CheckedReading<T>, run: () => R | Promise<R>): Promise<R | undefined> => {
    running = readings.submitted = reading;
    attributes.set(form, "aria-busy", "true");
    try {
      return await run();
    } catch (error) {
      // Once the submission has been ended, an error is expected: the aborted request.
      if (running === reading) await showFailure(error, reading);
      return undefined;
    } finally {
      if (running === reading) setIdle();
    }
  };

  /** Calls `onSubmit` and shows the error that it gives. */
  const send = (reading: CheckedReading<T>): Promise<void> =>
    whileBusy(reading, async () => {
      const { formData, result } = reading;
      const value = result.ok ? result.value : (reading.value as T);
      pageMessages.isAwaited = true;
      const { signal } = controller;
      const answer = await options.onSubmit?.(value, { signal, formData, submitter: readings.submitter });
      // The page may show the errors itself, unless it says that there are none.
      if (answer != null) pageMessages.isAwaited = false;
      showAnswerTo(reading, await errorOf(answer, options));
    });

  /** Goes on with a submission that has waited for its check. */
  const afterCheck = async (reading: CheckedReading<T>, found: Verdict): Promise<void> => {
    // The user has edited or reset the form meanwhile, or the check has failed.
    if (!found || readings.submitted !== reading) return;
    if (found.length > 0) return focusFirst();
    // A new event would lack what is disabled.
    if (options.onSubmit && readings.isDisabled()) return send(reading);
    await readings.enabled();
    if (readings.submitted !== reading) return;
    // The other listeners have not seen the submission yet. The verdict is known: it does not wait again.
    const { focused } = readings;
    member(form, "requestSubmit")(ownSubmitter(form, readings.submitter));
    readings.focused = focused;
  };

  /** The last listener for `submit`: any other may have stopped the submission. */
  const onLast = (event: SubmitEvent): void => {
    if (latest?.event !== event || event.defaultPrevented) return;
    event.preventDefault();
    if (latest.reading) void send(latest.reading);
  };

  /** Forgets the errors that need no other edit, before the form is validated as a whole. */
  const forgetAnswered = (): void => {
    // A script may have entered another value, without an event.
    problems.forgetOf(
      problems.external.flatMap(({ blocks, controls }) =>
        controls.filter((one) => blocks && stateOf(one) !== undefined && problems.isEdited(one)),
      ),
    );
    // An error waits for an edit only if its control can be edited.
    problems.external = problems.external.filter(
      ({ blocks, controls, element }) =>
        pageMessages.elements.has(element as HTMLElement) ||
        (blocks && controlsOf(form).some((one) => controls.includes(one) && one.willValidate !== false)),
    );
  };

  /** What `check` says of a valid value. */
  const verdictOn = (value: T, reading: FormReading): readonly Problem[] | Promise<Verdict> => {
    try {
      return checker?.run(value, reading) ?? [];
    } catch (error) {
      return Promise.reject(error);
    }
  };

  /** Lets a submission without errors reach the other listeners. */
  const letPass = (event: SubmitEvent, reading: CheckedReading<T>): void => {
    if (latest) latest.reading = reading;
    else pageMessages.isAwaited = true;
    // What the page has answered before may still be shown. It must not stop a page that asks `checkValidity`.
    messages.setInvalid(false);
    // After all listeners: a submission that none of them has prevented leaves the page.
    setTimeout(() => {
      messages.setInvalid(true);
      if (!options.onSubmit && event.defaultPrevented && pageMessages.isAwaited) pageMessages.showAgain(false);
    });
  };

  const submissions: Submissions = {
    get isBusy() {
      return running !== undefined;
    },
    show,
    end() {
      controller.abort();
      controller = new AbortController();
      checker?.reset();
      readings.submitted = undefined;
      pageMessages.isAwaited = false;
      setIdle();
    },
    onSubmit(event) {
      const { submitter } = event;
      const { onInvalid, onSubmit } = options;
      const isValidated = !submitter?.hasAttribute("formnovalidate");
      // The page may say how the browser is to send the form: to another address, or by closing a dialog.
      const isDialog = member(form, "getAttribute")("method")?.toLowerCase() === "dialog";
      const isNative = !onSubmit || isDialog || submitter?.matches("[formaction], [formmethod]");
      // It comes from a form or a widget inside, another listener has stopped it, or the browser sends the form without
      // validation.
      if (event.target !== form || event.defaultPrevented || (!isValidated && isNative)) return;
      // First of all: with `onSubmit` the browser must not send the form, even if the code below throws.
      if (onSubmit) {
        latest = { event };
        // One of a submission that was stopped may still listen, before listeners that the page has added since.
        member(form, "removeEventListener")("submit", onLast);
        member(form, "addEventListener")("submit", onLast, { once: true });
      }
      const stop = (): void => {
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      if (running || countdown.isRunning) {
        stop();
        countdown.announce();
        return;
      }
      countdown.stop();
      readings.focused = focusedElement(form);
      readings.submitter = submitter;
      const reading = readings.read(submitter);
      forgetAnswered();
      if (!isValidated) {
        problems.refresh();
        if (latest) latest.reading = reading;
        return;
      }
      const result = problems.validateAll(reading);
      if (!result.ok || problems.external.some(({ blocks }) => blocks)) {
        stop();
        messages.focusFirst();
        if (!result.ok) onInvalid?.(result);
        return;
      }
      const verdict = verdictOn(result.value, reading);
      if ("then" in verdict) {
        stop();
        void whileBusy(reading, () => verdict).then((found) => afterCheck(reading, found));
      } else if (verdict.length > 0) {
        stop();
        messages.focusFirst();
      } else {
        letPass(event, reading);
      }
    },
  };
  return submissions;
}
