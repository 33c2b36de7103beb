import type { AnswerFocus } from "./answer-focus.js";
import { pathOf } from "./message-elements.js";
import type { ControlProblem, Messages } from "./messages.js";
import { problemsOf } from "./problem.js";
import type { Readings } from "./readings.js";
import { withControls, type ShownProblems } from "./shown-problems.js";

/** The messages that the page itself writes into message elements, such as those of an action of React. */
export interface PageAnswers {
  /** Whether the page sends the form itself, and has not shown an answer yet. */
  isAwaited: boolean;
  /**
   * Takes over the messages that the page itself has in message elements: those that a server has written, and those
   * that a framework writes later. Each goes once its control is edited.
   *
   * @param isAnswer whether a new one is the page's answer to a submission, which gets the focus
   */
  takeOver(isAnswer?: boolean): void;
  /** Shows the page's own messages again, which were hidden by an edit: the page may repeat one without a change. */
  showAgain(isAnswer: boolean): void;
}

export function pageAnswers(
  messages: Messages,
  readings: Readings<unknown>,
  problems: ShownProblems<unknown>,
  focus: AnswerFocus,
): PageAnswers {
  const answers: PageAnswers = {
    isAwaited: false,
    takeOver(isAnswer = answers.isAwaited) {
      const texts = messages.takePageTexts();
      const { external } = problems;
      const all = external.filter(
        ({ element }) => !element || (texts.has(element) && texts.get(element) === undefined),
      );
      const { length } = all;
      for (const [element, reason] of texts) {
        if (reason === undefined) continue;
        const [taken] = withControls(problemsOf([{ segments: pathOf(element), reason }]), readings.current());
        all.push({ ...(taken as ControlProblem), blocks: false, element });
      }
      const isNew = all.length > length;
      if (isNew || length < external.length) problems.showExternal(all);
      if (isNew && isAnswer) {
        answers.isAwaited = false;
        void focus.toFirst();
      }
    },
    showAgain(isAnswer) {
      messages.showPageContents();
      answers.takeOver(isAnswer);
    },
  };
  return answers;
}
