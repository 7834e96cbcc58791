import { authorityOf } from './authority.ts';
import type { Gap } from './gap.ts';
import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { EarlierRun, PlanInput } from './plan-input.ts';
import type { Request } from './request.ts';
import type { PlannedStep, StepKind } from './step.ts';
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
  /** People said that they replaced it in Active Directory, and no read can show it. */
  readonly isReported: boolean;
};

/**
 * Said in every plan that lets somebody back in whose password Leaver replaced, in any run, as long as nobody is seen to have
 * set another since; null = their password is theirs. Signing in then takes a new one, which people hand over.
 */
export function newPasswordWarning(runs: readonly EarlierRun[], targetUser: TargetUser): Text | null {
  const lost = lostPassword(runs, targetUser);
  if (lost === null) return null;
  const { reference, at, setIn, isReported } = lost;
  return text(`plan.warning.new-password-${isReported ? 'reported' : setIn}`, {
    name: targetUser.displayName,
    reference,
    at: { instant: at },
  });
}

/** These steps, the one that lets the person in with what it leaves to people: a new password. */
export function leavingNewPassword(
  steps: readonly PlannedStep[],
  { runs, targetUser }: Pick<PlanInput, 'runs' | 'targetUser'>,
): readonly PlannedStep[] {
  const lost = lostPassword(runs, targetUser);
  const letsIn = LETS_IN.map((kind) => steps.find((step) => step.kind === kind)).find(Boolean) ?? steps[0];
  if (lost === null) return steps;
  return steps.map((step) => (step === letsIn ? { ...step, gaps: [gapOf(lost)] } : step));
}

const LETS_IN: readonly StepKind[] = ['unblock-sign-in', 'enable-account', 'restore-account'];

function gapOf({ until, setIn, isReported }: LostPassword): Gap {
  return {
    end: 'left',
    kind: 'password',
    id: until,
    name: '',
    why: isReported ? 'new-password-reported' : 'new-password',
    who: OWNERS[setIn],
    through: null,
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

/** A restore left a new password to people, and a look at it has seen that they set one after this reset. */
function wasSeenSet({ request, steps }: EarlierRun, reset: StepRecord): boolean {
  return request.plan.steps.some(({ kind, gaps = [] }) => {
    const left = gaps.find((gap) => gap.kind === 'password');
    const step = steps.find((each) => each.kind === kind);
    if (left === undefined || left.id <= (reset.acceptedAt ?? reset.verifiedAt ?? '')) return false;
    return step?.state === 'verified' && !step.gaps.some((gap) => gap.kind === 'password');
  });
}

function lostPassword(runs: readonly EarlierRun[], targetUser: TargetUser): LostPassword | null {
  const reset = runs
    .flatMap(({ request, steps }) => steps.map((step) => ({ request, step })))
    .findLast(({ step, request }) => (step.kind === 'reset-password' && wasDone(step)) || isReplacedBy(step, request));
  if (reset === undefined || runs.some((run) => wasSeenSet(run, reset.step))) return null;
  const { step, request } = reset;
  const stamp = jsonField(step.evidence, 'changedAt') ?? jsonField(jsonField(step.evidence, 'result'), 'at');
  const at = Date.parse(typeof stamp === 'string' ? stamp : (step.acceptedAt ?? step.verifiedAt ?? request.createdAt));
  const latest = at + (step.lane === 'on-premises' ? SYNCED_LATER : STAMPED_LATER);
  const changedAt = Date.parse(targetUser.passwordChangedAt ?? '');
  if (changedAt > latest) return null;
  // The first stamp after it is taken for its own, that sync brought: any later one is of a password that somebody else set.
  const until = changedAt > at ? Math.min(latest, changedAt + STAMPED_LATER) : latest;
  const { where } = authorityOf('reset-password', targetUser);
  const setIn = where === 'cloud' || where === 'on-premises' ? where : 'provider';
  return {
    reference: request.reference,
    at: new Date(at).toISOString(),
    until: new Date(until).toISOString(),
    setIn,
    isReported: step.state === 'attested',
  };
}

/** The same of a plan that was made. */
export function newPasswordOf({ warnings }: Plan): Text | null {
  return warnings.find(saysNewPassword) ?? null;
}

/** Whether this is {@link newPasswordWarning}. */
export function saysNewPassword({ key }: Text): boolean {
  return SAYS_SO.includes(key);
}

const SAYS_SO: readonly string[] = [
  'plan.warning.new-password-cloud',
  'plan.warning.new-password-on-premises',
  'plan.warning.new-password-provider',
  'plan.warning.new-password-reported',
];

/** Milliseconds. The cloud stamps a password of AD DS when its hash comes with a sync, which may take hours between sites. */
const STAMPED_LATER = 5 * 60_000;
const SYNCED_LATER = 4 * 3_600_000;
