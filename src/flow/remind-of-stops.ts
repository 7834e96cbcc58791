import type { Stop } from '../domain/brakes.ts';
import { codeOf } from '../domain/errors.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { stopRemindersDue } from '../domain/stop-reminders.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { membersInOffice } from './standing.ts';

/** Tenant minutes between two looks. */
const PACE = 10;

/**
 * Called with every sweep: once a day each approver hears of a limit that stopped, for as long as it holds requests back. After a
 * day on which nobody could be reached, or no process ran, only the newest is said.
 */
export function createStopReminder(context: FlowContext): () => Promise<void> {
  let next = '';
  return async () => {
    const now = tenantNow(context);
    if (now < next) return;
    next = minutesAfter(now, PACE);
    try {
      await remind(context, now);
    } catch (error) {
      context.log({ kind: 'stops-not-read', code: codeOf(error) });
    }
  };
}

async function remind(context: FlowContext, now: string): Promise<void> {
  const { stops } = context.ports;
  const due = (await stops.open()).filter((stop) => stopRemindersDue(stop, context.settings.policy, now) > 0);
  if (due.length === 0) return;
  const waiting = await stops.waiting();
  const approvers = await membersInOffice(context, [context.settings.approverGroupId]);
  for (const stop of due) {
    const count = waiting[stop.reference] ?? 0;
    if (count === 0) continue;
    for (const { id } of approvers) await remindOne(context, stop, id, count, now);
  }
}

/** Under the request that reached the limit; people's own pause was reached by none, and is told of when it is made. */
async function remindOne(
  context: FlowContext,
  stop: Stop,
  personId: string,
  count: number,
  now: string,
): Promise<void> {
  const { notices, messenger } = context.ports;
  const { reference, trippedBy, why, since } = stop;
  if (trippedBy === null) return;
  const key = `stop:${reference}:${stopRemindersDue(stop, context.settings.policy, now)}`;
  if (!(await notices.claim(trippedBy, personId, key))) return;
  const message = text('notice.stop-waits', { stop: reference, why, count, at: { instant: since } });
  if ((await messenger.notify(personId, message)) === 'later') await notices.giveBack(trippedBy, personId, key);
}
