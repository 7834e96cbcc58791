import { WAITS_UNREAD } from '../domain/asks-again.ts';
import { heldByRestore } from '../domain/held-by-restore.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { COUNTING_STATES, type Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';

/**
 * A restore that is about to start, of somebody who cannot be read: what it holds goes on after an hour of that, and
 * its parties hear why it has not begun (`RequestStore.change` lets go what an unstarted restore holds with each new
 * version). Once they can be read it is held anew. False where it holds nothing for so long, and nothing was changed.
 */
export async function letGoUnread(context: FlowContext, restore: Request, wakeAt: string): Promise<boolean> {
  const { id, state, version, reference, targetUserId, targetUserName: name, choices } = restore;
  if (choices.kind !== 'restore-user' || (state !== 'approved' && state !== 'scheduled')) return false;
  const { requests, transactions, starts } = context.ports;
  const about = await requests.list({ targetUserId, states: COUNTING_STATES });
  const held = about.flatMap((other) => (heldByRestore(other) === reference ? [other.hold?.at ?? ''] : []));
  const [since] = held.sort();
  if (since === undefined || tenantNow(context) < minutesAfter(since, HELD_MINUTES)) return false;
  const change = { note: text(WAITS_UNREAD, { name, at: { instant: since } }), wakeAt, newVersion: true } as const;
  return transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    return (await requests.change(id, { from: [state], version }, change, transaction)) !== null;
  });
}

/** Of tenant time. */
const HELD_MINUTES = 60;
