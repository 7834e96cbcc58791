import { authorityOf, reasonsOf } from './authority.ts';
import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import type { LastRun, PlanInput } from './plan-input.ts';
import { planStep } from './plan-step.ts';
import type { PlannedStep, StepKind } from './step.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';
import { whoDoesIt } from './who-does-it.ts';

/** A deleted account can be restored for 30 days (seed 004; graph.md 2.9). */
export const RESTORABLE_DAYS = 30;

/**
 * The steps of `restore-user`: it looks first, and brings back what is found. AD DS before the cloud for those it
 * masters, or the next sync blocks again (graph.md 10); then what the last run's snapshots let us give back.
 */
export function planReturning(input: PlanInput): readonly PlannedStep[] {
  const { targetUser } = input;
  const deleted = targetUser.found === 'soft-deleted';
  const synced = targetUser.identity === 'synced';
  return [
    ...(deleted ? [planRestore(input)] : []),
    ...(synced ? [planEnable(targetUser)] : []),
    ...(targetUser.accountEnabled ? [] : [planUnblock(targetUser)]),
    ...givenBack(input.lastRun),
  ];
}

/** Why there is nothing to restore, or why it cannot be done. */
export function returnRefusals({ choices, targetUser, now }: PlanInput): readonly Text[] {
  const { displayName: name, found, accountEnabled, restoreConflict, identity } = targetUser;
  if (found === 'gone') return [goneRefusal(targetUser)];
  if (found === 'active') return accountEnabled ? [text('plan.refusal.nothing-to-restore', { name })] : [];
  if (identity === 'synced') return [];
  const until = restorableUntil(targetUser);
  if (until !== null && until <= now) return [text('plan.refusal.too-old', { name, at: { instant: until } })];
  if (restoreConflict === null || answersConflict(choices.restoreAs)) return [];
  const { userPrincipalName, displayName } = restoreConflict;
  return [text('plan.refusal.conflict', { name, address: userPrincipalName, holder: displayName })];
}

/** The hour until which a deleted account can be restored, ISO UTC; null when it is not known when it was deleted. */
export function restorableUntil({ deletedAt }: Pick<TargetUser, 'deletedAt'>): string | null {
  return deletedAt === undefined
    ? null
    : new Date(Date.parse(deletedAt) + RESTORABLE_DAYS * 24 * 3_600_000).toISOString();
}

function goneRefusal({ displayName: name, lastSeen }: TargetUser): Text {
  if (lastSeen === null) return text('plan.refusal.gone-unknown', { name });
  return text(`plan.refusal.gone-seen-${lastSeen.by}`, { name, at: { instant: lastSeen.at } });
}

function answersConflict(restoreAs: PlanInput['choices']['restoreAs']): boolean {
  return restoreAs !== null && (restoreAs.userPrincipalName !== null || restoreAs.dropConflictingAddresses);
}

function planRestore(input: PlanInput): PlannedStep {
  const { choices, targetUser, now } = input;
  const synced = targetUser.identity === 'synced';
  const { restoreAs } = choices;
  const explains = [
    text('step.restore-account.explains'),
    ...reasonsOf('restore-account', targetUser),
    ...timeLeft(targetUser, now),
  ];
  if (synced)
    return planStep('restore-account', {
      lane: 'on-premises',
      parameters: deletedSnapshot(input.lastRun),
      explains: [...explains, whoDoesIt(targetUser)],
    });
  return planStep('restore-account', {
    parameters:
      restoreAs === null
        ? {}
        : {
            userPrincipalName: restoreAs.userPrincipalName,
            dropConflictingAddresses: restoreAs.dropConflictingAddresses,
          },
    explains: [
      ...explains,
      ...(restoreAs?.userPrincipalName
        ? [text('plan.explain.restore-as', { address: restoreAs.userPrincipalName })]
        : []),
      ...(restoreAs?.dropConflictingAddresses ? [text('plan.explain.drop-addresses')] : []),
    ],
  });
}

/** What was read before our own deletion: a forest without Recycle Bin gives back little else (hybrid.md c). */
function deletedSnapshot(lastRun: LastRun | null): PlannedStep['parameters'] {
  const deletion = lastRun?.steps.find((step) => step.kind === 'delete-account' && changedSomething(step));
  return deletion === undefined ? {} : { stepId: deletion.id, snapshot: deletion.snapshot };
}

function timeLeft(targetUser: TargetUser, now: string): readonly Text[] {
  const until = restorableUntil(targetUser);
  if (until === null) return [];
  const hours = Math.floor((Date.parse(until) - Date.parse(now)) / 3_600_000);
  if (hours < 0) return [];
  return [
    text('plan.explain.restorable-until', { days: Math.floor(hours / 24), hours: hours % 24, at: { instant: until } }),
  ];
}

function planEnable(targetUser: TargetUser): PlannedStep {
  return planStep('enable-account', {
    explains: [
      authorityOf('unblock-sign-in', targetUser).why,
      text('step.enable-account.explains'),
      whoDoesIt(targetUser),
    ],
  });
}

function planUnblock(targetUser: TargetUser): PlannedStep {
  return planStep('unblock-sign-in', {
    explains: [text('step.unblock-sign-in.explains')],
    temporary: targetUser.identity === 'synced',
  });
}

const UNDOES = {
  'return-to-ou': 'move-to-ou',
  'rejoin-ad-groups': 'leave-ad-groups',
  'show-in-address-lists': 'hide-from-address-lists',
  'enable-devices': 'disable-devices',
  'rejoin-groups': 'leave-groups',
  'return-licences': 'remove-licences',
  'stop-auto-reply': 'set-auto-reply',
  'unshare-onedrive': 'share-onedrive',
} as const satisfies Partial<Record<StepKind, StepKind>>;

/** One step for each thing the last run took and kept a snapshot of; the lane undoes to that snapshot and to nothing else. */
function givenBack(lastRun: LastRun | null): readonly PlannedStep[] {
  if (lastRun === null || lastRun.request.choices.kind === 'restore-user') return [];
  return (Object.entries(UNDOES) as readonly [keyof typeof UNDOES, StepKind][]).flatMap(([kind, undone]) => {
    const original = lastRun.steps.find((step) => step.kind === undone && changedSomething(step));
    if (original === undefined) return [];
    return [
      planStep(kind, {
        parameters: { stepId: original.id, snapshot: original.snapshot, ...besides(original) },
        explains: [
          text(`step.${kind}.explains`),
          text('plan.explain.given-back', {
            reference: lastRun.request.reference,
            at: { instant: original.acceptedAt ?? original.verifiedAt ?? lastRun.request.createdAt },
          }),
        ],
      }),
    ];
  });
}

/** A device registered after the look was disabled as well: only the evidence names it. */
function besides({ kind, evidence }: StepRecord): PlannedStep['parameters'] {
  return kind === 'disable-devices' ? { disabled: jsonField(evidence, 'disabled') ?? [] } : {};
}

function changedSomething({ state, snapshot }: StepRecord): boolean {
  return snapshot !== null && (state === 'verified' || state === 'accepted' || state === 'attested');
}
