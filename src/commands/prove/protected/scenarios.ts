import { assemblePlan } from '../../../domain/assemble-plan.ts';
import type { Choices, RequestKind } from '../../../domain/choices.ts';
import { storedDevice } from '../../../domain/device-part.ts';
import { storedInGroup } from '../../../domain/group-part.ts';
import { NO_LICENCE, storedLicence } from '../../../domain/licence-part.ts';
import { newPart, type Part } from '../../../domain/part.ts';
import type { EarlierRun } from '../../../domain/plan-input.ts';
import { STEP_KINDS, type StepKind } from '../../../domain/step.ts';
import type { TargetUser } from '../../../domain/target-user.ts';
import type { Json } from '../../../domain/text.ts';
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
  ON_PREMISES,
  someChoices,
} from '../gallery/given.ts';

/** A request that may be made of somebody ordinary; together they hold every kind of step. */
export type Scenario = {
  readonly name: string;
  readonly choices: Choices;
  readonly facts: TargetUser;
  readonly runs: readonly EarlierRun[];
};

export const SUCCESSOR = aPerson({ id: IDS.successor, displayName: 'Lee Gu' });

const IN_AD = {
  found: 'active',
  server: 'dc01.corp.contoso.example',
  distinguishedName: ON_PREMISES.distinguishedName,
  groups: ['CN=GG-Finance,OU=Groups,DC=corp,DC=contoso,DC=example'],
  hidden: null,
};

/** What each kind of step found before its first write. */
const SNAPSHOTS: Readonly<Partial<Record<StepKind, Json>>> = {
  'set-auto-reply': { setting: { status: 'disabled' } },
  'share-onedrive': { driveId: 'drive', itemId: 'root', successorId: IDS.successor, before: [] },
  'leave-ad-groups': IN_AD,
  'hide-from-address-lists': IN_AD,
  'move-to-ou': IN_AD,
};

const AS_MEMBER = { owner: false, member: true };

/** What each kind of step took part by part. */
const PARTS: Readonly<Partial<Record<StepKind, Part>>> = {
  'leave-groups': taken('group', IDS.group, storedInGroup(AS_MEMBER), storedInGroup(AS_MEMBER)),
  'remove-licences': taken('licence', 'sku', storedLicence({ name: 'SPE_E3', disabledPlans: [] }), NO_LICENCE),
  'disable-devices': taken('device', IDS.group, storedDevice(true), storedDevice(false)),
};

function taken(kind: Part['kind'], id: string, before: Json, evidence: Json): Part {
  return { ...newPart({ kind, id, name: id }), state: 'done', attempt: 1, before, evidence };
}

const synced = aSyncedTargetUser({ adDomain: AD_DOMAIN });
/** Somebody from whom everything was taken. */
const BARE = { memberships: [], licences: [], autoReply: 'on' } as const;
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
    aTargetUser({ ...BARE, found: 'soft-deleted', accountEnabled: false, deletedAt: minutesAfter(NOW, -60) }),
    ranBefore(leavesCloud),
  ),
  scenario(
    'comes back, synced',
    someChoices('restore-user'),
    { ...synced, accountEnabled: false, ...BARE },
    ranBefore(leavesAd),
  ),
];

/** Kinds of step that no scenario holds: the proof would say nothing about them. */
export function kindsLeftOut(): readonly StepKind[] {
  const held = SCENARIOS.flatMap(stepsOf);
  return STEP_KINDS.filter((kind) => !held.includes(kind));
}

/** What would be done in this scenario. */
export function stepsOf({ choices, facts, runs }: Scenario): readonly StepKind[] {
  return planOf({ choices, facts, runs })
    .steps.filter(({ skip }) => skip === null)
    .map(({ kind }) => kind);
}

function planOf({ choices, facts, runs }: Omit<Scenario, 'name'>) {
  return assemblePlan({ choices, targetUser: facts, requester: aPerson(), successor: SUCCESSOR, runs, now: NOW });
}

function scenario(name: string, choices: Choices, facts: TargetUser, runs: readonly EarlierRun[] = []): Scenario {
  return { name, choices, facts, runs };
}

/** Whatever can be ticked is ticked. */
function everything(kind: RequestKind, changes: Partial<Choices>): Choices {
  const choices = someChoices(kind, changes);
  const ticked = Object.entries(choices).map(([name, value]) => [name, typeof value === 'boolean' ? true : value]);
  return { ...choices, ...(Object.fromEntries(ticked) as Partial<Choices>) };
}

/** The same, done some time ago: what a restore gives back. */
function ranBefore({ choices, facts }: Scenario): readonly EarlierRun[] {
  const plan = planOf({ choices, facts, runs: [] });
  const steps = plan.steps.map(({ kind, lane, parameters }) => {
    const [snapshot, part] = [SNAPSHOTS[kind] ?? {}, PARTS[kind]];
    const parts = part === undefined ? [] : [part];
    return aStepRecord({ kind, lane, parameters, state: 'verified', snapshot, parts, acceptedAt: NOW });
  });
  return [{ request: aRequest({ choices, plan, facts }), steps }];
}
