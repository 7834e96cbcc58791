import { isWatched } from './is-watched.ts';
import { looksFirstInAd } from './looks-first-in-ad.ts';
import type { StepRecord } from './outcome.ts';
import { propagate } from './propagate.ts';
import type { PropagationLine } from './propagation.ts';
import type { Expected, PropagationInput } from './propagation-input.ts';
import { doneOf, expectedOf } from './report-done.ts';
import { isHeld } from './report-headline.ts';
import { NEVER_BEGUN_STATES, type Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { bringsMailbox, mailReturns } from './returns-mailbox.ts';
import { servicesReturnOf } from './services-return.ts';
import { standstillOf } from './standstill-of.ts';
import type { PlannedStep } from './step.ts';
import { lastSyncIn } from './sync-health.ts';
import { syncModelOf } from './sync-model.ts';
import type { TargetUser } from './target-user.ts';
import { isTurnedRound } from './work-off.ts';

/** When it is effective where, by the plan and what the ledger says; none for what never runs. */
export function linesOf(request: Request, steps: readonly StepRecord[], now: string): readonly PropagationLine[] {
  // Turned round, or about to be: whether the person can sign in is for the later request to say.
  if (isTurnedRound(request) || restsBehind(request) !== null) return [];
  if (NEVER_BEGUN_STATES.includes(request.state) || isHeld(request) || request.plan.steps.length === 0) return [];
  return propagate({
    targetUser: withNewestSync(request, steps),
    kind: request.choices.kind,
    done: doneOf(request, steps),
    expected: comingOf(request, steps, now),
    now,
    isWatched: isWatched(request),
    sync: syncModelOf(request.facts.adDomain),
    ...returnOf(request, steps),
    services: servicesReturnOf(steps),
    standstill: standstillOf(request, steps),
  });
}

/**
 * While an approver holds it, no hour can be promised for what has not begun; that the account is disabled in AD DS is
 * asked for all the same.
 */
function comingOf(request: Request, steps: readonly StepRecord[], now: string): Expected | null {
  const expected = expectedOf(request, steps, now);
  if (expected === null || request.hold?.how !== 'hold') return expected;
  const isAsked = steps.some(({ kind, state }) => kind === 'disable-account' && state === 'needs-person');
  return isAsked ? { ...expected, cloud: false, revoke: false, onPremises: true } : null;
}

/** How somebody comes back: what the plan brings back decides when mail is there, and whether AD DS is waited for. */
function returnOf(
  { plan, facts }: Request,
  steps: readonly StepRecord[],
): Pick<PropagationInput, 'returns' | 'onlyInCloud' | 'isAdUnknown'> {
  const has = (...kinds: PlannedStep['kind'][]) =>
    plan.steps.some(({ kind, skip }) => kinds.includes(kind) && skip === null);
  return {
    returns: howMailReturns(plan, facts),
    isAdUnknown: plan.steps.some(looksFirstInAd),
    onlyInCloud: plan.kind === 'restore-user' && (!has('enable-account') || steps.some(wasEnabled)),
  };
}

/** The account was enabled in AD DS when the restore ran. */
function wasEnabled({ kind, state, note }: StepRecord): boolean {
  return kind === 'enable-account' && state === 'skipped' && note?.key === 'flow.unnecessary';
}

function howMailReturns({ steps }: Request['plan'], { mailbox }: TargetUser): NonNullable<PropagationInput['returns']> {
  const isThere = mailbox !== 'none';
  if (steps.some((step) => bringsMailbox(step) || (isThere && step.kind === 'restore-account'))) return 'restored';
  return mailReturns(mailbox) ? 're-enabled' : 'without-mail';
}

/** The clock goes by the newest word about directory sync, not by what was known when it was asked. */
export function withNewestSync(request: Request, steps: readonly StepRecord[]): TargetUser {
  const last = lastSyncIn(request, steps);
  return last === null ? request.facts : { ...request.facts, tenantLastSync: last.at, readAt: last.readAt };
}

/**
 * The last moment at which sessions that were open can still live, ISO UTC; null where nobody can say, or they
 * returned.
 */
export function sessionsEndIn(lines: readonly PropagationLine[]): string | null {
  const sessions = lines.find(({ id }) => id === 'open-sessions');
  return sessions?.state === 'expected' || sessions?.state === 'ended' ? sessions.latest : null;
}
