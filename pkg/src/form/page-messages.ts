import { member } from "./controls.js";
import { pathOf } from "./message-elements.js";
import type { ControlProblem, Messages } from "./messages.js";
import { problemsOf } from "./problem.js";
import type { Readings } from "./readings.js";
import type { FormOptions } from "./types.js";
import { withControls, type ShownProblems } from "./shown-problems.js";

/** The messages that the page itself writes into message elements, such as those of an action of React. */
export interface PageMessages {
  /** Whether the form was sent, and the page has not shown an answer yet. */
  isAwaited: boolean;
  /** The elements whose messages the page may repeat: it has written its answer to a submission into each. */
  readonly elements: WeakSet<HTMLElement>;
  /**
   * Takes over the messages that the page itself has in message elements: those that a server has written, and those
   * that a framework writes later. Each goes once its control is edited. The answer to a submission gets the focus.
   *
   * Once the page is not busy any more, all that it shows is its answer, even if it has changed nothing: a framework
   * does not write the same text twice.
   */
  follow(records: readonly MutationRecord[]): void;
  /**
   * Shows the page's own messages again, which were hidden by an edit: the page may repeat one without a change.
   *
   * @param isAnswer whether all of them are the answer to a submission, which gets the focus
   */
  showAgain(isAnswer: boolean): void;
}

export function pageMessagesOf(
  messages: Messages,
  readings: Readings<unknown>,
  problems: ShownProblems<unknown>,
  focusFirst: () => Promise<void>,
  options: FormOptions<never>,
): PageMessages {
  const elements = new WeakSet<HTMLElement>();
  // What has become busy or disabled, and is so still.
  const busy = new Set<Node>();

  /** @param isAnswer whether what the page shows is the answer to a submission: all of it, or else what is new */
  const takeOver = (isAnswer = false, isNewAnswer = pageMessages.isAwaited): void => {
    const texts = messages.takePageTexts();
    const { external } = problems;
    const all = external.filter(({ element }) => !element || (texts.has(element) && texts.get(element) === undefined));
    const { length } = all;
    for (const [element, reason] of texts) {
      if (reason === undefined) continue;
      if (isNewAnswer || !options.onSubmit) elements.add(element);
      const [taken] = withControls(problemsOf([{ segments: pathOf(element), reason }]), readings.current());
      all.push({ ...(taken as ControlProblem), blocks: false, element });
    }
    const isNew = all.length > length;
    if (isNew || length < external.length) problems.showExternal(all);
    if (isAnswer ? all.some(({ element }) => element) : isNew && isNewAnswer) {
      pageMessages.isAwaited = false;
      void focusFirst();
    }
  };

  const pageMessages: PageMessages = {
    isAwaited: false,
    elements,
    follow(records) {
      messages.forgetEmptied(records);
      takeOver();
      for (const { target, attributeName } of records) {
        if (!/^disabled|^aria-busy/.test(attributeName as string)) continue;
        if (member(target as Element, "matches")(":disabled, [aria-busy=true]")) busy.add(target);
        // A framework that renders later than this has time to remove its old messages.
        else if (busy.delete(target))
          setTimeout(() => busy.size > 0 || (pageMessages.isAwaited && pageMessages.showAgain(true)));
      }
    },
    showAgain(isAnswer) {
      messages.showPageContents(elements);
      takeOver(isAnswer, isAnswer);
    },
  };
  return pageMessages;
}
