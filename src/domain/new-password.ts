import { authorityOf } from './authority.ts';
import type { Gap } from './gap.ts';
import { jsonField } from './json-field.ts';
import { letInAt } from './let-in-at.ts';
import { mayBeDone } from './may-be-done.ts';
import type { StepRecord } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { EarlierRun } from './plan-input.ts';
import type { Request } from './request.ts';
import { saidDoneBefore } from './said-done-before.ts';
import { type StepOfRun, stepsOfRuns } from './steps-of-runs.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';
import { wasDone } from './was-done.ts';

/** A password that Leaver replaced by one that nobody knows, and that nobody is seen to have changed since. */
type LostPassword = {
  /** The request that replaced it, and when, ISO UTC. */
  readonly reference: string;
  readonly at: string;
  /** ISO UTC: a change after this is somebody else's. */
  readonly until: string;
  /** Where people set another. */
  readonly setIn: 'cloud' | 'on-premises' | 'provider';
  /**
   * `reported`: people said that they replaced it in Active Directory, and no read can show it. `handed-out`: they were
   * asked to, and nobody said whether they did.
   */
  readonly how: 'done' | 'reported' | 'handed-out';
  /** When it was changed after that was handed out, by whomever, ISO UTC; null = no change is seen. */
  readonly changedAt: string | null;
};

/**
 * Said in every plan that lets somebody back in whose password Leaver replaced, in any run, as long as nobody is seen
 * to have set another since; null = their password is theirs. Signing in then takes a new one, which people hand over.
 */
export function newPasswordWarning(runs: readonly EarlierRun[], targetUser: TargetUser): Text | null {
  const lost = lostPassword(runs, targetUser);
  if (lost === null) return null;
  const { reference, at, setIn, how, changedAt } = lost;
  const values = { name: targetUser.displayName, reference, at: { instant: at } };
  if (how !== 'handed-out') return text(`plan.warning.new-password-${how === 'reported' ? how : setIn}`, values);
  if (changedAt === null) return text('plan.warning.new-password-handed-out', values);
  return text('plan.warning.new-password-handed-out-changed', { ...values, changed: { instant: changedAt } });
}

/** What a restore leaves to people then: a new password, or to find out whether one is needed. */
export function newPasswordLeft(runs: readonly EarlierRun[], targetUser: TargetUser): readonly Gap[] {
  const lost = lostPassword(runs, targetUser);
  return lost === null ? [] : [gapOf(lost)];
}

function gapOf({ until, setIn, how, reference }: LostPassword): Gap {
  return {
    end: 'left',
    kind: 'password',
    id: until,
    name: '',
    why: how === 'done' ? 'new-password' : `new-password-${how}`,
    who: OWNERS[setIn],
    through: how === 'handed-out' ? reference : null,
  };
}

const OWNERS = {
  cloud: 'helpdesk',
  'on-premises': 'active-directory',
  provider: 'identity-provider',
} as const satisfies Record<LostPassword['setIn'], Gap['who']>;

/** Left by a restore in AD DS of an account that had lost its password. `at`: when another was set, ISO UTC. */
export function replacedPassword(at: string): Gap {
  const id = new Date(Date.parse(at) + SYNCED_LATER).toISOString();
  return { end: 'left', kind: 'password', id, name: '', why: 'new-password', who: 'active-directory', through: null };
}

/** What a restore in AD DS left beside what its plan knew of a password before. */
function isReplacedBy(step: StepRecord, { plan }: Request): boolean {
  if (step.kind !== 'restore-account' || step.lane !== 'on-premises' || !wasDone(step)) return false;
  const planned = plan.steps.flatMap(({ gaps = [] }) => gaps.map(({ id }) => id));
  return step.gaps.some(({ kind, id }) => kind === 'password' && !planned.includes(id));
}

/** A restore left a new password to people, and a look at it has seen that they set one after this hour (ISO UTC). */
function wasSeenSet({ request, steps }: EarlierRun, since: string): boolean {
  return request.plan.steps.some(({ kind, gaps = [] }) => {
    const left = gaps.find((gap) => gap.kind === 'password');
    const step = steps.find((each) => each.kind === kind);
    if (left === undefined || left.id <= since) return false;
    return step?.state === 'verified' && !step.gaps.some((gap) => gap.kind === 'password');
  });
}

function lostPassword(runs: readonly EarlierRun[], targetUser: TargetUser): LostPassword | null {
  const all = stepsOfRuns(runs);
  const reset = all.findLast(
    ({ step, request }) => (step.kind === 'reset-password' && wasSaidOrDone(step)) || isReplacedBy(step, request),
  );
  const known = reset === undefined ? null : surelyLost(reset, runs, targetUser);
  if (known !== null) return known;
  const handedOut = all.findLast(({ step }) => step.kind === 'reset-password' && mayBeDone(step));
  if (handedOut === undefined || (reset !== undefined && all.indexOf(reset) > all.indexOf(handedOut))) return null;
  return perhapsLost(handedOut, runs, targetUser);
}

/** Whoever said that it was done may have done it, whatever they said of it later. */
function wasSaidOrDone(step: StepRecord): boolean {
  return wasDone(step) || saidDoneBefore(step) !== null;
}

function surelyLost(
  { request, step }: StepOfRun,
  runs: readonly EarlierRun[],
  targetUser: TargetUser,
): LostPassword | null {
  const stamp = jsonField(step.evidence, 'changedAt') ?? jsonField(jsonField(step.evidence, 'result'), 'at');
  const since = step.acceptedAt ?? step.verifiedAt ?? saidDoneBefore(step);
  const at = Date.parse(typeof stamp === 'string' ? stamp : (since ?? request.createdAt));
  const latest = at + (step.lane === 'on-premises' ? SYNCED_LATER : STAMPED_LATER);
  const changedAt = changeOf(targetUser);
  if (changedAt > latest || runs.some((run) => wasSeenSet(run, since ?? ''))) return null;
  const how = wasDone(step) && step.state !== 'attested' ? 'done' : 'reported';
  return { ...lostSince(request, at, { latest, changedAt }, targetUser), how, changedAt: null };
}

/**
 * The runbook may have been run from the hour at which it was handed out until a restore let the person in, or until
 * now: a change in between is taken for its own, and one after that is somebody else's.
 */
function perhapsLost(
  { request, step }: StepOfRun,
  runs: readonly EarlierRun[],
  targetUser: TargetUser,
): LostPassword | null {
  const at = Date.parse(step.intendedAt ?? request.createdAt);
  const back = runs.map(letInAt).find((hour) => hour !== null && Date.parse(hour) > at);
  const latest = Date.parse(back ?? targetUser.readAt) + SYNCED_LATER;
  const changedAt = changeOf(targetUser);
  if (changedAt > latest || runs.some((run) => wasSeenSet(run, new Date(at).toISOString()))) return null;
  return {
    ...lostSince(request, at, { latest, changedAt }, targetUser),
    how: 'handed-out',
    changedAt: changedAt > at ? new Date(changedAt).toISOString() : null,
  };
}

/** All in milliseconds; NaN = no change was read. */
function lostSince(
  { reference }: Request,
  at: number,
  { latest, changedAt }: { readonly latest: number; readonly changedAt: number },
  targetUser: TargetUser,
): Pick<LostPassword, 'reference' | 'at' | 'until' | 'setIn'> {
  // The first stamp after it is taken for its own, that sync brought: any later one is of a password that somebody else
  // set.
  const until = changedAt > at ? Math.min(latest, changedAt + STAMPED_LATER) : latest;
  const { where } = authorityOf('reset-password', targetUser);
  return {
    reference,
    at: new Date(at).toISOString(),
    until: new Date(until).toISOString(),
    setIn: where === 'cloud' || where === 'on-premises' ? where : 'provider',
  };
}

function changeOf({ passwordChangedAt }: TargetUser): number {
  return Date.parse(passwordChangedAt ?? '');
}

/** The same of a plan that was made. */
export function newPasswordOf({ warnings }: Plan): Text | null {
  return warnings.find(saysNewPassword) ?? null;
}

/** Whether this is {@link newPasswordWarning}. */
export function saysNewPassword({ key }: Text): boolean {
  return SAYS_SO.includes(key);
}

/** Whether such a warning says only that it may have been replaced: nobody knows yet whether a new one is needed. */
export function isPerhaps({ key }: Text): boolean {
  return PERHAPS.includes(key);
}

const PERHAPS: readonly string[] = [
  'plan.warning.new-password-reported',
  'plan.warning.new-password-handed-out',
  'plan.warning.new-password-handed-out-changed',
];

const SAYS_SO: readonly string[] = [
  'plan.warning.new-password-cloud',
  'plan.warning.new-password-on-premises',
  'plan.warning.new-password-provider',
  ...PERHAPS,
];

/**
 * Milliseconds. The cloud stamps a password of AD DS when its hash comes with a sync, which may take hours between
 * sites.
 */
const STAMPED_LATER = 5 * 60_000;
const SYNCED_LATER = 4 * 3_600_000;
