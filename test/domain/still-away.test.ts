import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { shareKey } from '../../src/domain/share-key.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import { aPerson, aRequest, aStepRecord, aSyncedTargetUser, NOW, someChoices } from '../helpers/given.ts';

const blocked = aSyncedTargetUser({ accountEnabled: false });
const done = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW } as const;

function planFor(step: StepRecord, facts: Partial<TargetUser>) {
  const request = aRequest({
    facts: blocked,
    choices: someChoices('offboard', { successorId: 's', successorName: 'Mo' }),
  });
  const { steps, notes } = assemblePlan({
    choices: someChoices('restore-user'),
    targetUser: { ...blocked, ...facts },
    requester: aPerson(),
    successor: null,
    runs: [{ request, steps: [step] }],
    now: NOW,
  });
  const isGiven = ({ kind }: (typeof steps)[number]) => !['enable-account', 'unblock-sign-in'].includes(kind);
  return { given: steps.filter(isGiven).map(({ kind }) => kind), notes };
}

describe('files that Leaver shared', () => {
  const snapshot = { driveId: 'd', itemId: 'i', successorId: 's', before: [] };
  const share = aStepRecord({ kind: 'share-onedrive', ...done, snapshot });
  const key = shareKey(snapshot);

  it.each<[string, Partial<TargetUser>]>([
    ['is left of them', { unshared: [] }],
    ['is left of them as far as nobody looked', {}],
    ['is over is another share', { unshared: [shareKey({ driveId: 'd', successorId: 'other' })] }],
  ])('are not shared any more after a restore where what %s', (_, facts) => {
    expect(planFor(share, facts).given).toEqual(['unshare-onedrive']);
  });

  it('are left alone where nothing is left of it, which is said with whom it was', () => {
    const { given, notes } = planFor(share, { unshared: [key] });
    expect(given).toEqual([]);
    expect(notes).toEqual([text('plan.note.changed-unshare-onedrive-from', { name: 'Mo' })]);
  });
});

describe('somebody whom Leaver hid from address lists', () => {
  const hide = aStepRecord({
    kind: 'hide-from-address-lists',
    lane: 'on-premises',
    ...done,
    snapshot: { found: 'active', server: 'dc1', hidden: false },
  });

  it.each<[string, TargetUser['inAd']]>([
    ['Active Directory was not read', undefined],
    ['it was read by an earlier version', { disabled: false }],
    ['they are hidden there', { disabled: false, hidden: true }],
  ])('shows there again after a restore where %s', (_, inAd) => {
    expect(planFor(hide, inAd === undefined ? {} : { inAd }).given).toEqual(['show-in-address-lists']);
  });

  it('is left as they are where others showed them again, which is said', () => {
    const { given, notes } = planFor(hide, { inAd: { disabled: true, hidden: false } });
    expect(given).toEqual([]);
    expect(notes).toEqual([text('plan.note.changed-show-in-address-lists')]);
  });
});
