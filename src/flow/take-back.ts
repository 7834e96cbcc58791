import { OPEN_STATES, type Request } from '../domain/request.ts';
import { WITHDRAWN_BY_RESTORE } from '../domain/taken-back.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { stoppedBy } from './stopped-by.ts';

/**
 * A restore is about to start: what is planned for later about the person is withdrawn, and what runs is stopped between two
 * of its steps (design, section 8.12). False while something still runs; then the restore looks again a minute later.
 */
export async function takeBack(context: FlowContext, restore: Request): Promise<boolean> {
  const { requests } = context.ports;
  const now = tenantNow(context);
  const open = await requests.list({ targetUserId: restore.targetUserId, states: OPEN_STATES, limit: 50 });
  let isFree = true;
  for (const other of open.filter(({ id, emergency }) => id !== restore.id && emergency === null)) {
    const note = text(WITHDRAWN_BY_RESTORE, { reference: restore.reference });
    const { state } = other;
    if (state === 'running') {
      isFree = false;
      if (other.hold?.how === 'stop') continue;
      await requests.change(other.id, { from: ['running'] }, stoppedBy(deciderOf(restore), restore.reference, now));
    } else {
      await requests.change(
        other.id,
        { from: ['approved', 'scheduled'] },
        { state: 'withdrawn', note, endedAt: now, wakeAt: null, newVersion: true },
      );
    }
    context.wake(other.id);
    context.nudge(other.id);
  }
  if (!isFree) await wakeInAMinute(context, restore, now);
  return isFree;
}

function deciderOf({ decision, requesterId, requesterName }: Request) {
  return { id: decision?.by ?? requesterId, name: decision?.byName ?? requesterName };
}

async function wakeInAMinute(context: FlowContext, { id, state, version }: Request, now: string): Promise<void> {
  const wakeAt = new Date(Date.parse(now) + 60_000).toISOString();
  await context.ports.requests.change(id, { from: [state], version }, { wakeAt });
}
