import { mayStand } from '../domain/blocked-at-once.ts';
import { awaitsAnswer } from '../domain/emergency.ts';
import { isToCome, type StepRecord } from '../domain/outcome.ts';
import type { Request } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type FlowContext, tenantNow } from './context.ts';

/**
 * A click that comes twice blocks once: the database keeps one unanswered emergency per person. Somebody who can sign in
 * again is no such click: the earlier one has come to its end. Nor is one that comes later, whatever a read shows, which may
 * lag: who asks again knows why, and to block twice harms nobody.
 */
export async function whatIsGone(
  context: FlowContext,
  { facts, targetUserId }: Pick<Request, 'facts' | 'targetUserId'>,
): Promise<readonly Gone[]> {
  const { requests, ledger } = context.ports;
  const about = await requests.list({ targetUserId, limit: 50 });
  const now = tenantNow(context);
  const gone: Gone[] = [];
  for (const request of about.filter(awaitsAnswer)) {
    const steps = await ledger.read(request.id);
    const block = steps.find(({ kind }) => kind === 'block-sign-in');
    if (block === undefined || isToCome(block.state)) continue;
    const wasLetIn = about.some((other) => letsInAfter(request, other));
    const canSignIn = facts.accountEnabled && wasThereBefore(block, facts);
    const wasIn = canSignIn || wasLetIn;
    const isMade = mayStand(steps);
    if (wasIn || isNoRepetition(request, now)) gone.push({ request, wasIn, isMade });
  }
  return gone;
}

/** `wasIn`: the person could sign in again since. `isMade`: its block was made, and was not found lifted. */
export type Gone = { readonly request: Request; readonly wasIn: boolean; readonly isMade: boolean };

function letsInAfter({ startedAt }: Request, { choices, startedAt: other }: Request): boolean {
  return choices.kind === 'restore-user' && other !== null && other > (startedAt ?? '');
}

/** Teams delivers a click again for some seconds. */
function isNoRepetition({ startedAt }: Request, now: string): boolean {
  return Date.parse(now) - Date.parse(startedAt ?? now) > REPEATED_FOR;
}

const REPEATED_FOR = 60_000;

/** The facts say "can sign in": of a block that is on its way, or was seen only after they were read, that says nothing. */
function wasThereBefore({ state, verifiedAt }: StepRecord, { readAt }: TargetUser): boolean {
  return verifiedAt === null ? state !== 'accepted' : verifiedAt < readAt;
}
