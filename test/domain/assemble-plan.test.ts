import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { authorityOf } from '../../src/domain/authority.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { prerequisitesOf } from '../../src/domain/catalogue.ts';
import type { Choices } from '../../src/domain/choices.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { planHash } from '../../src/domain/plan-hash.ts';
import type { PlanInput } from '../../src/domain/plan-input.ts';
import type { PlannedStep, StepKind } from '../../src/domain/step.ts';
import { GROUP_CLASSES, IDENTITIES, type Membership, type TargetUser } from '../../src/domain/target-user.ts';
import { type Text, text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  AD_DOMAIN,
  aGuest,
  aLicence,
  aMembership,
  aPerson,
  aRequest,
  aSyncedTargetUser,
  aTargetUser,
  IDS,
  NOW,
  someChoices,
} from '../helpers/given.ts';

const successor = aPerson({ id: IDS.successor, displayName: 'Lee Gu' });

function planFor(targetUser: TargetUser, choices: Choices = someChoices('offboard'), changes: Partial<PlanInput> = {}) {
  return assemblePlan({ choices, targetUser, requester: aPerson(), successor, runs: [], now: NOW, ...changes });
}

/** "kind@lane", with "-" in front when it is skipped. */
function outline({ steps }: Plan): readonly string[] {
  return steps.map(({ kind, lane, skip }) => `${skip === null ? '' : '-'}${kind}@${lane}`);
}

function stepOf(plan: Plan, kind: StepKind): PlannedStep {
  const found = plan.steps.find((step) => step.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} in this plan`);
  return found;
}

const keysOf = (texts: readonly Text[]) => texts.map(({ key }) => key);

const deletes = { account: 'delete', forwardingChecked: true } as const;

describe('an offboarding', () => {
  it('promises of groups in AD only what a restore can give back: of a runbook, what the cloud shows', () => {
    const explainsOf = (way: 'runbook' | 'ldaps') => {
      const plan = planFor(aSyncedTargetUser({ adDomain: { ...AD_DOMAIN, way } }));
      return keysOf(plan.steps.find(({ kind }) => kind === 'leave-ad-groups')?.explains ?? []);
    };
    expect(explainsOf('ldaps')).toContain('step.leave-ad-groups.explains');
    expect(explainsOf('runbook')).toContain('step.leave-ad-groups.explains-by-runbook');
  });

  it.each<[string, TargetUser, Partial<Choices>, readonly string[]]>([
    [
      'cloud-only, everything and deletion',
      aTargetUser(),
      deletes,
      [
        'block-sign-in@cloud',
        'revoke-sessions@cloud',
        'reset-password@cloud',
        '-set-auto-reply@cloud',
        'share-onedrive@cloud',
        'leave-groups@cloud',
        'remove-licences@cloud',
        'delete-account@cloud',
      ],
    ],
    [
      'synced, everything and deletion',
      aSyncedTargetUser(),
      deletes,
      [
        'block-sign-in@cloud',
        'revoke-sessions@cloud',
        'reset-password@on-premises',
        'disable-account@on-premises',
        'leave-ad-groups@on-premises',
        '-set-auto-reply@cloud',
        'share-onedrive@cloud',
        'leave-groups@cloud',
        'remove-licences@cloud',
        'delete-account@on-premises',
      ],
    ],
    [
      'synced, kept, hidden and moved to where the installer said',
      aSyncedTargetUser({ adDomain: AD_DOMAIN }),
      { hideFromAddressLists: true, moveToOu: true, autoReply: false, shareFiles: false, removeLicences: false },
      [
        'block-sign-in@cloud',
        'revoke-sessions@cloud',
        'reset-password@on-premises',
        'disable-account@on-premises',
        'leave-ad-groups@on-premises',
        'hide-from-address-lists@on-premises',
        'move-to-ou@on-premises',
        'leave-groups@cloud',
      ],
    ],
    [
      'synced and deleted: neither hidden nor moved, and the ticks stand there as left out',
      aSyncedTargetUser({ adDomain: AD_DOMAIN }),
      { ...deletes, hideFromAddressLists: true, moveToOu: true, shareFiles: false, removeLicences: false },
      [
        'block-sign-in@cloud',
        'revoke-sessions@cloud',
        'reset-password@on-premises',
        'disable-account@on-premises',
        'leave-ad-groups@on-premises',
        '-hide-from-address-lists@on-premises',
        '-move-to-ou@on-premises',
        '-set-auto-reply@cloud',
        'leave-groups@cloud',
        'delete-account@on-premises',
      ],
    ],
    [
      'synced, to a place that directory sync does not see: nobody is moved, for that would delete the cloud account',
      aSyncedTargetUser({
        adDomain: { ...AD_DOMAIN, leaversOu: 'OU=Leavers,OU=Elsewhere,DC=corp,DC=contoso,DC=example' },
      }),
      { moveToOu: true, autoReply: false, shareFiles: false, removeLicences: false, leaveGroups: false },
      [
        'block-sign-in@cloud',
        'revoke-sessions@cloud',
        'reset-password@on-premises',
        'disable-account@on-premises',
        '-move-to-ou@on-premises',
      ],
    ],
    [
      'synced in a federated domain, only the password',
      aSyncedTargetUser({ signIn: 'federated' }),
      { autoReply: false, shareFiles: false, leaveGroups: false, removeLicences: false },
      ['block-sign-in@cloud', 'revoke-sessions@cloud', 'reset-password@on-premises', 'disable-account@on-premises'],
    ],
    [
      'cloud account in a federated domain: nobody here can replace the password',
      aTargetUser({ signIn: 'federated' }),
      { autoReply: false, shareFiles: false, leaveGroups: false, removeLicences: false },
      ['block-sign-in@cloud', 'revoke-sessions@cloud', '-reset-password@cloud'],
    ],
    [
      'guest, everything',
      aGuest(),
      {},
      [
        'block-sign-in@cloud',
        'revoke-sessions@cloud',
        '-reset-password@cloud',
        '-set-auto-reply@cloud',
        '-share-onedrive@cloud',
        'leave-groups@cloud',
        '-remove-licences@cloud',
      ],
    ],
    [
      'synced guest: the rules of synced people',
      aSyncedTargetUser({ userType: 'Guest', mailbox: 'none', drive: null, licences: [] }),
      { autoReply: false, shareFiles: false, leaveGroups: false, removeLicences: false },
      ['block-sign-in@cloud', 'revoke-sessions@cloud', 'reset-password@on-premises', 'disable-account@on-premises'],
    ],
    [
      'converted to cloud authority: all in the cloud',
      aTargetUser({ identity: 'cloud-managed' }),
      deletes,
      [
        'block-sign-in@cloud',
        'revoke-sessions@cloud',
        'reset-password@cloud',
        '-set-auto-reply@cloud',
        'share-onedrive@cloud',
        'leave-groups@cloud',
        'remove-licences@cloud',
        'delete-account@cloud',
      ],
    ],
    [
      'already blocked, without mailbox, files, groups and licences',
      aTargetUser({ accountEnabled: false, mailbox: 'none', drive: null, memberships: [], licences: [] }),
      { resetPassword: false },
      [
        '-block-sign-in@cloud',
        'revoke-sessions@cloud',
        '-set-auto-reply@cloud',
        '-share-onedrive@cloud',
        '-leave-groups@cloud',
        '-remove-licences@cloud',
      ],
    ],
  ])('%s', (_, targetUser, changes, expected) => {
    expect(outline(planFor(targetUser, someChoices('offboard', changes)))).toEqual(expected);
  });

  it('says of a synced person, in words, that the cloud block is temporary', () => {
    const plan = planFor(aSyncedTargetUser());
    expect(stepOf(plan, 'block-sign-in').temporary).toBe(true);
    const [warning] = plan.warnings;
    expect(translate(warning ?? text('bot.done'), { locale: 'en', timeZone: 'UTC' })).toMatch(
      /only temporary\. Adele Vance can be let in again.*until IT has also disabled the account in Active Directory/,
    );
  });

  it.each([
    [
      1,
      'en',
      'was the only owner of the group “Sales, Marketing 1”. The helpdesk: make sure that it has another owner as well.',
    ],
    [
      2,
      'en',
      'was the only owner of 2 groups: “Sales, Marketing 1” and “Sales, Marketing 2”. The helpdesk: make sure that each',
    ],
    [
      7,
      'en',
      'the only owner of 7 groups: “Sales, Marketing 1”, .*“Sales, Marketing 5” and 2 more. The helpdesk: make sure that each',
    ],
    [
      1,
      'nl',
      'de enige eigenaar van de groep “Sales, Marketing 1”. De helpdesk: zorg dat die groep ook een andere eigenaar heeft.',
    ],
    [7, 'nl', '7 groepen: “Sales, Marketing 1”, .*“Sales, Marketing 5” en nog 2. De helpdesk: zorg dat elke groep'],
  ] as const)('names whom %i groups have as their only owner, and who sees to it, in %s', (count, locale, words) => {
    const memberships = Array.from({ length: count }, (_, at) =>
      aMembership({ name: `Sales, Marketing ${at + 1}`, lastOwner: true }),
    );
    const { notes } = planFor(aTargetUser({ memberships }), someChoices('block-sign-in'));
    const said = notes.map((note) => translate(note, { locale, timeZone: 'UTC' })).join('\n');
    expect(said).toMatch(new RegExp(words));
  });

  it('says of nobody else that it is temporary', () => {
    for (const identity of IDENTITIES.filter((each) => each !== 'synced')) {
      const plan = planFor(aTargetUser({ identity }));
      expect(stepOf(plan, 'block-sign-in').temporary).toBe(false);
      expect(keysOf(plan.warnings)).not.toContain('plan.warning.temporary');
    }
  });

  it('explains what becomes of each class of group and freezes only the class', () => {
    const memberships = GROUP_CLASSES.map((each) => aMembership({ class: each, name: each, groupId: each }));
    const lastOwner = aMembership({ name: 'Only mine', groupId: 'mine', lastOwner: true, owner: true });
    const step = stepOf(planFor(aTargetUser({ memberships: [...memberships, lastOwner] })), 'leave-groups');
    expect(step.parameters).toEqual({ groups: 'all-cloud-groups' });
    expect(step.explains.map(({ key, values }) => [key.split('.').at(-1), values?.groups])).toEqual([
      ['removed', 'microsoft-365, security'],
      ['last-owner', 'Only mine'],
      ['licensing', 'licensing'],
      ['dynamic', 'dynamic'],
      ['synced', 'synced'],
      ['mail-enabled', 'mail-enabled'],
      ['role-assignable', 'role-assignable'],
      ['effective', undefined],
    ]);
  });

  it('explains that an inherited licence goes with its group, and takes back the direct ones', () => {
    const inherited = aLicence({ skuId: 'e5', name: 'SPE_E5', direct: false, inheritedFrom: [IDS.group] });
    const step = stepOf(planFor(aTargetUser({ licences: [aLicence(), inherited] })), 'remove-licences');
    expect(step.skip).toBeNull();
    expect(step.explains).toContainEqual(
      text('plan.explain.licence-inherited', { licence: 'Microsoft 365 E5', groups: 'Marketing' }),
    );
    const onlyInherited = stepOf(planFor(aTargetUser({ licences: [inherited] })), 'remove-licences');
    expect(onlyInherited.skip?.key).toBe('plan.skip.only-inherited-licences');
  });

  it('says of a guest that only this organisation is concerned', () => {
    const plan = planFor(aGuest());
    expect(keysOf(plan.warnings)).toEqual(['plan.warning.guest']);
    expect(keysOf(stepOf(plan, 'revoke-sessions').explains)).toContain('authority.guest-sessions');
  });

  it('says of a guest from the own Active Directory that sessions go by the rules of guests, and nothing of another organisation', () => {
    for (const from of [{}, { home: 'here' }] as const) {
      const guest = aSyncedTargetUser({ userType: 'Guest', mailbox: 'none', ...from });
      const plan = planFor(guest);
      expect(keysOf(stepOf(plan, 'revoke-sessions').explains)).toContain('authority.guest-tokens');
      expect(stepOf(plan, 'reset-password')).toMatchObject({ lane: 'on-premises', skip: null });
      const { lines } = buildReport({ request: aRequest({ facts: guest, plan }), steps: null, now: NOW });
      const sessions = lines.find(({ id }) => id === 'open-sessions');
      expect(sessions?.explains?.key).toBe('propagation.explains.guest-tokens');
      expect(sessions?.today.key).toBe('propagation.open-sessions.today-guest-account');
      expect(lines.map(({ explains }) => explains?.key)).not.toContain('propagation.explains.guest-home');
    }
  });

  it('warns before a deletion of what nobody receives', () => {
    const plan = planFor(aTargetUser(), someChoices('offboard', { ...deletes, shareFiles: false }));
    expect(keysOf(plan.warnings)).toEqual(['plan.warning.files-lost', 'plan.warning.mail-lost']);
  });

  it.each([
    ['unknown', 'plan.warning.mail-perhaps-lost'],
    ['on-premises', 'plan.warning.mail-lost-on-premises'],
  ] as const)('warns of a mailbox that is %s too', (mailbox, warning) => {
    const plan = planFor(aTargetUser({ mailbox }), someChoices('offboard', { ...deletes, shareFiles: false }));
    expect(keysOf(plan.warnings)).toEqual(['plan.warning.files-lost', warning]);
  });

  it('warns when directory sync is overdue', () => {
    const plan = planFor(aSyncedTargetUser({ tenantLastSync: '2026-03-09T06:00:00.000Z' }));
    expect(keysOf(plan.warnings)).toContain('plan.warning.sync-stale');
  });
});

describe('a block', () => {
  it.each<[string, TargetUser, readonly string[]]>([
    ['cloud-only', aTargetUser(), ['block-sign-in@cloud', 'revoke-sessions@cloud']],
    ['synced', aSyncedTargetUser(), ['block-sign-in@cloud', 'revoke-sessions@cloud', 'disable-account@on-premises']],
    ['guest', aGuest(), ['block-sign-in@cloud', 'revoke-sessions@cloud']],
  ])('of somebody %s', (_, targetUser, expected) => {
    expect(outline(planFor(targetUser, someChoices('block-sign-in')))).toEqual(expected);
  });
});

describe('a step that cannot be made from here', () => {
  const guest = aTargetUser({ userType: 'Guest' });
  const noPlace = aSyncedTargetUser({ adDomain: null });
  it.each<[string, TargetUser, Partial<Choices>, StepKind, string, string]>([
    [
      'a password at the identity provider',
      aTargetUser({ signIn: 'federated' }),
      { resetPassword: true },
      'reset-password',
      'password-at-provider',
      'identity-provider',
    ],
    ['the password of a guest', guest, { resetPassword: true }, 'reset-password', 'guest-home', 'home-organisation'],
    [
      'a reply of a mailbox that may be on own servers',
      aSyncedTargetUser({ mailbox: 'on-premises' }),
      { autoReply: true },
      'set-auto-reply',
      'reply-on-premises',
      'exchange-admin',
    ],
    [
      'a move without a place for leavers',
      noPlace,
      { moveToOu: true },
      'move-to-ou',
      'no-place-for-leavers',
      'active-directory',
    ],
  ])('is left to people, by name, from the plan on: %s', (_, targetUser, changes, kind, why, who) => {
    const step = stepOf(planFor(targetUser, someChoices('offboard', changes)), kind);
    expect(step.gaps).toEqual([{ end: 'left', kind: 'step', id: kind, name: '', why, who, through: null }]);
    expect(step.skip).not.toBeNull();
  });

  it.each<[string, TargetUser, Partial<Choices>, StepKind]>([
    ['it is so already', aTargetUser({ accountEnabled: false }), {}, 'block-sign-in'],
    ['there is nothing', aTargetUser({ mailbox: 'none' }), { autoReply: true }, 'set-auto-reply'],
    [
      'the account goes with its mailbox, wherever that is',
      aSyncedTargetUser({ mailbox: 'on-premises' }),
      { ...deletes, autoReply: true },
      'set-auto-reply',
    ],
    ['a guest registered no devices here', guest, { disableDevices: true }, 'disable-devices'],
  ])('is no work for anybody where %s', (_, targetUser, changes, kind) => {
    const step = stepOf(planFor(targetUser, someChoices('offboard', changes)), kind);
    expect(step.skip).not.toBeNull();
    expect(step.gaps).toBeUndefined();
  });

  it('says why with the reason of the table of authority, whoever it is', () => {
    for (const targetUser of [guest, aTargetUser({ signIn: 'federated' })]) {
      const plan = planFor(targetUser, someChoices('offboard', { resetPassword: true, disableDevices: true }));
      for (const kind of ['reset-password', 'disable-devices'] as const) {
        const { where, why } = authorityOf(kind, targetUser);
        if (where === null) expect(stepOf(plan, kind).skip).toEqual(why);
      }
    }
  });
});

describe('the licence that carries the mailbox', () => {
  const e3 = aLicence({ skuId: 'e3', name: 'SPE_E3', carriesMailbox: true });
  const visio = aLicence({ skuId: 'visio', name: 'VISIOCLIENT' });
  const throughGroup = { ...e3, direct: false, inheritedFrom: [IDS.group] };
  const inAd = aMembership({ class: 'synced', licences: ['e3'] });
  const plain = aTargetUser({ licences: [e3, visio] });
  it.each<[string, TargetUser, Partial<Choices>, readonly string[] | undefined, string | null]>([
    ['stays, and the reply is set', plain, {}, ['e3'], null],
    [
      'goes when asked for by name, and the reply is void',
      plain,
      { takeMailboxLicence: true },
      undefined,
      'plan.skip.reply-void-licence',
    ],
    ['goes with the account, and the reply is void', plain, deletes, undefined, 'plan.skip.reply-void-deletion'],
    [
      'stays beside one from a group of the cloud, which may have switched the mailbox off',
      aTargetUser({ licences: [{ ...e3, inheritedFrom: [IDS.group] }] }),
      {},
      ['e3'],
      null,
    ],
    ['of a shared mailbox need not stay', aTargetUser({ mailbox: 'shared', licences: [e3] }), {}, undefined, null],
    [
      'from a group in AD DS goes with that group',
      aSyncedTargetUser({ licences: [throughGroup], memberships: [inAd] }),
      {},
      undefined,
      'plan.skip.reply-void-groups',
    ],
    [
      'of a mailbox on own servers does not matter; no reply can be set',
      aSyncedTargetUser({ mailbox: 'on-premises' }),
      {},
      undefined,
      'plan.skip.reply-on-premises',
    ],
  ])('%s', (_, targetUser, changes, keeps, why) => {
    const plan = planFor(targetUser, someChoices('offboard', changes));
    expect(stepOf(plan, 'remove-licences').parameters.keeps).toEqual(keeps);
    expect(stepOf(plan, 'set-auto-reply').skip?.key ?? null).toBe(why);
  });

  it.each<[string, TargetUser['identity'], Membership['class']]>([
    ['of AD DS, of somebody who was synced once', 'formerly-synced', 'synced'],
    ['of the cloud', 'cloud-only', 'licensing'],
    ['of Exchange', 'cloud-only', 'mail-enabled'],
  ])('comes through a group %s, and nobody is asked to take the person out', (_, identity, classOf) => {
    const group = aMembership({ class: classOf, name: 'LIC-E3', licences: ['e3'] });
    const other = aMembership({ groupId: 'visio', class: classOf, name: 'LIC-Visio', licences: ['visio'] });
    const through = { ...visio, direct: false, inheritedFrom: ['visio'] };
    const facts = { identity, memberships: [group, other], licences: [throughGroup, through] };
    const plan = planFor(aTargetUser(facts), someChoices('offboard'));
    expect(stepOf(plan, 'set-auto-reply').skip).toBeNull();
    const groups = stepOf(plan, 'leave-groups').explains.map(({ key, values }) => [key, values?.groups]);
    expect(groups).toContainEqual(['plan.explain.groups.mailbox-kept', 'LIC-E3']);
    expect(groups).toContainEqual([`plan.explain.groups.${classOf}`, 'LIC-Visio']);
    const licences = stepOf(plan, 'remove-licences').explains.map(({ key, values }) => [key, values?.licence]);
    expect(licences).toContainEqual(['plan.explain.mailbox-licence-through', 'Microsoft 365 E3']);
    expect(licences).toContainEqual(['plan.explain.licence-inherited', 'Visio Plan 2']);
    const deletion = planFor(aTargetUser(facts), someChoices('offboard', deletes));
    expect(keysOf(stepOf(deletion, 'leave-groups').explains)).not.toContain('plan.explain.groups.mailbox-kept');
  });

  it('is named with the reason, also where nothing else is left to take', () => {
    const step = stepOf(planFor(aTargetUser({ licences: [e3] }), someChoices('offboard')), 'remove-licences');
    expect(step.skip).toEqual(text('plan.explain.mailbox-licence-kept', { licence: 'Microsoft 365 E3' }));
  });

  it('beside one from a group is not said to be all that keeps the mailbox', () => {
    const e5 = { ...throughGroup, skuId: 'e5', name: 'SPE_E5' };
    const group = aMembership({ class: 'licensing', licences: ['e5'] });
    const targetUser = aTargetUser({ licences: [e3, e5], memberships: [group] });
    const step = stepOf(planFor(targetUser, someChoices('offboard')), 'remove-licences');
    expect(step.skip).toEqual(text('plan.explain.mailbox-licence-beside', { licence: 'Microsoft 365 E3' }));
  });
});

describe('a refusal', () => {
  const shared = aTargetUser({ mailbox: 'shared' });
  const unchecked = { account: 'delete' } as const;
  it.each<[string, TargetUser, Partial<Choices>, readonly string[]]>([
    [
      'protected by a role',
      aTargetUser({ protections: [{ kind: 'directory-role', name: 'User Administrator' }] }),
      {},
      ['rules.protected'],
    ],
    [
      'protection that could not be read',
      aTargetUser({ protections: [{ kind: 'unknown', name: '' }] }),
      {},
      ['rules.protection-unknown'],
    ],
    ['deleted already', aTargetUser({ found: 'soft-deleted' }), {}, ['plan.refusal.soft-deleted']],
    ['gone', aTargetUser({ found: 'gone' }), {}, ['plan.refusal.gone']],
    ['files for nobody', aTargetUser(), { successorId: null, successorName: null }, ['rules.successor-missing']],
    ['deletion of a shared mailbox', shared, deletes, ['rules.delete-shared-mailbox']],
    ['deletion, forwarding not checked', aTargetUser(), unchecked, ['rules.delete-forwarding-unknown']],
    [
      'deletion, mailbox unknown and forwarding not checked',
      aTargetUser({ mailbox: 'unknown' }),
      unchecked,
      ['rules.delete-forwarding-unknown'],
    ],
    [
      'deletion of a last owner',
      aTargetUser({ memberships: [aMembership({ lastOwner: true, owner: true })] }),
      deletes,
      ['rules.delete-last-owner'],
    ],
  ])('%s', (_, targetUser, changes, expected) => {
    const plan = planFor(targetUser, someChoices('offboard', changes));
    expect(keysOf(plan.refusals)).toEqual(expected);
    expect(plan.steps).toEqual([]);
  });

  it('is not needed for a deletion without mailbox', () => {
    const plan = planFor(aTargetUser({ mailbox: 'none' }), someChoices('offboard', unchecked));
    expect(plan.refusals).toEqual([]);
  });

  it.each([
    ['rules.successor-unknown', null],
    ['rules.successor-is-target', aPerson({ id: IDS.targetUser })],
    ['rules.successor-blocked', aPerson({ id: IDS.successor, accountEnabled: false })],
    ['rules.successor-guest', aPerson({ id: IDS.successor, userType: 'Guest' })],
  ])('%s', (key, person) => {
    expect(keysOf(planFor(aTargetUser(), someChoices('offboard'), { successor: person }).refusals)).toEqual([key]);
  });
});

const memberships = fc.array(
  fc.record({ class: fc.constantFrom(...GROUP_CLASSES), lastOwner: fc.boolean(), name: fc.string() }).map(aMembership),
);

const anyTargetUser = fc
  .record({
    displayName: fc.string({ unit: 'grapheme' }),
    identity: fc.constantFrom(...IDENTITIES),
    signIn: fc.constantFrom('cloud', 'password-hash', 'pass-through', 'federated', 'unknown'),
    userType: fc.constantFrom('Member', 'Guest'),
    accountEnabled: fc.boolean(),
    found: fc.constantFrom('active', 'active', 'active', 'soft-deleted', 'gone'),
    mailbox: fc.constantFrom('none', 'user', 'shared', 'other', 'unknown'),
    drive: fc.constantFrom(null, 'unknown', { id: 'd', webUrl: 'https://d.example' }),
    memberships,
  })
  .map((changes) => aTargetUser(changes as Partial<TargetUser>));

const anyChoices = fc
  .record({
    kind: fc.constantFrom('offboard', 'block-sign-in', 'restore-user'),
    autoReply: fc.boolean(),
    shareFiles: fc.boolean(),
    leaveGroups: fc.boolean(),
    removeLicences: fc.boolean(),
    resetPassword: fc.boolean(),
    account: fc.constantFrom('keep', 'delete'),
    forwardingChecked: fc.boolean(),
  })
  .map(({ kind, ...changes }) => someChoices(kind as Choices['kind'], changes as Partial<Choices>));

describe('whatever is chosen, for whomever', () => {
  it('blocks before it revokes and deletes last', () => {
    fc.assert(
      fc.property(anyTargetUser, anyChoices, (targetUser, choices) => {
        const kinds = planFor(targetUser, choices).steps.map(({ kind }) => kind);
        if (kinds.includes('block-sign-in')) expect(kinds.slice(0, 2)).toEqual(['block-sign-in', 'revoke-sessions']);
        if (kinds.includes('delete-account')) expect(kinds.at(-1)).toBe('delete-account');
      }),
    );
  });

  it('lets every step come after steps that stand before it, and each kind stand once', () => {
    fc.assert(
      fc.property(anyTargetUser, anyChoices, (targetUser, choices) => {
        const kinds = planFor(targetUser, choices).steps.map(({ kind }) => kind);
        expect(new Set(kinds).size).toBe(kinds.length);
        planFor(targetUser, choices).steps.forEach((step, place) => {
          for (const earlier of step.after) {
            expect(kinds.indexOf(earlier)).toBeLessThan(place);
            expect(kinds).toContain(earlier);
            expect(prerequisitesOf(step.kind)).toHaveProperty(earlier);
          }
        });
      }),
    );
  });

  it('makes no plan for somebody protected', () => {
    const kinds = ['directory-role', 'eligible-role', 'role-assignable-group', 'protected-group', 'unknown'] as const;
    fc.assert(
      fc.property(anyTargetUser, anyChoices, fc.constantFrom(...kinds), (targetUser, choices, kind) => {
        const plan = planFor({ ...targetUser, protections: [{ kind, name: 'x' }] }, choices);
        expect(plan.steps).toEqual([]);
        expect(plan.refusals).toHaveLength(1);
      }),
    );
  });

  it('has either steps or a reason why there are none', () => {
    fc.assert(
      fc.property(anyTargetUser, anyChoices, (targetUser, choices) => {
        const plan = planFor(targetUser, choices);
        expect(plan.steps.length > 0).toBe(plan.refusals.length === 0);
      }),
    );
  });

  it('never writes to the cloud what Active Directory masters, and never asks AD about anybody else', () => {
    fc.assert(
      fc.property(anyTargetUser, anyChoices, (targetUser, choices) => {
        for (const { kind, lane } of planFor(targetUser, choices).steps) {
          if (lane === 'on-premises') expect(targetUser.identity).toBe('synced');
          if (targetUser.identity === 'synced' && ['delete-account', 'restore-account'].includes(kind)) {
            expect(lane).toBe('on-premises');
          }
        }
      }),
    );
  });

  it('says everything in both languages', () => {
    fc.assert(
      fc.property(anyTargetUser, anyChoices, (targetUser, choices) => {
        const { steps, refusals, warnings, notes } = planFor(targetUser, choices);
        const said = steps.flatMap(({ explains, skip }) => [...explains, ...(skip === null ? [] : [skip])]);
        for (const sentence of [...said, ...refusals, ...warnings, ...notes]) {
          for (const locale of ['en', 'nl'] as const) {
            expect(translate(sentence, { locale, timeZone: 'UTC' })).not.toBe(sentence.key);
          }
        }
      }),
    );
  });

  it('hashes to the same whatever people and groups are called', () => {
    fc.assert(
      fc.property(anyTargetUser, anyChoices, fc.string(), (targetUser, choices, name) => {
        const renamed = {
          ...targetUser,
          displayName: name,
          memberships: targetUser.memberships.map((membership) => ({ ...membership, name })),
          readAt: '2027-01-01T00:00:00.000Z',
        };
        expect(planHash(planFor(renamed, choices))).toBe(planHash(planFor(targetUser, choices)));
      }),
    );
  });
});
