import { ComponentDialog, type Dialog, WaterfallDialog, type WaterfallStepContext } from 'botbuilder-dialogs';
import { messageCard } from '../../cards/message-card.ts';
import { openCard } from '../../cards/open-card.ts';
import { InternalError } from '../../domain/errors.ts';
import { type Text, text } from '../../domain/text.ts';
import type { Flow } from '../../flow/flow.ts';
import { turnOf } from '../turn.ts';
import type { ChoicesOptions } from './choices-dialog.ts';
import type { Draft, PartResult } from './draft.ts';
import type { PersonOptions } from './person-dialog.ts';
import type { ReviewOptions } from './review-dialog.ts';

export type RequestOptions = { readonly draft: Draft; readonly problem: Text | null };

type Step = WaterfallStepContext<RequestOptions>;

/**
 * The way of every request, whatever its kind: person → choices → review → submitted. Each part loops on its own until
 * its answer is good; `back` and `edit` start the way again with what is known already.
 */
export function createRequestDialog(parts: readonly Dialog[], flow: Pick<Flow, 'openAbout' | 'mayAsk'>): Dialog {
  const dialog = new ComponentDialog('request');
  dialog.addDialog(new WaterfallDialog<RequestOptions>('request-steps', [person, choices, review, over]));
  for (const part of parts) dialog.addDialog(part);
  return dialog;

  /** What is open about this person is said as soon as it is known whom it is about, before any form. */
  async function choices(step: Step) {
    const result: PartResult = step.result;
    if (result.outcome === 'answered') return step.endDialog();
    if (result.outcome !== 'done') return leave(step);
    const { draft } = result;
    const turn = turnOf(step.context);
    const open = await flow.openAbout(turn.actorId, draft.kind, draft.targetUserId ?? '');
    if (open !== null) {
      await turn.show(openCard({ kind: draft.kind, ...open }, turn.reader));
      return step.endDialog();
    }
    if (draft.choices !== null) return step.next(result);
    return step.beginDialog('choices', { draft, problems: [], clock: null } satisfies ChoicesOptions);
  }

  /**
   * A button may have said who it is: whether they may still ask about them is read all the same, before anything is
   * said.
   */
  async function person(step: Step) {
    const { draft, problem } = step.options;
    if (draft.targetUserId === null) return askPerson(step, draft, problem);
    const allowed = await flow.mayAsk(turnOf(step.context).actorId, draft.kind, draft.targetUserId);
    if ('refused' in allowed) return askPerson(step, { ...draft, targetUserId: null, query: '' }, allowed.refused);
    return step.next(done(draft));
  }
}

function askPerson(step: Step, draft: Draft, problem: Text | null) {
  const at = problem === null && draft.query !== '' ? 'search' : 'person';
  return step.beginDialog('person', { draft, at, problem } satisfies PersonOptions);
}

async function review(step: Step) {
  const result: PartResult = step.result;
  if (result.outcome === 'cancelled') return leave(step);
  if (result.outcome === 'answered') return step.endDialog();
  const { draft } = result;
  if (result.outcome === 'back') return again(step, { ...draft, targetUserId: null, choices: null }, result.problem);
  if (draft.choices === null) throw new InternalError('the form ended without choices');
  return step.beginDialog('review', { draft, choices: draft.choices, problem: null } satisfies ReviewOptions);
}

async function over(step: Step) {
  const result: PartResult = step.result;
  if (result.outcome === 'cancelled') return leave(step);
  if (result.outcome === 'answered') return step.endDialog();
  if (result.outcome === 'back') return again(step, { ...result.draft, choices: null }, result.problem);
  return step.endDialog(result);
}

async function leave(step: Step) {
  const turn = turnOf(step.context);
  await turn.show(messageCard({ ...CANCELLED, buttons: [{ verb: 'help' }] }, turn.reader));
  return step.endDialog();
}

const CANCELLED = { title: text('bot.cancelled.title'), sentences: [text('bot.cancelled.sentence')] };

/** A query that was answered once is not searched again: the person card comes back with it filled in. */
function again(step: Step, draft: Draft, problem: Text | null) {
  const searched = draft.targetUserId === null ? { ...draft, query: '' } : draft;
  return step.replaceDialog('request-steps', { draft: searched, problem } satisfies RequestOptions);
}

function done(draft: Draft): PartResult {
  return { outcome: 'done', draft };
}
