import { describe, expect, it } from 'vitest';
import { parentOf, placeNameOf } from '../../src/domain/ad-domain.ts';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import type { Choices } from '../../src/domain/choices.ts';
import { comparePlans } from '../../src/domain/compare-plans.ts';
import type { Gap } from '../../src/domain/gap.ts';
import { gapsOf, partOfGap } from '../../src/domain/gaps-of.ts';
import { isReady, whyItWaits } from '../../src/domain/is-ready.ts';
import { replacedPassword } from '../../src/domain/new-password.ts';
import type { StepRecord, StepState } from '../../src/domain/outcome.ts';
import type { Part } from '../../src/domain/part.ts';
import type { EarlierRun } from '../../src/domain/plan-input.ts';
import { restorableUntil } from '../../src/domain/plan-returning.ts';
import { gapNames, gapSentences } from '../../src/domain/report-gaps.ts';
import { outcomeOf } from '../../src/domain/request-outcome.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import {
  AD_DOMAIN,
  aLicence,
  aMembership,
  aPerson,
  aPlan,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  minutesAfter,
  NOW,
  ON_PREMISES,
  someChoices,
} from '../helpers/given.ts';
import { aDevicePart, aGroupPart, aLicencePart, anUndonePart } from '../helpers/some-parts.ts';

const DAY = 24 * 60;

function planFor(
  targetUser: TargetUser,
  choices: Partial<Choices> = {},
  runs: readonly EarlierRun[] = [],
  ownGroups: readonly string[] = [],
) {
  return assemblePlan({
    choices: someChoices('restore-user', choices),
    targetUser,
    requester: aPerson(),
    successor: null,
    runs,
    ownGroups,
    now: NOW,
  });
}

const kindsOf = (targetUser: TargetUser) => planFor(targetUser).steps.map(({ kind, lane }) => `${kind}@${lane}`);

/** Deleted this many minutes ago, and blocked before that, as Leaver does. */
function deleted(minutes: number, changes: Partial<TargetUser> = {}): TargetUser {
  const base = changes.identity === 'synced' ? aSyncedTargetUser() : aTargetUser();
  return { ...base, found: 'soft-deleted', accountEnabled: false, deletedAt: minutesAfter(NOW, -minutes), ...changes };
}

describe('a restore looks first', () => {
  it.each<[string, TargetUser, readonly string[]]>([
    ['blocked: unblocks', aTargetUser({ accountEnabled: false }), ['unblock-sign-in@cloud']],
    [
      'blocked and synced: AD first',
      aSyncedTargetUser({ accountEnabled: false }),
      ['enable-account@on-premises', 'unblock-sign-in@cloud'],
    ],
    ['deleted: restores, then unblocks', deleted(3 * DAY), ['restore-account@cloud', 'unblock-sign-in@cloud']],
    ['deleted while it could sign in', deleted(3 * DAY, { accountEnabled: true }), ['restore-account@cloud']],
    [
      'deleted and synced: all of it in AD first',
      deleted(3 * DAY, { identity: 'synced' }),
      ['restore-account@on-premises', 'enable-account@on-premises', 'unblock-sign-in@cloud'],
    ],
  ])('%s', (_, targetUser, expected) => {
    expect(kindsOf(targetUser)).toEqual(expected);
  });

  it('lets nothing in the cloud come before the account is seen to be back', () => {
    const { steps } = planFor(deleted(DAY, { identity: 'synced' }));
    expect(steps.map(({ kind, after }) => [kind, after])).toEqual([
      ['restore-account', []],
      ['enable-account', []],
      ['unblock-sign-in', ['restore-account', 'enable-account']],
    ]);
  });

  it('warns that sync blocks a synced person again unless AD is first', () => {
    const warnings = (inAd?: { readonly disabled: boolean }) =>
      planFor(aSyncedTargetUser({ accountEnabled: false, ...(inAd && { inAd }) })).warnings.map(({ key }) => key);
    expect(warnings({ disabled: true })).toEqual(['plan.warning.enable-first']);
    expect(warnings()).toEqual(['plan.warning.enable-first-unknown']);
  });
});

describe('the time that is left', () => {
  it('is said by the exact hour, which stays true while it waits for an approval', () => {
    const [step] = planFor(deleted(27 * DAY + 90)).steps;
    expect(step?.explains).toContainEqual(
      text('plan.explain.restorable-until', { at: { instant: minutesAfter(NOW, 3 * DAY - 90) } }),
    );
  });

  it('is over after exactly 30 days', () => {
    const targetUser = deleted(30 * DAY);
    expect(restorableUntil(targetUser)).toBe(NOW);
    expect(planFor(targetUser).refusals.map(({ key }) => key)).toEqual(['plan.refusal.too-old']);
    expect(planFor(deleted(30 * DAY - 1)).refusals).toEqual([]);
  });
});

describe('a restore is refused', () => {
  it.each<[string, TargetUser]>([
    ['plan.refusal.nothing-to-restore', aTargetUser()],
    ['plan.refusal.nothing-to-restore', aSyncedTargetUser()],
    ['plan.refusal.gone-unknown', aTargetUser({ found: 'gone' })],
    ['plan.refusal.gone-seen-leaver', aTargetUser({ found: 'gone', lastSeen: { at: NOW, by: 'leaver' } })],
    ['plan.refusal.gone-seen-hard-delete', aTargetUser({ found: 'gone', lastSeen: { at: NOW, by: 'hard-delete' } })],
    [
      'plan.refusal.gone-entry',
      aTargetUser({ found: 'gone', lastSeen: { at: NOW, by: 'audit-log', activity: 'Update user' } }),
    ],
  ])('%s', (key, targetUser) => {
    const { refusals, steps } = planFor(targetUser);
    expect(refusals.map((refusal) => refusal.key)).toEqual([key]);
    expect(steps).toEqual([]);
  });
});

describe('an address that somebody else holds now', () => {
  const taken = ['adele@contoso.example', 'sales@contoso.example'].map((address) => ({
    address,
    holder: 'Adele Vermeer',
  }));
  const conflict = {
    userPrincipalName: 'other@contoso.example',
    displayName: 'Adele Vermeer',
    taken: [...taken, { address: 'shop@contoso.example', holder: 'Zoë Kramer' }],
  };
  const targetUser = deleted(DAY, { restoreConflict: conflict });

  it('is asked about', () => {
    expect(planFor(targetUser).refusals).toEqual([
      text('plan.refusal.conflict', {
        name: 'Adele Vance',
        conflicts:
          'adele@contoso.example (Adele Vermeer), sales@contoso.example (Adele Vermeer), shop@contoso.example (Zoë Kramer)',
        more: 0,
      }),
    ]);
  });

  it('is told, with who holds what, where Active Directory brings the account back', () => {
    const plan = planFor({ ...targetUser, identity: 'synced' });
    expect(plan.refusals).toEqual([]);
    expect(plan.warnings.map(({ key }) => key)).toContain('plan.warning.addresses-held');
  });

  it('is not asked about when the question is not answered by what was chosen', () => {
    const restoreAs = { userPrincipalName: null, dropConflictingAddresses: false };
    expect(planFor(targetUser, { restoreAs }).refusals).toHaveLength(1);
  });

  it.each([
    { userPrincipalName: 'adele.vance@contoso.example', dropConflictingAddresses: false },
    { userPrincipalName: null, dropConflictingAddresses: true },
  ])('is answered by %o, which the step then carries', (restoreAs) => {
    const plan = planFor(targetUser, { restoreAs });
    expect(plan.refusals).toEqual([]);
    expect(plan.steps[0]?.parameters).toEqual({ ...restoreAs, dropConflictingAddresses: true });
    expect(plan.steps[0]?.explains.map(({ key }) => key)).toContain('plan.explain.drop-addresses-held');
  });
});

describe('what Leaver took', () => {
  const blocked = aTargetUser({ accountEnabled: false, memberships: [], licences: [], autoReply: 'on' });
  const group = (groupId: string, more: object = {}) => ({
    groupId,
    name: `Group ${groupId}`,
    owner: false,
    member: true,
    leaves: true,
    ...more,
  });
  const licence = { skuId: 'sku-1', name: 'SPE_E3', disabledPlans: ['plan-1'] };
  const taken = (kind: StepRecord['kind'], changes: Partial<StepRecord> = {}) =>
    aStepRecord({ id: `${kind}-1`, kind, state: 'verified', snapshot: null, acceptedAt: NOW, ...changes });
  const leaveGroups = (changes: Partial<StepRecord> = {}) =>
    taken('leave-groups', { snapshot: {}, parts: [aGroupPart('a'), aGroupPart('b')], ...changes });
  const run = (steps: readonly StepRecord[], kind: Choices['kind'] = 'offboard', reference = 'L-1'): EarlierRun => ({
    request: aRequest({ choices: someChoices(kind), plan: aPlan({ kind }), reference }),
    steps,
  });
  const restored = (steps: readonly StepRecord[]) => run(steps, 'restore-user', 'L-2');
  const groupsIn = (plan: ReturnType<typeof planFor>) => {
    const snapshot = plan.steps.find(({ kind }) => kind === 'rejoin-groups')?.parameters.snapshot;
    return (snapshot as { groups: { groupId: string }[] } | undefined)?.groups.map(({ groupId }) => groupId) ?? [];
  };
  const rejoined = (ids: readonly string[], changes: Partial<StepRecord> = {}) =>
    taken('rejoin-groups', {
      parameters: { snapshot: { groups: ids.map((id) => group(id)) } },
      parts: ids.map((id) => aGroupPart(id)),
      ...changes,
    });

  it('is given back step by step; each names exactly what it gives back', () => {
    const original = [
      leaveGroups(),
      taken('remove-licences', { state: 'accepted', parts: [aLicencePart('sku-1')] }),
      taken('set-auto-reply', { snapshot: { setting: { status: 'disabled' } }, evidence: { reply: 'Gone.' } }),
      taken('share-onedrive', {
        snapshot: { driveId: 'd', itemId: 'i', successorId: 's', before: ['p0'] },
        evidence: { permissionIds: ['p0', 'p1'] },
      }),
    ];
    const [, ...steps] = planFor(blocked, {}, [run(original)]).steps;
    expect(steps.map(({ kind, parameters }) => [kind, parameters])).toEqual([
      ['rejoin-groups', { from: ['leave-groups-1'], snapshot: { groups: [group('a'), group('b')] } }],
      ['return-licences', { from: ['remove-licences-1'], snapshot: { licences: [licence] } }],
      ['stop-auto-reply', { from: ['set-auto-reply-1'], snapshot: { setting: { status: 'disabled' }, set: 'Gone.' } }],
      [
        'unshare-onedrive',
        {
          from: ['share-onedrive-1'],
          shares: [{ driveId: 'd', itemId: 'i', successorId: 's', before: ['p0'], given: ['p1'] }],
        },
      ],
    ]);
    expect(steps[0]?.explains[0]).toEqual(
      text('plan.explain.taken', { reference: 'L-1', at: { instant: NOW }, items: 'Group a, Group b', more: 0 }),
    );
  });

  it.each<[string, Partial<Record<StepKind, StepState>>, boolean]>([
    [
      'not while Active Directory is waited for',
      { 'enable-account': 'needs-person', 'unblock-sign-in': 'waiting' },
      false,
    ],
    ['not where the helpdesk cannot enable it there', { 'enable-account': 'failed' }, false],
    ['not before the account is unblocked', { 'enable-account': 'attested', 'unblock-sign-in': 'running' }, false],
    ['not where Microsoft 365 refuses that', { 'enable-account': 'verified', 'unblock-sign-in': 'failed' }, false],
    ['once it is unblocked', { 'enable-account': 'attested', 'unblock-sign-in': 'accepted' }, true],
    ['where that was not needed', { 'enable-account': 'skipped', 'unblock-sign-in': 'skipped' }, true],
    ['not where people skipped it', { 'enable-account': 'waived', 'unblock-sign-in': 'waived' }, false],
    ['not where people skipped the enabling', { 'enable-account': 'waived', 'unblock-sign-in': 'accepted' }, false],
    ['where directory sync brings it', { 'enable-account': 'attested', 'unblock-sign-in': 'waived' }, true],
  ])('is given back in the cloud %s', (_, states, expected) => {
    const gone = [
      leaveGroups(),
      taken('remove-licences', { parts: [aLicencePart('sku-1')] }),
      taken('set-auto-reply', { snapshot: { setting: { status: 'disabled' } }, evidence: { reply: 'Gone.' } }),
      taken('share-onedrive', { snapshot: { driveId: 'd', itemId: 'i', successorId: 's', before: [] } }),
      taken('disable-devices', { parts: [aDevicePart('a')] }),
    ];
    const plan = planFor(aSyncedTargetUser({ accountEnabled: false }), {}, [run(gone)]);
    expect(plan.notes.map(({ key }) => key)).toContain('plan.note.given-back-once-in');
    const [enable, unblock, ...given] = stepRecordsOf(plan, 'r-1', () => 'id');
    expect([enable?.kind, unblock?.kind, given.length]).toEqual(['enable-account', 'unblock-sign-in', 4]);
    const now = [enable, unblock, ...given].flatMap((step) =>
      step === undefined ? [] : [{ ...step, state: states[step.kind] ?? step.state }],
    );
    const first = given.filter(({ after }) => !after.includes('return-licences'));
    expect(first.map((step) => isReady(step, now))).toEqual(first.map(() => expected));
    expect(given.map((step) => whyItWaits(step)?.key)).toEqual(given.map(() => 'flow.step-after-letting-in'));
  });

  it('is still known after a later block, and after another offboarding that took less', () => {
    const block = run([taken('block-sign-in', { snapshot: { accountEnabled: true } })], 'block-sign-in', 'L-2');
    const again = run([leaveGroups({ id: 'second', parts: [aGroupPart('c')] })], 'offboard', 'L-3');
    const plan = planFor(blocked, {}, [run([leaveGroups()]), block, again]);
    expect(groupsIn(plan)).toEqual(['a', 'b', 'c']);
    const sentences = plan.steps
      .find(({ kind }) => kind === 'rejoin-groups')
      ?.explains.map(({ values }) => values?.items);
    expect(sentences?.slice(0, 2)).toEqual(['Group a, Group b', 'Group c']);
  });

  it('is given back but for the one group that a colleague gave back: the rest is not lost with it', () => {
    const overwritten = leaveGroups({ state: 'overwritten', evidence: { still: ['a'] } });
    const member = aMembership({ groupId: 'a' });
    const plan = planFor({ ...blocked, memberships: [member] }, {}, [run([overwritten])]);
    expect(groupsIn(plan)).toEqual(['b']);
    expect(plan.notes).toEqual([text('plan.note.changed-since', { items: 'Group a', more: 0 })]);
  });

  const undone = (state: Part['state']) => [anUndonePart('a', state), anUndonePart('b', state)];
  const cutOff = [aGroupPart('a'), anUndonePart('b', 'running')];

  it.each<[string, Partial<StepRecord>, readonly string[]]>([
    ['skipped after part of it was changed back', { state: 'waived', evidence: { still: ['a'] } }, ['a', 'b']],
    ['never confirmed', { state: 'failed' }, ['a', 'b']],
    ['never taken by the directory', { state: 'failed', acceptedAt: null, parts: undone('refused') }, []],
    ['skipped before anything of it was done', { state: 'waived', acceptedAt: null, parts: undone('waived') }, []],
    ['cut off, with the last answer lost', { state: 'running', acceptedAt: null, parts: cutOff }, ['a', 'b']],
    ['let go after one of them', { state: 'waived', parts: [aGroupPart('a'), anUndonePart('b', 'waived')] }, ['a']],
  ])('is known by what happened, not by how the step ended: %s', (_, changes, expected) => {
    expect(groupsIn(planFor(blocked, {}, [run([leaveGroups(changes)])]))).toEqual(expected);
  });

  const refused = (id: string): Gap => ({
    end: 'refused',
    kind: 'group',
    id,
    name: `Group ${id}`,
    why: 'forbidden',
    who: 'helpdesk',
    through: null,
  });

  it.each<[string, readonly Part[]]>([
    ['stands as a gap', [aGroupPart('a'), anUndonePart('b', 'refused')]],
    ['stands as a gap, with an answer lost', [anUndonePart('a', 'running'), anUndonePart('b', 'refused')]],
    ['people saw to later, which closed the gap', [aGroupPart('a'), anUndonePart('b', 'done')]],
  ])('is not what was refused when it was taken: a group that %s', (_, parts) => {
    expect(groupsIn(planFor(blocked, {}, [run([leaveGroups({ parts })])]))).toEqual(['a']);
  });

  it('is not a device that was refused, nor one that others disabled first, and is one whose answer was lost', () => {
    const parts = [
      aDevicePart('a'),
      aDevicePart('b', { state: 'running', evidence: null }),
      aDevicePart('c', { state: 'refused', evidence: null }),
      aDevicePart('d', { evidence: null }),
    ];
    const plan = planFor(blocked, {}, [run([taken('disable-devices', { parts })])]);
    const devices = ['a', 'b'].map((id) => ({ id, name: `Device ${id}` }));
    expect(plan.steps.find(({ kind }) => kind === 'enable-devices')?.parameters.snapshot).toEqual({ devices });
  });

  it('is a licence that was given directly, also where the same one comes through a group and is left', () => {
    const through: Gap = { ...refused('sku-1'), end: 'left', kind: 'licence', why: 'inherited', through: 'Sales' };
    const step = taken('remove-licences', { parts: [partOfGap(through), aLicencePart('sku-1')], gaps: [through] });
    expect(planFor(blocked, {}, [run([step])]).steps.map(({ kind }) => kind)).toContain('return-licences');
  });

  it.each<[string, Partial<StepRecord>]>([
    ['a step without parts', { parts: [] }],
    ['a step that left all to people', { state: 'skipped', parts: undone('left') }],
    ['a step that failed', { state: 'failed', acceptedAt: null, parts: undone('planned') }],
  ])('is nothing for %s', (_, changes) => {
    const plan = planFor(blocked, {}, [run([leaveGroups(changes)])]);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['unblock-sign-in']);
    expect(plan.notes.map(({ key }) => key)).toEqual(['plan.note.nothing-to-give-back']);
  });

  it.each<[string, Partial<StepRecord>, readonly string[]]>([
    ['all of it', {}, []],
    ['all but a group that was refused', { parts: [aGroupPart('a'), anUndonePart('b', 'refused')] }, ['b']],
    ['nothing, when the step failed', { state: 'failed', parts: undone('refused') }, ['a', 'b']],
    ['the first, when it was let go then', { state: 'waived', parts: [aGroupPart('a'), anUndonePart('b')] }, ['b']],
    ['all, though somebody took one away since', { state: 'overwritten' }, []],
    ['all, where others had given it back', { state: 'skipped', parts: undone('done') }, []],
    ['all, where that was known before it began', { state: 'skipped', parts: [] }, []],
  ])('is not given back twice: a restore gave back %s', (_, changes, left) => {
    const runs = [run([leaveGroups()]), restored([rejoined(['a', 'b'], changes)])];
    expect(groupsIn(planFor(blocked, {}, runs))).toEqual(left);
  });

  describe('of Leaver’s own groups', () => {
    const own = (ownGroups: readonly string[], targetUser: TargetUser = blocked, runs = [run([leaveGroups()])]) =>
      planFor(targetUser, {}, runs, ownGroups);
    const lefts = (plan: ReturnType<typeof own>) =>
      plan.steps.flatMap(({ kind, gaps = [] }) => gaps.map(({ id, who, why }) => `${kind}: ${id}, ${who}, ${why}`));

    it('is nothing: it is named, and left to whoever runs Leaver, on what lets the person in', () => {
      const plan = own(['B']);
      expect(groupsIn(plan)).toEqual(['a']);
      expect(lefts(plan)).toEqual(['unblock-sign-in: b, leaver-admin, own-group']);
      expect(plan.notes[0]).toMatchObject({ key: 'plan.note.own-groups', values: { items: ['Group b'] } });
      const gaps = plan.steps.flatMap((step) => step.gaps ?? []);
      expect(gapNames(gaps)).toEqual([text('text.quoted', { name: 'Group b' })]);
      expect(gapSentences(stepRecordsOf(plan, 'r-1', () => 'id')).map(({ key }) => key)).toEqual([
        'gap.left.own-group',
      ]);
    });

    it('is nothing also where nothing else is away, and that is said', () => {
      const plan = own(['a', 'b'], aTargetUser({ memberships: [] }));
      expect(plan.refusals.map(({ key }) => key)).toEqual(['plan.refusal.only-password', 'plan.note.own-groups']);
    });

    it('is nothing that was approved before it became one: the rest is given back, and it is left', () => {
      expect(comparePlans(own([]), own(['b']))).toMatchObject({ status: 'same' });
      expect(comparePlans(own(['b']), own([]))).toMatchObject({ status: 'matters' });
    });

    it('is nothing of Active Directory, by identifier or by name', () => {
      const synced = aMembership({
        groupId: 'x',
        name: 'GG-Approvers',
        class: 'synced',
        securityIdentifier: 'S-1-5-9',
      });
      const facts = aSyncedTargetUser({ accountEnabled: false, memberships: [] });
      const dn = 'CN=GG-Approvers,OU=Groups,DC=corp,DC=contoso,DC=example';
      const took = (changes: Partial<StepRecord>) => {
        const ran = run([taken('leave-ad-groups', changes)]);
        return [{ ...ran, request: { ...ran.request, facts: aSyncedTargetUser({ memberships: [synced] }) } }];
      };
      const byName = { snapshot: { groups: [dn, 'CN=GG-Sales,OU=Groups,DC=corp,DC=contoso,DC=example'] } };
      for (const changes of [byName, { snapshot: null }]) {
        const plan = own(['x'], facts, took(changes));
        const given = JSON.stringify(plan.steps.find(({ kind }) => kind === 'rejoin-ad-groups')?.parameters ?? {});
        expect(given).not.toMatch(/GG-Approvers|S-1-5-9/i);
        expect(lefts(plan)).toContain('unblock-sign-in: x, leaver-admin, own-group');
      }
    });

    it.each<[string, TargetUser, readonly string[]]>([
      [
        'is in one still',
        { ...blocked, memberships: [aMembership({ groupId: 'k', name: 'Approvers' })] },
        ['Approvers'],
      ],
      ['was in one when the account was deleted', deleted(DAY), ['Approvers']],
      ['can sign in already', aTargetUser({ memberships: [aMembership({ groupId: 'k', name: 'Approvers' })] }), []],
    ])('warns of whoever is let in and %s', (_, targetUser, items) => {
      const ran = run([leaveGroups()]);
      const facts = aTargetUser({ memberships: [aMembership({ groupId: 'k', name: 'Approvers' })] });
      const plan = own(['k'], targetUser, [{ ...ran, request: { ...ran.request, facts } }]);
      expect(
        plan.warnings.flatMap(({ key, values }) => (key === 'plan.warning.decides-again' ? values?.items : [])),
      ).toEqual(items);
      expect(comparePlans({ ...plan, warnings: [] }, plan).status).toBe(items.length > 0 ? 'matters' : 'same');
    });
  });

  it('may be left over of a restore: somebody who can sign in already gets the rest', () => {
    const runs = [
      run([leaveGroups()]),
      restored([rejoined(['a', 'b'], { parts: [aGroupPart('a'), anUndonePart('b', 'refused')] })]),
    ];
    const plan = planFor(aTargetUser({ memberships: [] }), {}, runs);
    expect(plan.refusals).toEqual([]);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['rejoin-groups']);
  });

  it('is left as it is where others changed it since: a reply switched off, a licence given again, another place', () => {
    const ou = 'OU=Leavers,DC=corp,DC=contoso,DC=example';
    const runs = [
      run([
        taken('set-auto-reply', { snapshot: { setting: { status: 'disabled' } } }),
        taken('remove-licences', { parts: [aLicencePart('sku-1')] }),
        taken('move-to-ou', { parameters: { ou } }),
      ]),
    ];
    runs[0] = { ...run(runs[0]?.steps ?? []), request: aRequest({ facts: aSyncedTargetUser() }) };
    const moved = {
      ...ON_PREMISES,
      distinguishedName: 'CN=Adele Vance,OU=Board,DC=corp,DC=contoso,DC=example',
      lastSync: minutesAfter(NOW, 60),
    };
    const now = aSyncedTargetUser({
      accountEnabled: false,
      onPremises: moved,
      licences: [aLicence({ skuId: 'sku-1' })],
    });
    const plan = planFor(now, {}, runs);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['enable-account', 'unblock-sign-in']);
    expect(plan.notes.map(({ key }) => key)).toEqual([
      'plan.note.changed-since',
      'plan.note.changed-stop-auto-reply',
      'plan.note.changed-return-to-ou',
    ]);
  });

  it.each([
    ['as HTML', 'Gone & away', '<div>Gone &amp; away</div>'],
    ['with an address in it', 'Write to HR <hr@contoso.com>', 'Write to HR &lt;hr@contoso.com&gt;'],
  ])('goes back to what was before the first of two replies, known by the second: the first %s', (_, reply, html) => {
    const own = { status: 'alwaysEnabled', internalReplyMessage: 'On holiday' };
    const first = taken('set-auto-reply', { snapshot: { setting: own }, evidence: { reply } });
    const found = { status: 'alwaysEnabled', internalReplyMessage: html };
    const second = taken('set-auto-reply', { snapshot: { setting: found }, evidence: { reply: 'Gone for good' } });
    const plan = planFor(blocked, {}, [run([first]), run([second], 'offboard', 'L-2')]);
    expect(plan.steps.at(-1)?.parameters.snapshot).toEqual({ setting: own, set: 'Gone for good' });
  });

  it('is known by the words that were about to be set, where no answer said that they were', () => {
    const setting = { status: 'disabled' };
    const lost = taken('set-auto-reply', { snapshot: { setting, reply: 'Gone for good' }, evidence: null });
    const plan = planFor(blocked, {}, [run([lost])]);
    expect(plan.steps.at(-1)?.parameters.snapshot).toEqual({ setting, set: 'Gone for good' });
  });

  describe('and was sent without an answer that says whether it was', () => {
    const tried = (kind: StepKind, changes: Partial<StepRecord>) =>
      taken(kind, { lane: 'cloud', state: 'failed', attempt: 1, intendedAt: NOW, acceptedAt: null, ...changes });
    const reply = { setting: { status: 'disabled' }, reply: 'Gone.' };
    const share = { driveId: 'd', itemId: 'i', successorId: 's', before: ['p0'] };
    const unread = text('flow.not-read', { why: text('graph.refused.forbidden') });

    it.each<[string, Partial<StepRecord>, boolean]>([
      ['which could not be read', { note: unread }, true],
      ['of which no answer came', { note: text('flow.no-answer', { count: 4 }) }, true],
      ['under way still', { state: 'ambiguous', note: text('flow.answer-lost') }, true],
      ['skipped since', { state: 'waived', note: text('flow.waived-not-known-after', { why: unread }) }, true],
      ['skipped in an earlier version', { state: 'waived', note: text('flow.waived-after', { why: unread }) }, true],
      ['which was refused', { note: text('flow.refused-unchanged', { why: text('graph.refused.forbidden') }) }, false],
      [
        'held back once it had been taken away',
        { note: text('flow.protected-since'), evidence: { over: { attempts: 1, changedBack: true } } },
        false,
      ],
      ['never sent', { attempt: 0, note: unread }, false],
      ['let go as not in place', { state: 'waived', note: text('flow.step-not-repeated', { name: 'Mo' }) }, false],
    ])('is looked at by a restore, and not said to be taken: %s', (_, changes, expected) => {
      const runs = [
        run([
          tried('set-auto-reply', { snapshot: reply, ...changes }),
          tried('share-onedrive', { snapshot: share, ...changes }),
        ]),
      ];
      const steps = planFor(blocked, {}, runs).steps.slice(1);
      const explained = text('plan.explain.tried', { reference: 'L-1', at: { instant: NOW } });
      expect(steps.map(({ kind, parameters, explains }) => [kind, parameters, explains[0]])).toEqual(
        expected
          ? [
              [
                'stop-auto-reply',
                { from: ['set-auto-reply-1'], snapshot: { setting: { status: 'disabled' }, set: 'Gone.' } },
                explained,
              ],
              [
                'unshare-onedrive',
                { from: ['share-onedrive-1'], shares: [{ ...share, given: [], tried: true }] },
                explained,
              ],
            ]
          : [],
      );
    });

    it('is said of the parts that were done, not of a step that has some', () => {
      const parts = [aGroupPart('a')];
      const note = text('flow.refused-again', { why: text('graph.refused.forbidden') });
      const plan = planFor(blocked, {}, [run([tried('leave-groups', { attempt: 2, parts, note })])]);
      expect(plan.steps.at(-1)?.explains[0]?.key).toBe('plan.explain.taken');
    });

    it('is nothing that others changed since, where nothing of it is there', () => {
      const runs = [run([tried('set-auto-reply', { snapshot: reply })])];
      const plan = planFor({ ...blocked, autoReply: 'off' } as TargetUser, {}, runs);
      expect(plan.steps.map(({ kind }) => kind)).not.toContain('stop-auto-reply');
      expect(plan.notes.map(({ key }) => key)).toEqual(['plan.note.nothing-to-give-back']);
    });

    it('is known by either words where an earlier reply of ours was there', () => {
      const first = taken('set-auto-reply', { snapshot: reply });
      const found = { status: 'alwaysEnabled', internalReplyMessage: 'Gone.' };
      const second = tried('set-auto-reply', { snapshot: { setting: found, reply: 'Gone for good' } });
      const plan = planFor(blocked, {}, [run([first]), run([second], 'offboard', 'L-2')]);
      const snapshot = { setting: reply.setting, set: 'Gone for good', or: 'Gone.' };
      expect(plan.steps.at(-1)?.parameters.snapshot).toEqual(snapshot);
    });

    it.each<[string, Partial<StepRecord>, object]>([
      ['was set', { state: 'verified', acceptedAt: NOW, verifiedAt: NOW }, {}],
      ['was tried as well', {}, { or: 'Gone.' }],
    ])('leaves what was there before the first of ours to go back to, where a third reply %s', (_, third, or) => {
      const found = { status: 'alwaysEnabled', internalReplyMessage: 'Gone.' };
      const later = (words: string, changes: Partial<StepRecord> = {}) =>
        tried('set-auto-reply', { snapshot: { setting: found, reply: words }, ...changes });
      const plan = planFor(blocked, {}, [
        run([taken('set-auto-reply', { snapshot: reply })]),
        run([later('Gone for good')], 'offboard', 'L-2'),
        run([later('Gone for ever', third)], 'offboard', 'L-3'),
      ]);
      const snapshot = { setting: reply.setting, set: 'Gone for ever', ...or };
      expect(plan.steps.at(-1)?.parameters.snapshot).toEqual(snapshot);
    });

    it('is not known by the access that an earlier try gave, and that somebody took away', () => {
      const evidence = { ...share, permissionIds: ['p1'], over: { attempts: 1, changedBack: true } };
      const retried = tried('share-onedrive', { attempt: 2, snapshot: share, evidence });
      const plan = planFor(blocked, {}, [run([retried])]);
      expect(plan.steps.at(-1)?.parameters.shares).toEqual([{ ...share, given: [], tried: true }]);
    });

    it.each<[string, number, object, readonly string[]]>([
      ['refused', 2, {}, ['plan.explain.shared']],
      ['not answered', 3, { tried: true }, ['plan.explain.shared', 'plan.explain.tried-share-again']],
    ])('is said to be shared at its hour, where somebody lowered that and a retry was %s', (_, attempt, more, said) => {
      const since = minutesAfter(NOW, -600);
      const over = { attempts: 2, changedBack: true, standsSince: since };
      const evidence = { ...share, permissionIds: ['p1'], lowered: ['p1'], over };
      const retried = tried('share-onedrive', { attempt, snapshot: share, evidence });
      const request = aRequest({
        reference: 'L-1',
        choices: someChoices('offboard', { successorId: 's', successorName: 'Mo' }),
      });
      const back = planFor(blocked, {}, [{ request, steps: [retried] }]).steps.at(-1);
      expect(back?.parameters.shares).toEqual([{ ...share, given: ['p1'], ...more, name: 'Mo' }]);
      const explains = back?.explains.filter(({ key }) => key.startsWith('plan.explain.')) ?? [];
      expect(explains.map(({ key }) => key)).toEqual(said);
      expect(explains[0]?.values).toMatchObject({ reference: 'L-1', at: { instant: since }, items: 'Mo' });
    });

    it('is known besides by the access that an earlier try gave, and that nobody saw to be gone', () => {
      const evidence = { ...share, permissionIds: ['p1'] };
      const retried = tried('share-onedrive', { attempt: 2, snapshot: share, evidence });
      const plan = planFor(blocked, {}, [run([retried])]);
      expect(plan.steps.at(-1)?.parameters.shares).toEqual([{ ...share, given: ['p1'], tried: true }]);
    });
  });

  it('goes back to people when there is more of it at the start, not when there is less', () => {
    const less = planFor(blocked, {}, [run([leaveGroups({ parts: [aGroupPart('a')] })])]);
    const more = planFor(blocked, {}, [run([leaveGroups()])]);
    expect(comparePlans(more, less).status).toBe('same');
    expect(comparePlans(less, more)).toMatchObject({
      status: 'matters',
      differences: [{ key: 'plan.difference.parameters' }],
    });
  });
});

describe('what was taken in Active Directory', () => {
  const finance = 'CN=GG-Finance,OU=Groups,DC=corp,DC=contoso,DC=example';
  const read = {
    found: 'active',
    server: 'dc01.corp.contoso.example',
    distinguishedName: ON_PREMISES.distinguishedName,
    groups: [finance],
    hidden: null,
  };
  const sid = 'S-1-5-21-1004336348-1177238915-682003330-9001';
  const synced = aMembership({ groupId: 'g', name: 'GG-Finance', class: 'synced', securityIdentifier: sid });
  const ou = 'OU=Leavers,DC=corp,DC=contoso,DC=example';
  const request = aRequest({ facts: aSyncedTargetUser({ memberships: [synced] }), reference: 'L-1' });
  const step = (kind: StepRecord['kind'], snapshot: StepRecord['snapshot'], state: StepRecord['state'] = 'verified') =>
    aStepRecord({
      id: kind,
      kind,
      lane: 'on-premises',
      state,
      snapshot,
      parameters: kind === 'move-to-ou' ? { ou } : {},
      acceptedAt: NOW,
    });
  const now = aSyncedTargetUser({
    accountEnabled: false,
    memberships: [],
    onPremises: { ...ON_PREMISES, distinguishedName: `CN=Adele Vance,${ou}` },
  });
  const planOf = (steps: readonly StepRecord[]) => planFor(now, {}, [{ request, steps }]);
  const parametersOf = (plan: ReturnType<typeof planFor>, kind: StepRecord['kind']) =>
    plan.steps.find((each) => each.kind === kind)?.parameters.snapshot;

  it('is given back as Leaver read it there', () => {
    const plan = planOf([step('leave-ad-groups', read), step('move-to-ou', read)]);
    expect(parametersOf(plan, 'rejoin-ad-groups')).toEqual({ groups: [finance] });
    const back = plan.steps.find(({ kind }) => kind === 'return-to-ou');
    const place = placeNameOf(parentOf(ON_PREMISES.distinguishedName));
    expect(back?.parameters.snapshot).toEqual({ distinguishedName: ON_PREMISES.distinguishedName, to: ou });
    // A place is nothing that is taken away, and nobody reads it as a distinguished name.
    expect(back?.explains[0]).toMatchObject({ key: 'plan.explain.place-before', values: { place } });
    expect(plan.notes).toEqual([]);
  });

  describe('by the word of a connector', () => {
    const other = 'OU=Tier0,DC=corp,DC=contoso,DC=example';
    const reported = { ...read, by: 'connector', distinguishedName: `CN=Adele Vance,${other}` };
    const saidIn = ({ steps }: ReturnType<typeof planFor>, kind: StepRecord['kind']) =>
      steps.find((each) => each.kind === kind)?.explains.filter(({ key }) => key.startsWith('plan.explain.connector'));
    const says = (...items: readonly string[]) => [
      text('plan.explain.connector-reported', { reference: 'L-1', items, more: 0 }),
    ];

    it('is named as that: groups, and a place that Microsoft 365 did not show', () => {
      const plan = planOf([step('leave-ad-groups', reported), step('move-to-ou', reported)]);
      expect(saidIn(plan, 'rejoin-ad-groups')).toEqual(says('GG-Finance'));
      expect(saidIn(plan, 'return-to-ou')).toEqual(says(placeNameOf(other)));
    });

    it('is named as that: that address lists showed the person', () => {
      const plan = planOf([step('hide-from-address-lists', reported)]);
      expect(saidIn(plan, 'show-in-address-lists')).toEqual([
        text('plan.explain.connector-reported-shown', { reference: 'L-1' }),
      ]);
    });

    it('is named as that: groups, place and attributes of an account that was deleted', () => {
      const deleted = aSyncedTargetUser({ found: 'soft-deleted', accountEnabled: false, deletedAt: NOW });
      const attributes = { altSecurityIdentities: ['X509:<I>CN=x'], 'msExchGuid;binary': ['aa=='] };
      const taken = step('delete-account', { ...reported, attributes });
      const plan = planFor(deleted, {}, [{ request, steps: [taken] }]);
      expect(saidIn(plan, 'restore-account')).toEqual(
        says('GG-Finance', placeNameOf(other), 'altSecurityIdentities', 'msExchGuid'),
      );
    });

    it('is not a place that Microsoft 365 showed too, nor what Leaver read itself', () => {
      const place = { ...reported, distinguishedName: ON_PREMISES.distinguishedName };
      expect(saidIn(planOf([step('move-to-ou', place)]), 'return-to-ou')).toEqual([]);
      expect(saidIn(planOf([step('leave-ad-groups', { ...read, by: 'ldaps' })]), 'rejoin-ad-groups')).toEqual([]);
    });

    it('is, of a step from before the way was kept, what the domain had for its way then', () => {
      const facts = { ...request.facts, adDomain: { ...AD_DOMAIN, way: 'connector' } } as const;
      const then = [{ request: { ...request, facts }, steps: [step('leave-ad-groups', read)] }];
      expect(saidIn(planFor(now, {}, then), 'rejoin-ad-groups')).toEqual(says('GG-Finance'));
      expect(saidIn(planOf([step('leave-ad-groups', read)]), 'rejoin-ad-groups')).toEqual([]);
    });
  });

  it.each<[string, number, boolean]>([
    ['is away while no sync ran since: the cloud shows what was', -5, true],
    ['is there where a sync since shows it again', 60, false],
  ])('%s', (_, minutes, isAway) => {
    const tenantLastSync = minutesAfter(NOW, minutes);
    const again = aSyncedTargetUser({ accountEnabled: false, memberships: [synced], tenantLastSync });
    const taken = step('leave-ad-groups', null, 'attested');
    const { steps, notes } = planFor(again, {}, [{ request, steps: [taken] }]);
    // Nobody saw it taken: it may have been there all the time.
    const unread = 'plan.note.ad-groups-unread-reported';
    expect(notes.map(({ key }) => key)).toEqual(isAway ? [unread] : [unread, 'plan.note.changed-since-reported']);
    const known = steps.find(({ kind }) => kind === 'rejoin-ad-groups')?.parameters.snapshot;
    expect(JSON.stringify(known ?? null).includes(sid)).toBe(isAway);
  });

  it('is not said to have been moved by others where nobody saw that it was moved at all', () => {
    const elsewhere = { ...now, onPremises: { ...ON_PREMISES, lastSync: minutesAfter(NOW, 60) } };
    const notesOf = (state: StepRecord['state']) =>
      planFor(elsewhere, {}, [{ request, steps: [step('move-to-ou', null, state)] }]).notes.map(({ key }) => key);
    expect(notesOf('attested')).toEqual(['plan.note.changed-return-to-ou-reported']);
    expect(notesOf('verified')).toEqual(['plan.note.changed-return-to-ou']);
  });

  it('is never what a pasted result said, also of the first version: only what Graph showed at the start', () => {
    const forged = {
      distinguishedName: 'CN=Adele Vance,OU=Tier0-Admins,DC=corp,DC=contoso,DC=example',
      groups: ['CN=Domain Admins,CN=Users,DC=corp,DC=contoso,DC=example', 'CN=SQL-Payroll-Owners,OU=Groups,DC=corp'],
      hidden: true,
    };
    const steps = [step('leave-ad-groups', forged, 'attested'), step('move-to-ou', forged, 'attested')];
    const plan = planOf([...steps, step('hide-from-address-lists', forged, 'attested')]);
    expect(JSON.stringify(plan)).not.toMatch(/Domain Admins|SQL-Payroll|Tier0/);
    expect(parametersOf(plan, 'rejoin-ad-groups')).toEqual({ groups: [sid] });
    expect(parametersOf(plan, 'return-to-ou')).toEqual({ distinguishedName: ON_PREMISES.distinguishedName, to: ou });
    expect(parametersOf(plan, 'show-in-address-lists')).toEqual({ hidden: null });
    expect(plan.notes.map(({ key }) => key)).toEqual(['plan.note.ad-groups-unread-reported']);
    expect(plan.steps.find(({ kind }) => kind === 'rejoin-ad-groups')?.explains[0]?.values).toMatchObject({
      items: 'GG-Finance',
    });
  });

  it.each<[string, StepRecord['snapshot']]>([
    ['as a pasted result has it', null],
    ['as Leaver left it in the domain itself', read],
  ])('is what mail hangs on where the group gave the licence of the mailbox: %s', (_, snapshot) => {
    const carrying = { name: 'SPE_E3', direct: false, inheritedFrom: ['g'], carriesMailbox: true } as const;
    const facts = aSyncedTargetUser({ memberships: [synced], licences: [aLicence(carrying)] });
    const run = { request: { ...request, facts }, steps: [step('leave-ad-groups', snapshot, 'attested')] };
    const notesOf = (target: TargetUser) =>
      planFor(target, {}, [run]).notes.filter(({ key }) => key === 'plan.note.mailbox-with-groups');
    expect(notesOf(now).map(({ values }) => values)).toEqual([{ licences: 'Microsoft 365 E3', groups: 'GG-Finance' }]);
    expect(notesOf({ ...now, licences: [aLicence({ carriesMailbox: true })] })).toEqual([]);
  });

  it('is nothing where the account was moved or hidden already', () => {
    const there = { ...read, distinguishedName: `CN=Adele Vance,${ou}`, hidden: true };
    const plan = planOf([step('move-to-ou', there), step('hide-from-address-lists', there)]);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['enable-account', 'unblock-sign-in']);
  });
});

describe('the work in Active Directory', () => {
  const blockedNow = aSyncedTargetUser({ accountEnabled: false });
  const ran = (disable: Partial<StepRecord>): EarlierRun => ({
    request: aRequest(),
    steps: [
      aStepRecord({ kind: 'block-sign-in', state: 'accepted', acceptedAt: NOW, snapshot: { accountEnabled: true } }),
      aStepRecord({ kind: 'disable-account', lane: 'on-premises', ...disable }),
    ],
  });
  const kinds = (targetUser: TargetUser, runs: readonly EarlierRun[] = []) =>
    planFor(targetUser, {}, runs).steps.map(({ kind }) => kind);
  const saysUnknown = (runs: readonly EarlierRun[]) =>
    planFor(blockedNow, {}, runs)
      .steps.flatMap(({ explains }) => explains)
      .some(({ key }) => key === 'plan.explain.ad-block-unknown');

  const enabledThere = (enable: Partial<StepRecord>): EarlierRun => ({
    request: aRequest(),
    steps: [aStepRecord({ kind: 'enable-account', lane: 'on-premises', acceptedAt: NOW, ...enable })],
  });
  const saidDone = enabledThere({ state: 'attested', evidence: null });

  it.each<[string, TargetUser, readonly EarlierRun[], string, string]>([
    ['it was read there', { ...blockedNow, inAd: { disabled: false } }, [], '', blockedNow.readAt],
    ['it was seen there', blockedNow, [enabledThere({ state: 'verified', verifiedAt: NOW })], '-seen', NOW],
    [
      'a result of the runbook says so',
      blockedNow,
      [enabledThere({ state: 'attested', evidence: { result: { at: NOW, accountDisabled: false } } })],
      '-reported',
      NOW,
    ],
    ['nobody did it there for the block', blockedNow, [ran({ state: 'failed' })], '-not-asked', NOW],
  ])('is none for somebody blocked only in the cloud, and how and when that was known is said: %s', (...row) => {
    const [, targetUser, runs, how, instant] = row;
    const { steps, warnings } = planFor(targetUser, {}, runs);
    expect(steps).toMatchObject([{ kind: 'unblock-sign-in', temporary: false }]);
    const said = steps[0]?.explains.filter(({ key }) => key.startsWith('plan.explain.blocked-only-in-cloud'));
    expect(said).toEqual([{ key: `plan.explain.blocked-only-in-cloud${how}`, values: { at: { instant } } }]);
    expect(warnings).toEqual([]);
  });

  it('is there after a bare word that it was enabled: where that is not so, no sync ever comes to say it', () => {
    const runs = [ran({ state: 'verified', acceptedAt: NOW, verifiedAt: NOW }), saidDone];
    expect(kinds(blockedNow, runs)).toEqual(['enable-account', 'unblock-sign-in']);
    expect(saysUnknown(runs)).toBe(true);
  });

  it('is there where the account is disabled, and where nobody knows: then whoever does it looks first', () => {
    expect(kinds({ ...blockedNow, inAd: { disabled: true } })).toEqual(['enable-account', 'unblock-sign-in']);
    expect(kinds(blockedNow, [ran({ state: 'verified', acceptedAt: NOW })])).toContain('enable-account');
    expect(saysUnknown([ran({ state: 'verified', acceptedAt: NOW })])).toBe(false);
    expect(kinds(blockedNow, [ran({ state: 'needs-person' })])).toContain('enable-account');
    expect(saysUnknown([ran({ state: 'needs-person' })])).toBe(true);
    expect(saysUnknown([])).toBe(true);
  });
});

describe('a password that nobody knows', () => {
  const reset = (changes: Partial<StepRecord> = {}): EarlierRun => ({
    request: aRequest({ reference: 'L-1' }),
    steps: [
      aStepRecord({
        kind: 'reset-password',
        state: 'verified',
        acceptedAt: NOW,
        evidence: { changedAt: NOW },
        ...changes,
      }),
    ],
  });
  const blocked = aTargetUser({ accountEnabled: false });
  const warnings = (targetUser: TargetUser, run: EarlierRun) =>
    planFor(targetUser, {}, [run, { request: aRequest(), steps: [] }]).warnings.map(({ key }) => key);

  it.each<[string, TargetUser]>([
    ['plan.warning.new-password-cloud', blocked],
    ['plan.warning.new-password-cloud', deleted(DAY)],
    ['plan.warning.new-password-cloud', { ...blocked, passwordChangedAt: NOW }],
    ['plan.warning.new-password-provider', { ...blocked, signIn: 'federated' }],
    ['plan.warning.new-password-on-premises', aSyncedTargetUser({ accountEnabled: false, inAd: { disabled: false } })],
  ])('is said: %s', (key, targetUser) => {
    expect(warnings(targetUser, reset())).toEqual([key]);
  });

  it.each<[string, string, TargetUser]>([
    ['unblock-sign-in', 'helpdesk', blocked],
    ['restore-account', 'helpdesk', deleted(DAY, { accountEnabled: true })],
    ['unblock-sign-in', 'active-directory', aSyncedTargetUser({ accountEnabled: false })],
    ['enable-account', 'active-directory', aSyncedTargetUser({ inAd: { disabled: true } })],
    ['unblock-sign-in', 'identity-provider', { ...blocked, signIn: 'federated' }],
  ])('is left by %s, and only by it, to %s', (kind, who, targetUser) => {
    const plan = planFor(targetUser, {}, [reset()]);
    const records = stepRecordsOf(plan, 'request', () => 'id').map((step) => ({ ...step, state: 'verified' as const }));
    const left = records.flatMap((step) => step.gaps.map((gap) => [step.kind, gap.who, gap.why, gap.end]));
    expect(left).toEqual([[kind, who, 'new-password', 'left']]);
    expect(outcomeOf(records)).toBe('done-with-gaps');
    expect(gapsOf(records.flatMap(({ parts }) => parts))).toHaveLength(1);
  });

  it('is only said to be reported where people said that they replaced it, and nothing shows it', () => {
    const said = reset({ lane: 'on-premises', state: 'attested', evidence: null });
    const target = aSyncedTargetUser({ accountEnabled: false });
    expect(warnings(target, said)).toContain('plan.warning.new-password-reported');
    expect(warnings(target, said)).not.toContain('plan.warning.new-password-on-premises');
    const records = stepRecordsOf(planFor(target, {}, [said]), 'request', () => 'id');
    expect(records.flatMap(({ gaps }) => gaps.map(({ why }) => why))).toEqual(['new-password-reported']);
    expect(gapSentences(records).map(({ key }) => key)).toContain('gap.left.new-password-reported');
    expect(gapNames(records.flatMap(({ gaps }) => gaps))).toEqual([text('gap.password-perhaps')]);
  });

  it.each<[string, number | null, number]>([
    ['until the first stamp, that sync brought of it', 3, 8],
    ['for as long as sync may take, where no stamp came yet', -600, 240],
    ['for as long as sync may take, where nothing was read', null, 240],
  ])('is of AD and somebody else’s later change is known by its own stamp: %s', (_, minutes, until) => {
    const done = { lane: 'on-premises', state: 'accepted', evidence: { result: { at: NOW } } } as const;
    const passwordChangedAt = minutes === null ? null : minutesAfter(NOW, minutes);
    const facts = aSyncedTargetUser({ accountEnabled: false, inAd: { disabled: false }, passwordChangedAt });
    const gaps = planFor(facts, {}, [reset(done)]).steps.flatMap((step) => step.gaps ?? []);
    expect(gaps.map(({ id }) => id)).toEqual([minutesAfter(NOW, until)]);
  });

  it('is said after a restore in Active Directory that replaced it', () => {
    const done = { kind: 'restore-account', lane: 'on-premises', state: 'verified', acceptedAt: NOW } as const;
    const run = (gaps: StepRecord['gaps']): EarlierRun => ({
      request: aRequest({ reference: 'L-9' }),
      steps: [aStepRecord({ ...done, gaps })],
    });
    const target = aSyncedTargetUser({ accountEnabled: false, inAd: { disabled: false } });
    expect(warnings(target, run([replacedPassword(NOW)]))).toEqual(['plan.warning.new-password-on-premises']);
    expect(warnings(target, run([]))).toEqual([]);
  });

  it('is left by nothing once somebody set another', () => {
    const { steps } = planFor({ ...blocked, passwordChangedAt: minutesAfter(NOW, 600) }, {}, [reset()]);
    expect(steps.every(({ gaps }) => gaps === undefined)).toBe(true);
  });

  it('is said no more once somebody set another, nor for a reset that was skipped', () => {
    expect(warnings({ ...blocked, passwordChangedAt: minutesAfter(NOW, 600) }, reset())).toEqual([]);
    expect(warnings(blocked, reset({ state: 'skipped' }))).toEqual([]);
    expect(warnings(blocked, reset({ state: 'waived', acceptedAt: null }))).toEqual([]);
  });

  it.each(['waived', 'failed'] as const)('is said of a reset that the directory took and that ended %s', (state) => {
    expect(warnings(blocked, reset({ state }))).toEqual(['plan.warning.new-password-cloud']);
  });

  it('is all that is missing of somebody active: nothing claims that they can sign in', () => {
    const { refusals } = planFor(aTargetUser(), {}, [reset()]);
    expect(refusals.map(({ key }) => key)).toEqual(['plan.refusal.only-password', 'plan.warning.new-password-cloud']);
  });
});
