import { hasMore } from '../domain/has-more.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import type { Request, RequestState } from '../domain/request.ts';
import { WITHDRAWN_BY_RESTORE } from '../domain/taken-back.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { overtakes } from './overtaken-by.ts';
import type { Transaction } from './ports.ts';
import { stoppedBy } from './stopped-by.ts';
import { waitBehind } from './wait-behind.ts';

/**
 * A restore is about to start: what runs about the person is stopped between two of its steps (design, section 8.12). False
 * while something still runs; then the restore looks again a minute later.
 */
export async function stopWhatRuns(context: FlowContext, restore: Request): Promise<boolean> {
  const running = await withMore(context, await besides(context, restore, ['running', 'watching']));
  const now = tenantNow(context);
  for (const { id, hold } of running) {
    if (hold?.how === 'stop') continue;
    const stopped = stoppedBy(deciderOf(restore), restore.reference, now);
    await context.ports.requests.change(id, { from: ['running', 'watching'] }, stopped);
    context.wake(id);
    context.nudge(id);
  }
  const [first] = running;
  if (first !== undefined) await waitBehind(context, restore, first.reference, minutesAfter(now, 1));
  return running.length === 0;
}

/** Those that run, and of those that only watch the ones with a step still to come. */
async function withMore({ ports }: FlowContext, found: readonly Request[]): Promise<readonly Request[]> {
  const ledgers = await Promise.all(found.map(({ id }) => ports.ledger.read(id)));
  return found.filter(({ state }, place) => state === 'running' || hasMore(ledgers[place] ?? []));
}

/** Under the turn that every start takes: what began since `stopWhatRuns` looked. */
export async function runsBeside(context: FlowContext, restore: Request, transaction: Transaction): Promise<boolean> {
  return (await besides(context, restore, ['running'], transaction)).length > 0;
}

/**
 * What is planned for later about the person goes, in the transaction that starts the restore and under its turn: what does
 * not start takes nothing back, and nothing of it begins meanwhile. Gives the ids of what went.
 */
export async function takeBack(
  context: FlowContext,
  restore: Request,
  transaction: Transaction,
): Promise<readonly string[]> {
  const planned = await besides(context, restore, ['approved', 'scheduled'], transaction);
  const note = text(WITHDRAWN_BY_RESTORE, { reference: restore.reference });
  const withdrawn = { state: 'withdrawn', note, endedAt: tenantNow(context), wakeAt: null, newVersion: true } as const;
  for (const { id } of planned)
    await context.ports.requests.change(id, { from: ['approved', 'scheduled'] }, withdrawn, transaction);
  return planned.map(({ id }) => id);
}

/** What else is open about the person; a block at once that came after the decision is for people to decide about first. */
async function besides(
  { ports }: FlowContext,
  restore: Request,
  states: readonly RequestState[],
  transaction?: Transaction,
) {
  const open = await ports.requests.list({ targetUserId: restore.targetUserId, states, limit: 50 }, transaction);
  return open.filter((other) => other.id !== restore.id && !overtakes(other, restore));
}

function deciderOf({ decision, requesterId, requesterName }: Request) {
  return { id: decision?.by ?? requesterId, name: decision?.byName ?? requesterName };
}
