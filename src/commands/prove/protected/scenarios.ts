import { assemblePlan } from '../../../domain/assemble-plan.ts';
import type { Choices, RequestKind } from '../../../domain/choices.ts';
import type { LastRun } from '../../../domain/plan-input.ts';
import { STEP_KINDS, type StepKind } from '../../../domain/step.ts';
import type { TargetUser } from '../../../domain/target-user.ts';
import {
  AD_DOMAIN,
  aPerson,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  IDS,
  minutesAfter,
  NOW,
  someChoices,
} from '../gallery/given.ts';

/** A request that may be made of somebody ordinary; together they hold every kind of step. */
export type Scenario = {
  readonly name: string;
  readonly choices: Choices;
  readonly facts: TargetUser;
  readonly lastRun: LastRun | null;
};

export const SUCCESSOR = aPerson({ id: IDS.successor, displayName: 'Lee Gu' });

const synced = aSyncedTargetUser({ adDomain: AD_DOMAIN });
const leavesCloud = scenario(
  'leaves, cloud only, deleted',
  everything('offboard', { account: 'delete' }),
  aTargetUser(),
);
const leavesAd = scenario('leaves, synced, kept', everything('offboard', { account: 'keep' }), synced);

export const SCENARIOS: readonly Scenario[] = [
  leavesCloud,
  leavesAd,
  scenario('leaves, synced, deleted', everything('offboard', { account: 'delete' }), synced),
  scenario('blocked', someChoices('block-sign-in'), aTargetUser()),
  scenario(
    'comes back, was deleted',
    someChoices('restore-user'),
    aTargetUser({ found: 'soft-deleted', accountEnabled: false, deletedAt: minutesAfter(NOW, -60) }),
    ranBefore(leavesCloud),
  ),
  scenario(
    'comes back, synced',
    someChoices('restore-user'),
    { ...synced, accountEnabled: false },
    ranBefore(leavesAd),
  ),
];

/** Kinds of step that no scenario holds: the proof would say nothing about them. */
export function kindsLeftOut(): readonly StepKind[] {
  const held = SCENARIOS.flatMap(stepsOf);
  return STEP_KINDS.filter((kind) => !held.includes(kind));
}

/** What would be done in this scenario. */
export function stepsOf({ choices, facts, lastRun }: Scenario): readonly StepKind[] {
  return planOf({ choices, facts, lastRun })
    .steps.filter(({ skip }) => skip === null)
    .map(({ kind }) => kind);
}

function planOf({ choices, facts, lastRun }: Omit<Scenario, 'name'>) {
  return assemblePlan({ choices, targetUser: facts, requester: aPerson(), successor: SUCCESSOR, lastRun, now: NOW });
}

function scenario(name: string, choices: Choices, facts: TargetUser, lastRun: LastRun | null = null): Scenario {
  return { name, choices, facts, lastRun };
}

/** Whatever can be ticked is ticked. */
function everything(kind: RequestKind, changes: Partial<Choices>): Choices {
  const choices = someChoices(kind, changes);
  const ticked = Object.entries(choices).map(([name, value]) => [name, typeof value === 'boolean' ? true : value]);
  return { ...choices, ...(Object.fromEntries(ticked) as Partial<Choices>) };
}

/** The same, done some time ago: what a restore gives back. */
function ranBefore({ choices, facts }: Scenario): LastRun {
  const plan = planOf({ choices, facts, lastRun: null });
  const steps = plan.steps.map(({ kind, lane }) =>
    aStepRecord({ kind, lane, state: 'verified', snapshot: { of: kind }, acceptedAt: NOW }),
  );
  return { request: aRequest({ choices, plan, facts }), steps };
}
