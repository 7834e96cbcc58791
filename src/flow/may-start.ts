import { HELD, heldNote, holdingStop, type Stop } from '../domain/brakes.ts';
import { DirectoryUnavailable } from '../domain/errors.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import type { Request } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Transaction } from './ports.ts';
import { isWithOthers, startNow } from './start-now.ts';
import { givesWayUntil, takeStart } from './take-start.ts';

/**
 * Whether this request may begin to change the tenant now. If not, it rests as it is, approved, with the reason as its
 * note, until people resume what holds it; nobody's decision is lost. Called last before anything is written: what was
 * allowed here counts, also when the process dies before it begins.
 */
export async function mayStart(context: FlowContext, request: Request, facts: TargetUser): Promise<boolean> {
  const { transactions, requests, stops } = context.ports;
  const start = await startNow(context, request, await stops.open(), facts);
  const size = await sizeOf(context, facts.department);
  const wasHeld = request.note?.key === HELD;
  const expected = { from: [request.state], version: request.version };
  return transactions.run(async (transaction) => {
    const wakeAt = wasHeld ? await givesWayUntil(context, start, size, transaction) : null;
    if (wakeAt !== null) {
      await requests.change(request.id, expected, { wakeAt }, transaction);
      return false;
    }
    const holds = await takeStart(context, start, size, transaction);
    if (holds !== null) await rest(context, request, holds, transaction);
    else if (wasHeld) await requests.change(request.id, expected, { note: null }, transaction);
    return holds === null;
  });
}

/** The same without a turn, reading next to nothing: spares the directory what would be held anyway. */
export async function isHeldBack(context: FlowContext, request: Request): Promise<boolean> {
  const open = await context.ports.stops.open();
  const stop = holdingStop(await startNow(context, request, open), open);
  if (stop === null) return false;
  await rest(context, request, stop);
  return true;
}

async function rest(context: FlowContext, request: Request, stop: Stop, transaction?: Transaction): Promise<void> {
  const note = heldNote(stop);
  // Woken, and held by the same stop again: that is nobody's news.
  const isKnown = request.note?.key === HELD && request.note.values?.stop === stop.reference;
  const wakeAt = isWithOthers(stop, request.targetUserId) ? minutesAfter(tenantNow(context), AGAIN) : null;
  const change = isKnown ? { wakeAt } : { note, wakeAt };
  const expected = { from: ['approved', 'scheduled'] as const, version: request.version };
  await context.ports.requests.change(request.id, expected, change, transaction);
  if (isKnown) return;
  const held = { kind: 'request-held', requestId: request.id, code: stop.scope.kind };
  context.ports.transactions.afterCommit(transaction, () => context.log(held));
}

/** Tenant minutes after which it is looked whether who paused with the person is there still. */
const AGAIN = 10;

/** Not known counts as such: the other limits hold all the same. */
async function sizeOf(context: FlowContext, department: string | null): Promise<number | null> {
  if (department === null || department.trim() === '') return null;
  try {
    return await context.ports.people.countInDepartment(department.trim());
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    context.log({ kind: 'department-not-counted', code: 'directory-unavailable' });
    return null;
  }
}
