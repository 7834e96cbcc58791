import type { TurnContext } from 'botbuilder';
import { type Text, text } from '../domain/text.ts';
import { type Reader, translate } from '../locales/translate.ts';
import { type Answer, CARD_TYPE, post, replace, type Turn } from './turn.ts';

/**
 * Body of an invoke's answer. The inner status is always 200: any other reaches Teams as a failed call (teams.md 0.1).
 */
export type InvokeBody = { readonly statusCode: 200; readonly type: string; readonly value: unknown };

/**
 * The answer to a click: a card, or a message that is never empty, since Teams repeats the click then (teams.md 0.2).
 */
export function clickBody(answer: Answer | null, reader: Reader): InvokeBody {
  if (answer !== null && 'card' in answer) return { statusCode: 200, type: CARD_TYPE, value: answer.card };
  const message = answer?.message ?? '';
  return messageBody(message.trim() === '' ? translate(text('bot.done'), reader) : message);
}

/** What is answered when the work takes longer than Teams waits. */
export function workingBody(reader: Reader): InvokeBody {
  return messageBody(translate(text('bot.working'), reader));
}

/** One sentence, such as when the answer itself failed. */
export function sentenceBody(sentence: Text, reader: Reader): InvokeBody {
  return messageBody(translate(sentence, reader));
}

/** What a click gets of somebody who pressed more than anybody can mean. */
export function tooManyBody(reader: Reader): InvokeBody {
  return messageBody(translate(text('bot.too-many'), reader));
}

/** What a click gets that is genuine and not for us: not why, since whoever made it may be trying. */
export function notForUsBody(reader: Reader): InvokeBody {
  return messageBody(translate(text('bot.not-for-us'), reader));
}

/** Leaves the answer where botbuilder looks for it. */
export async function answerInvoke(context: TurnContext, body: InvokeBody): Promise<void> {
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } });
}

/**
 * The click was answered already: the card that was clicked is updated, a sentence is sent. Where it cannot be updated,
 * or nobody knows whether it was, the one that is posted instead takes over as the card of the request.
 */
export async function answerLate(turn: Turn): Promise<void> {
  const answer = turn.answer();
  const { context, activity } = turn;
  if (answer === null) return;
  if ('message' in answer)
    return void (await context.sendActivity({ type: 'message', text: answer.message, textFormat: 'plain' }));
  const clicked = activity.replyToId ?? null;
  const shown = clicked === null ? await post(context, answer.card) : await replace(context, clicked, answer.card);
  for (const id of new Set([clicked, shown])) if (id !== null && answer.view) await turn.keep(answer.view, id);
}

function messageBody(value: string): InvokeBody {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value };
}
