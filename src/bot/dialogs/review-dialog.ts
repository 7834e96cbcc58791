import { ComponentDialog, type Dialog, WaterfallDialog, type WaterfallStepContext } from 'botbuilder-dialogs';
import { cardForView } from '../../cards/card-for-view.ts';
import { messageCard } from '../../cards/message-card.ts';
import { openCard } from '../../cards/open-card.ts';
import { isChosen, reviewCard } from '../../cards/review-card.ts';
import type { Choices } from '../../domain/choices.ts';
import { type Text, text } from '../../domain/text.ts';
import type { Flow } from '../../flow/flow.ts';
import type { AdoptedCards } from '../adopted-cards.ts';
import { turnOf } from '../turn.ts';
import { CardPrompt, isYes, type PromptAnswer } from './card-prompt.ts';
import type { Draft, PartResult } from './draft.ts';

export type ReviewOptions = { readonly draft: Draft; readonly choices: Choices; readonly problem: Text | null };

type Step = WaterfallStepContext<ReviewOptions>;

/** Shows the plan before anything is stored, and submits it when the requester says so. */
export function createReviewDialog(flow: Pick<Flow, 'draft' | 'submit'>, adopted: AdoptedCards): Dialog {
  const dialog = new ComponentDialog('review');
  dialog.addDialog(new WaterfallDialog<ReviewOptions>('review-steps', [ask, take]));
  dialog.addDialog(reviewPrompt(flow));
  return dialog;

  function ask(step: Step) {
    return step.beginDialog('review-card', step.options);
  }

  async function take(step: Step) {
    const answer: PromptAnswer = step.result;
    const { draft } = step.options;
    if (answer.verb === 'cancel') return step.endDialog({ outcome: 'cancelled' } satisfies PartResult);
    if (answer.verb !== 'submit') {
      return step.endDialog({
        outcome: 'back',
        draft: { ...draft, choices: null },
        problem: null,
      } satisfies PartResult);
    }
    return submit(step, String(answer.remembered ?? ''));
  }

  /** The review card becomes the request's own card; the messenger is told, or it would post another one. */
  async function submit(step: Step, planHash: string) {
    const { draft, choices } = step.options;
    const turn = turnOf(step.context);
    const adoption = adopted.expect(turn.actorId, choices.targetUserId);
    try {
      const submitted = await flow.submit(turn.actorId, choices, planHash);
      if ('refused' in submitted && submitted.open !== undefined) {
        await turn.show(openCard({ kind: choices.kind, ...submitted.open }, turn.reader));
        return await step.endDialog({ outcome: 'answered' } satisfies PartResult);
      }
      if ('refused' in submitted) {
        return await step.replaceDialog('review-steps', { draft, choices, problem: submitted.refused });
      }
      const activityId = await turn.show(cardForView(submitted.view, turn.reader), submitted.view);
      adoption.settle(activityId === null ? null : { activityId, conversationId: turn.activity.conversation.id });
      return await step.endDialog({ outcome: 'done', draft, requestId: submitted.request.id });
    } finally {
      adoption.settle(null);
    }
  }
}

function reviewPrompt(flow: Pick<Flow, 'draft'>) {
  return new CardPrompt<ReviewOptions>('review-card', {
    verbs: ['submit', 'edit', 'back'],
    isDraft: true,
    async render(turn, { choices }, { nonce, problem }) {
      const drafted = await flow.draft(turn.actorId, choices);
      if ('refused' in drafted) return { card: messageCard(cannotBeAsked(drafted.refused, nonce), turn.reader) };
      const { report, approversReachable } = drafted.draft;
      const card = reviewCard({ report, approversReachable, error: problem, nonce }, turn.reader);
      return { card, remember: report.request.planHash, hasNothing: !isChosen(report.request) };
    },
    async read(turn) {
      if (/^(submit|indienen|send|versturen)$/i.test(turn.text) || isYes(turn.text))
        return { verb: 'submit', inputs: {} };
      if (/^(edit|wijzigen|wijzig|change)$/i.test(turn.text)) return { verb: 'edit', inputs: {} };
      return text('bot.review.hint', { typed: turn.text });
    },
  });
}

function cannotBeAsked(reason: Text, nonce: string) {
  const buttons = [
    { verb: 'edit', nonce },
    { verb: 'cancel', nonce },
  ] as const;
  return { title: text('bot.review.refused'), sentences: [reason], colour: 'warning', buttons } as const;
}
