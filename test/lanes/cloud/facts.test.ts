import type { Group, User } from '@microsoft/microsoft-graph-types';
import { describe, expect, it } from 'vitest';
import type { GroupClass, Identity, SignInKind } from '../../../src/domain/target-user.ts';
import { classifyGroup } from '../../../src/lanes/cloud/classify-group.ts';
import type { BatchAnswer } from '../../../src/lanes/cloud/graph-answer.ts';
import { identityOf, signInOf } from '../../../src/lanes/cloud/identity.ts';
import { toLicences } from '../../../src/lanes/cloud/licences.ts';
import { toPerson } from '../../../src/lanes/cloud/person-fields.ts';
import { type ProtectionReads, protectionsOf, roleNamesIn } from '../../../src/lanes/cloud/protections.ts';
import { autoReplyOf, driveOf, mailboxOf } from '../../../src/lanes/cloud/workloads.ts';

const PLAIN: Group = { id: 'g', displayName: 'G', groupTypes: [], mailEnabled: false, securityEnabled: true };
const refused = (status: number, code = '', message = ''): BatchAnswer => ({
  outcome: 'refused',
  status,
  codes: [code],
  message,
});
const ok = (body: unknown): BatchAnswer => ({ outcome: 'ok', status: 200, body });
const nothing: BatchAnswer = { outcome: 'unavailable', retryAfter: null };

describe('a group', () => {
  const everything: Group = {
    ...PLAIN,
    groupTypes: ['DynamicMembership'],
    onPremisesSyncEnabled: true,
    mailEnabled: true,
    isAssignableToRole: true,
    assignedLicenses: [{ skuId: 's' }],
  };

  it.each<[GroupClass, Group]>([
    ['dynamic', everything],
    ['synced', { ...everything, groupTypes: [] }],
    ['mail-enabled', { ...everything, groupTypes: [], onPremisesSyncEnabled: null }],
    ['role-assignable', { ...everything, groupTypes: ['Unified'], onPremisesSyncEnabled: null }],
    ['licensing', { ...PLAIN, assignedLicenses: [{ skuId: 's' }] }],
    ['microsoft-365', { ...PLAIN, groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false }],
    ['security', PLAIN],
    ['security', { ...PLAIN, onPremisesSyncEnabled: false }],
  ])('is %s by the first property that holds', (expected, group) => {
    expect(classifyGroup(group)).toBe(expected);
  });

  it('is left alone when it may not be read, or is restricted', () => {
    expect(classifyGroup({ id: 'g', displayName: null })).toBe('role-assignable');
    expect(classifyGroup({ ...PLAIN, isManagementRestricted: true })).toBe('role-assignable');
  });
});

describe('who masters a person', () => {
  const DN = 'CN=A,DC=contoso';
  it.each<[Identity, User, boolean | null]>([
    ['synced', { onPremisesSyncEnabled: true }, false],
    ['formerly-synced', { onPremisesSyncEnabled: false, onPremisesDistinguishedName: DN }, null],
    ['cloud-managed', { onPremisesSyncEnabled: null, onPremisesDistinguishedName: DN }, true],
    ['cloud-managed', { onPremisesSyncEnabled: null, onPremisesDistinguishedName: DN }, null],
    ['formerly-synced', { onPremisesSyncEnabled: null, onPremisesDistinguishedName: DN }, false],
    ['cloud-only', { onPremisesSyncEnabled: null }, false],
    ['cloud-only', {}, null],
  ])('is %s for %j (isCloudManaged %j)', (identity, targetUser, isCloudManaged) => {
    expect(identityOf(targetUser, isCloudManaged)).toBe(identity);
  });
});

describe('where the password is checked', () => {
  const domains = [
    { id: 'contoso.com', authenticationType: 'Managed' },
    { id: 'Fed.contoso.com', authenticationType: 'Federated' },
  ];
  it.each<[SignInKind, string, Identity, SignInKind]>([
    ['cloud', 'a@contoso.com', 'cloud-only', 'unknown'],
    ['unknown', 'a@contoso.com', 'synced', 'unknown'],
    ['pass-through', 'a@contoso.com', 'synced', 'pass-through'],
    ['federated', 'a@fed.contoso.com', 'synced', 'password-hash'],
    ['federated', 'a@FED.contoso.com', 'cloud-only', 'unknown'],
    ['unknown', 'a@elsewhere.com', 'synced', 'password-hash'],
  ])('is %s for %s, %s (configured: %s)', (signIn, userPrincipalName, identity, managedSignIn) => {
    expect(signInOf({ userPrincipalName }, identity, { domains, managedSignIn })).toBe(signIn);
  });

  it('stays unknown when the domains could not be read', () => {
    const unread = { domains: null, managedSignIn: 'password-hash' as const };
    expect(signInOf({ userPrincipalName: 'a@contoso.com' }, 'synced', unread)).toBe('unknown');
    expect(signInOf({ userPrincipalName: 'a@contoso.com' }, 'cloud-only', unread)).toBe('unknown');
  });
});

describe('licences', () => {
  it('are direct, inherited, or both', () => {
    const states = [
      { skuId: 'E3', assignedByGroup: 'GROUP', disabledPlans: ['x'] },
      { skuId: 'E3', assignedByGroup: null, disabledPlans: ['y'] },
      { skuId: 'bi', assignedByGroup: 'GROUP', disabledPlans: [] },
    ];
    expect(toLicences(states, (skuId) => `name of ${skuId}`)).toEqual([
      {
        skuId: 'e3',
        name: 'name of e3',
        direct: true,
        inheritedFrom: ['group'],
        disabledPlans: ['y'],
        carriesMailbox: false,
      },
      {
        skuId: 'bi',
        name: 'name of bi',
        direct: false,
        inheritedFrom: ['group'],
        disabledPlans: [],
        carriesMailbox: false,
      },
    ]);
  });
});

describe('protections', () => {
  const reads: ProtectionReads = {
    isManagementRestricted: false,
    roles: [],
    eligibleRoles: [],
    groups: [PLAIN],
    ownedGroups: [],
    protectedGroupId: 'PROTECTED',
    lastApproverOf: null,
    account: { userPrincipalName: 'adele@contoso.com', onPremisesSamAccountName: 'adele', employeeType: 'Employee' },
    ownedApplications: [],
    ownAppIds: ['LEAVER'],
  };
  const account = (changes: Partial<ProtectionReads['account']>) => ({ account: { ...reads.account, ...changes } });

  it('are none for an ordinary person', () => {
    expect(protectionsOf(reads)).toEqual([]);
  });

  it.each<[string, Partial<ProtectionReads>]>([
    ['directory-role', { roles: ['Helpdesk Administrator'] }],
    ['eligible-role', { eligibleRoles: ['Global Administrator'] }],
    ['role-assignable-group', { groups: [{ ...PLAIN, isAssignableToRole: true }] }],
    ['role-assignable-group', { ownedGroups: [{ ...PLAIN, isAssignableToRole: true }] }],
    ['role-assignable-group', { groups: [{ id: 'unreadable' }] }],
    ['restricted-management', { isManagementRestricted: true }],
    ['protected-group', { groups: [{ ...PLAIN, id: 'protected' }] }],
    ['approver-group-last', { lastApproverOf: 'Helpdesk' }],
    ['sync-account', account({ userPrincipalName: 'Sync_DC01_0a1b2c3d4e5f@contoso.onmicrosoft.com' })],
    ['sync-account', account({ userPrincipalName: 'ADToAADSyncServiceAccount@contoso.onmicrosoft.com' })],
    ['sync-account', account({ onPremisesSamAccountName: 'MSOL_0a1b2c3d4e5f' })],
    ['sync-account', account({ onPremisesSamAccountName: 'provAgentgMSA$' })],
    ['service-account', account({ userPrincipalName: 'svc-backup@contoso.com' })],
    ['service-account', account({ onPremisesSamAccountName: 'SVC_SQL' })],
    ['service-account', account({ employeeType: 'Service account' })],
    ['application-owner', { ownedApplications: [{ appId: 'leaver', displayName: 'Leaver' }] }],
    ['application-owner', { ownedApplications: [{ appId: null }] }],
    ['unknown', { ownedApplications: null }],
    ['unknown', { roles: null }],
    ['unknown', { eligibleRoles: null }],
    ['unknown', { groups: null }],
    ['unknown', { ownedGroups: null }],
  ])('hold %s', (kind, changes) => {
    expect(protectionsOf({ ...reads, ...changes }).map((protection) => protection.kind)).toEqual([kind]);
  });

  it.each<[string, Partial<ProtectionReads>]>([
    ['owns another application', { ownedApplications: [{ appId: 'other', displayName: 'Leaver' }] }],
    ['owns one where Leaver does not know its own', { ownedApplications: [{ appId: null }], ownAppIds: [] }],
    ['has a name that only begins like one', account({ userPrincipalName: 'sync.peeters@contoso.com' })],
    ['is called after a service', account({ userPrincipalName: 'servicedesk@contoso.com' })],
    ['has no name at all', account({ userPrincipalName: null, onPremisesSamAccountName: null, employeeType: null })],
  ])('are none for who %s', (_what, changes) => {
    expect(protectionsOf({ ...reads, ...changes })).toEqual([]);
  });

  it('name a role once, however often it is held', () => {
    expect(protectionsOf({ ...reads, roles: ['Reader', 'Reader'] })).toHaveLength(1);
  });

  it.each([
    [
      'names, wherever they stand',
      ok({ value: [{ displayName: 'A' }, { roleDefinition: { displayName: 'B' } }] }),
      ['A', 'B'],
    ],
    ['no role without Entra ID P2', refused(400, 'AadPremiumLicenseRequired'), []],
    ['unknown without the permission', refused(403, 'Authorization_RequestDenied'), null],
    ['unknown without an answer', nothing, null],
    ['unknown for something odd', ok({}), null],
  ] as const)('read roles: %s', (_, answer, names) => {
    expect(roleNamesIn(answer)).toEqual(names);
  });
});

describe('mailbox and files', () => {
  it.each([
    ['user', ok({ userPurpose: 'user' })],
    ['user', ok({})],
    ['shared', ok({ userPurpose: 'shared' })],
    ['other', ok({ userPurpose: 'room' })],
    ['none', refused(404, 'MailboxNotEnabledForRESTAPI')],
    ['unknown', refused(403, 'ErrorAccessDenied')],
    ['unknown', nothing],
  ] as const)('a mailbox is %s', (mailbox, answer) => {
    expect(mailboxOf(answer, { identity: 'synced', userType: 'Guest', mail: 'joost@fabrikam.example' })).toBe(mailbox);
  });

  it('a mailbox that Microsoft 365 does not have is on the own servers where AD DS masters the address', () => {
    const answer = refused(404, 'MailboxNotEnabledForRESTAPI');
    const account = { identity: 'synced', userType: 'Member', mail: 'bram@contoso.com' } as const;
    expect(mailboxOf(answer, account)).toBe('on-premises');
    expect(mailboxOf(answer, { ...account, mail: null })).toBe('none');
    expect(mailboxOf(answer, { ...account, identity: 'cloud-only' })).toBe('none');
  });

  it.each([
    ['off', ok({ automaticRepliesSetting: { status: 'disabled' } })],
    ['on', ok({ automaticRepliesSetting: { status: 'scheduled' } })],
    ['unknown', ok({})],
    ['unknown', nothing],
  ] as const)('an automatic reply is %s', (autoReply, answer) => {
    expect(autoReplyOf(answer)).toBe(autoReply);
  });

  it.each([
    [{ id: 'd', webUrl: 'w' }, ok({ id: 'd', webUrl: 'w' })],
    [null, refused(404, 'ResourceNotFound', "User's mysite not found.")],
    // The account was deleted since it was read.
    ['unknown', refused(404, 'Request_ResourceNotFound')],
    ['unknown', refused(403, 'accessDenied')],
    ['unknown', nothing],
  ] as const)('a drive is %j', (drive, answer) => {
    expect(driveOf(answer)).toEqual(drive);
  });
});

describe('a deleted person', () => {
  it('has the UPN that they had, without the object id in front', () => {
    const person = toPerson({
      id: '11111111-2222-4333-8444-555555555555',
      userPrincipalName: '11111111222243338444555555555555adele@contoso.com',
      displayName: 'Adele',
      deletedDateTime: '2026-11-20T10:00:00Z',
    });
    expect(person).toMatchObject({ userPrincipalName: 'adele@contoso.com', deletedAt: '2026-11-20T10:00:00.000Z' });
  });
});
