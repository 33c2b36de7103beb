import type { AnswerFocus } from "./answer-focus.js";
import type { Checker, Verdict } from "./checker.js";
import { controlsOf, member, type Control } from "./controls.js";
import type { Countdown } from "./countdown.js";
import { failureKind } from "./failure.js";
import type { Messages } from "./messages.js";
import type { PageAnswers } from "./page-answers.js";
import type { PageAttributes } from "./page-attributes.js";
import { problemsToShow, type FormError } from "./problem.js";
import { ownSubmitter, type FormReading } from "./read.js";
import type { CheckedReading, Readings } from "./readings.js";
import { errorOf } from "./response-error.js";
import { withControls, type ShownProblems } from "./shown-problems.js";
import { textOf } from "./texts.js";
import type { FormAnswer, FormOptions } from "./types.js";

/** A value on its way to `onSubmit`. */
interface Submission<T> {
  readonly value: T;
  readonly reading: CheckedReading<T>;
  readonly submitter: HTMLElement | null;
}

/** Sends a form, and shows what comes of it. */
export interface Submissions {
  /** Whether a submission is under way. */
  isBusy: boolean;
  /** Listens to `submit`: validates and checks the form, and stops the event or sends the value. */
  onSubmit(event: SubmitEvent): void;
  /**
   * Replaces the external problems and shows them.
   *
   * @param blocks whether the form cannot be submitted until one of their controls is edited
   */
  show(error: FormError, reading: FormReading, blocks: boolean): void;
}

/** @param signal aborted once the form is unbound */
export function submissionsOf<T>(
  form: HTMLFormElement,
  readings: Readings<T>,
  problems: ShownProblems<T>,
  focus: AnswerFocus,
  checker: Checker | undefined,
  messages: Messages,
  countdown: Countdown,
  answers: PageAnswers,
  attributes: PageAttributes,
  options: FormOptions<T>,
  signal: AbortSignal,
): Submissions {
  const show = (error: FormError, reading: FormReading, blocks: boolean): void => {
    const all = withControls(problemsToShow(error), reading);
    const { retryAfterMs } = error as { readonly retryAfterMs?: number | null };
    if (retryAfterMs) countdown.start(retryAfterMs);
    problems.showExternal(all.map((one) => ({ ...one, blocks })));
  };

  /** Shows the answer to a submission, unless the form was reset since. */
  const showAnswerTo = (reading: FormReading, answer: FormAnswer): void => {
    if (answer == null || readings.submitted !== reading || signal.aborted) return;
    show(answer, reading, false);
    void focus.toFirst();
  };

  /** Shows that the form could not be sent. */
  const showFailure = async (error: unknown, reading: FormReading): Promise<void> => {
    const { onError } = options;
    const kind = failureKind(error);
    let bug = !onError && kind === "failed" && { error };
    try {
      let answer = await onError?.(error);
      if (answer === undefined && kind !== "aborted") answer = { message: textOf(options, kind) };
      showAnswerTo(reading, answer);
    } catch (error) {
      showAnswerTo(reading, { message: textOf(options, "failed") });
      bug = { error };
    }
    if (bug) throw bug.error;
  };

  /**
   * Runs a part of a submission. Meanwhile the form is busy and ignores further submissions. If the part throws, the
   * form says that it could not be sent.
   */
  const whileBusy = async <R>(reading: CheckedReading<T>, run: () => R | Promise<R>): Promise<R | undefined> => {
    submissions.isBusy = true;
    readings.submitted = reading;
    attributes.set(form, "aria-busy", "true");
    try {
      return await run();
    } catch (error) {
      // After `unbind` an error is expected: the aborted request.
      if (!signal.aborted) await showFailure(error, reading);
      return undefined;
    } finally {
      submissions.isBusy = false;
      if (!signal.aborted) attributes.set(form, "aria-busy", null);
    }
  };

  /** Calls `onSubmit` and shows the error that it gives. */
  const send = ({ value, reading, submitter }: Submission<T>): Promise<void> =>
    whileBusy(reading, async () => {
      const answer = await options.onSubmit?.(value, { signal, formData: reading.formData, submitter });
      showAnswerTo(reading, await errorOf(answer, options));
    });

  /** Goes on with a submission that has waited for its check. */
  const afterCheck = async (submission: Submission<T>, found: Verdict): Promise<void> => {
    const { reading, submitter } = submission;
    // The user has edited or reset the form meanwhile, or the check has failed.
    if (!found || readings.submitted !== reading) return;
    if (found.length > 0) return focus.toFirst();
    if (options.onSubmit) return send(submission);
    // The browser sends the form, without what is disabled. The verdict is known: this submission does not wait again.
    await readings.enabled();
    if (readings.submitted === reading) member(form, "requestSubmit")(ownSubmitter(form, submitter));
  };

  const submissions: Submissions = {
    isBusy: false,
    show,
    onSubmit(event) {
      const { submitter } = event;
      const { onInvalid, onSubmit } = options;
      const isValidated = !submitter?.hasAttribute("formnovalidate");
      // The page may say how the browser is to send the form: to another address, or by closing a dialog.
      const isNative = !onSubmit || submitter?.matches("[formaction], [formmethod], form[method=dialog] *");
      // Another listener has stopped the submission, or the browser sends it without validation.
      if (event.defaultPrevented || (!isValidated && isNative)) return;
      // First of all: with `onSubmit` the browser must not send the form, even if the code below throws.
      if (onSubmit) event.preventDefault();
      const stop = (): void => {
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      if (submissions.isBusy || countdown.isRunning) {
        stop();
        countdown.announce();
        return;
      }
      countdown.stop();
      focus.remember();
      readings.submitter = submitter;
      const reading = readings.read(submitter);
      problems.external = problems.external.filter(
        ({ blocks, controls, element }) =>
          (element && !onSubmit) ||
          (blocks && controlsOf(form).some((one) => controls.includes(one) && isEditable(one))),
      );
      if (!isValidated) {
        problems.refresh();
        void send({ value: reading.value as T, reading, submitter });
        return;
      }
      const result = problems.validateAll(reading);
      if (!result.ok || problems.external.some(({ blocks }) => blocks)) {
        stop();
        messages.focusFirst();
        if (!result.ok) onInvalid?.(result);
        return;
      }
      const submission = { value: result.value, reading, submitter };
      let verdict: Verdict | Promise<Verdict> = [];
      try {
        verdict = checker?.run(result.value, reading) ?? [];
      } catch (error) {
        verdict = Promise.reject(error);
      }
      if ("then" in verdict) {
        stop();
        void whileBusy(reading, () => verdict).then((found) => afterCheck(submission, found));
      } else if (verdict.length > 0) {
        stop();
        messages.focusFirst();
      } else if (onSubmit) {
        void send(submission);
      } else {
        answers.isAwaited = true;
        // After all listeners: a submission that none of them has prevented leaves the page.
        setTimeout(() => {
          if (event.defaultPrevented && answers.isAwaited) answers.showAgain(false);
        });
      }
    },
  };
  return submissions;
}

/** Whether the user can edit a control, so that an error can wait for that. */
const isEditable = ({ willValidate }: Control): boolean => willValidate !== false;
