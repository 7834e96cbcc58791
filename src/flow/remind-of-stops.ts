import type { Stop } from '../domain/brakes.ts';
import { stopRemindersDue } from '../domain/stop-reminders.ts';
import { text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { paced } from './paced.ts';
import { sayOnce } from './say-once.ts';
import { membersInOffice } from './standing.ts';

/** Tenant minutes between two looks. */
const PACE = 10;

/**
 * Called with every sweep: once a day each approver hears of a limit that stopped, for as long as it holds requests
 * back. After a day on which nobody could be reached, or no process ran, only the newest is said.
 */
export function createStopReminder(context: FlowContext): () => Promise<void> {
  return paced(context, { minutes: PACE, failure: 'stops-not-read' }, (now) => remind(context, now));
}

async function remind(context: FlowContext, now: string): Promise<void> {
  const { stops } = context.ports;
  const timesOf = (stop: Stop) => stopRemindersDue(stop, context.settings.policy, now);
  const due = (await stops.open()).map((stop) => ({ stop, times: timesOf(stop) })).filter(({ times }) => times > 0);
  if (due.length === 0) return;
  const approvers = await membersInOffice(context, [context.settings.approverGroupId]);
  for (const { id: personId } of approvers) {
    const waiting = await stops.waiting(personId);
    for (const { stop, times } of due) {
      const { reference, trippedBy: requestId, why, since } = stop;
      const count = waiting[reference]?.length ?? 0;
      // Under the request that reached the limit; people's own pause was reached by none, and is told of when it is made.
      if (count === 0 || requestId === null) continue;
      const message = text('notice.stop-waits', { stop: reference, why, count, at: { instant: since } });
      await sayOnce(context, { requestId, personId, key: `stop:${reference}:${times}` }, message);
    }
  }
}
