import type { Choices } from '../domain/choices.ts';
import { text } from '../domain/text.ts';
import { changeOwn } from './change-own-request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Answered } from './flow.ts';

/** Approved after its hour: the requester says "now" or gives a new hour (design, section 10). */
export async function answerLate(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  version: number | null,
  when: Choices['when'],
): Promise<Answered> {
  const now = tenantNow(context);
  if (when.mode === 'at' && when.instant <= now) {
    return { refused: text('flow.hour-passed', { at: { instant: when.instant } }), view: null };
  }
  return changeOwn(context, { actorId, idOrReference, version }, ['approved'], (request) => {
    if (request.lateSince === null) return null;
    const choices = { ...request.choices, when };
    return when.mode === 'now'
      ? { choices, dueAt: null, lateSince: null, wakeAt: now, newVersion: true }
      : { choices, dueAt: when.instant, lateSince: null, wakeAt: when.instant, newVersion: true };
  });
}
