import { ACTIVE_STATES, type Request, type RequestState, WATCHED_STATES } from '../domain/request.ts';
import { isStopped } from '../domain/stopped-between.ts';
import { decidesSignIn, turnsRound } from '../domain/turning-round.ts';
import { isTurnedRound } from '../domain/work-off.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { blocksSince } from './overtaken-by.ts';
import type { StepRun } from './step-run.ts';
import { stoppedBy } from './stopped-by.ts';

/**
 * Right before a restore lets the person in: one that a block at once overtook goes no further, whatever became of that
 * block, nor does one after which people approved what keeps the person out. Here of one that had nothing more to do by
 * then, and has again since what it gave back was found turned back. True = it is stopped now.
 */
export async function stopOvertaken({ context, step }: StepRun, request: Request): Promise<boolean> {
  if (request.choices.kind !== 'restore-user' || !decidesSignIn(step.kind)) return false;
  const [atOnce] = await blocksSince(context, request);
  const block = atOnce ?? (await approvedSince(context, request));
  if (block === undefined) return false;
  const { decision, requesterId, requesterName } = block;
  const isApproved = atOnce === undefined && decision !== null;
  const by = isApproved ? { id: decision.by, name: decision.byName } : { id: requesterId, name: requesterName };
  const stopped = stoppedBy(by, block.reference, tenantNow(context));
  await context.ports.requests.change(request.id, { from: ACTIVE_STATES, version: request.version }, stopped);
  return true;
}

/**
 * What people approved, which keeps the person out, and began after this restore; not what they stopped, or turned
 * round since.
 */
async function approvedSince({ ports }: FlowContext, restore: Request): Promise<Request | undefined> {
  const { id, targetUserId, startedAt } = restore;
  const begun = await ports.requests.list({ targetUserId, states: BEGUN });
  return begun.find(
    (other) =>
      other.id !== id &&
      other.emergency === null &&
      turnsRound(restore, other) &&
      (other.startedAt ?? '') > (startedAt ?? '') &&
      !isStopped(other) &&
      !isTurnedRound(other),
  );
}

const BEGUN: readonly RequestState[] = ['running', ...WATCHED_STATES];
