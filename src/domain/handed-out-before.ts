import { adBlockOf } from './ad-block.ts';
import { canonicalDn, parentOf } from './ad-domain.ts';
import { LONGEST_SYNC } from './delays.ts';
import { lastCycleOf } from './last-cycle.ts';
import { letInAt } from './let-in-at.ts';
import { mayBeDone } from './may-be-done.ts';
import { minutesAfter } from './minutes-after.ts';
import type { StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import { saysAllIsBack } from './says-all-is-back.ts';
import type { StepKind } from './step.ts';
import { type StepOfRun, stepsOfRuns } from './steps-of-runs.ts';
import { textOf } from './stored.ts';
import { takenFrom } from './taken.ts';
import type { TargetUser } from './target-user.ts';
import { wasDone } from './was-done.ts';

/** Work of an earlier run that may have been done in AD DS. `at`: when it was handed out, ISO UTC. */
export type HandedOut = { readonly kind: StepKind; readonly reference: string; readonly at: string };

/**
 * What somebody who comes back may have lost in AD DS though nobody said so: of each kind the last that was handed out
 * over all runs, unless a later one was done, or was given back, or the facts show that it was done, so that it is
 * given back. The password has words of its own (`newPasswordWarning`), and so has the block of somebody whom the
 * restore enables (`adBlockOf`).
 */
export function handedOutBefore(runs: readonly EarlierRun[], facts: TargetUser): readonly HandedOut[] {
  const all = stepsOfRuns(runs);
  return KINDS.flatMap((kind) => {
    const found = all.findLast(({ step }) => step.kind === kind && mayBeDone(step));
    if (found === undefined || isSettled(found, runs, facts)) return [];
    const since = all.slice(all.indexOf(found) + 1);
    if (since.some(({ step }) => (step.kind === kind && wasDone(step)) || hasGivenBack(step, kind))) return [];
    const at = found.step.intendedAt ?? found.request.createdAt;
    return [{ kind, reference: found.request.reference, at }];
  });
}

const UNDONE_BY = {
  'disable-account': 'enable-account',
  'leave-ad-groups': 'rejoin-ad-groups',
  'hide-from-address-lists': 'show-in-address-lists',
  'move-to-ou': 'return-to-ou',
  'delete-account': 'restore-account',
} as const satisfies Partial<Record<StepKind, StepKind>>;

type Kind = keyof typeof UNDONE_BY;

const KINDS = Object.keys(UNDONE_BY) as readonly Kind[];

/**
 * Groups that Leaver never read are added back by people alone: only who says that all is done there has seen to them.
 */
function hasGivenBack(step: StepRecord, kind: Kind): boolean {
  if (step.kind !== UNDONE_BY[kind]) return false;
  return kind === 'leave-ad-groups' ? saysAllIsBack(step) : wasDone(step);
}

/**
 * Somebody deleted comes back with the account, and from the place for leavers as that is shown and given back; it was
 * their place all the time, or they were never moved. Of groups only those show that directory sync brings, and there
 * may be others.
 */
function isSettled({ request, step }: StepOfRun, runs: readonly EarlierRun[], facts: TargetUser): boolean {
  if (step.kind === 'delete-account') return facts.found === 'soft-deleted';
  if (step.kind === 'disable-account') return !isEnabledForNow(facts) || wasNotDisabled(step, runs, facts);
  if (step.kind !== 'move-to-ou') return false;
  if (isIn(step, request.facts) || wasNotMoved(step, runs, facts)) return true;
  return takenFrom(runs, facts).away.some(({ kind }) => kind === 'return-to-ou');
}

/**
 * Whoever is blocked in the cloud, deleted, or read as disabled is enabled in AD DS by the restore itself; of these
 * nobody would look.
 */
function isEnabledForNow({ identity, found, accountEnabled, inAd }: TargetUser): boolean {
  return identity === 'synced' && found === 'active' && accountEnabled && inAd?.disabled !== true;
}

/**
 * AD DS has it enabled as read there, or as a later run knows, or directory sync would have brought that it has not.
 */
function wasNotDisabled(step: StepRecord, runs: readonly EarlierRun[], facts: TargetUser): boolean {
  return adBlockOf(runs, facts) === 'enabled' || wouldBeSeen(step, runs, facts);
}

/** Sync shows them elsewhere, so long after a restore let them in that it would have brought the move by then. */
function wasNotMoved(step: StepRecord, runs: readonly EarlierRun[], facts: TargetUser): boolean {
  if (facts.found !== 'active' || !facts.onPremises?.distinguishedName || isIn(step, facts)) return false;
  return wouldBeSeen(step, runs, facts);
}

/** Directory sync has run so long after a restore let them in that it would have brought what was done before. */
function wouldBeSeen(step: StepRecord, runs: readonly EarlierRun[], facts: TargetUser): boolean {
  const cycle = lastCycleOf(facts);
  if (cycle === null) return false;
  const carried = minutesAfter(cycle, -LONGEST_SYNC);
  return runs.map(letInAt).some((hour) => hour !== null && hour > (step.intendedAt ?? '') && hour <= carried);
}

function isIn({ parameters }: StepRecord, { onPremises }: TargetUser): boolean {
  const place = canonicalDn(parentOf(onPremises?.distinguishedName ?? ''));
  return place !== '' && place === canonicalDn(textOf(parameters, 'ou') ?? '');
}
