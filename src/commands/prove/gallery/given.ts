import type { AdDomain } from '../../../domain/ad-domain.ts';
import type { Choices, RequestKind } from '../../../domain/choices.ts';
import { emptyChoices } from '../../../domain/choices.ts';
import { partOfGap } from '../../../domain/gaps-of.ts';
import type { StepRecord } from '../../../domain/outcome.ts';
import type { Person } from '../../../domain/person.ts';
import type { Plan } from '../../../domain/plan.ts';
import { planHash } from '../../../domain/plan-hash.ts';
import type { Request } from '../../../domain/request.ts';
import type { PlannedStep } from '../../../domain/step.ts';
import type { Licence, Membership, OnPremisesAccount, TargetUser } from '../../../domain/target-user.ts';
import type { OwnTask, Task } from '../../../domain/task.ts';

/** The tenant time of tests: a Monday, 10:00 UTC. */
export const NOW = '2026-03-09T10:00:00.000Z';

export const IDS = {
  targetUser: '10000000-0000-4000-8000-000000000001',
  requester: '10000000-0000-4000-8000-000000000002',
  successor: '10000000-0000-4000-8000-000000000003',
  approver: '10000000-0000-4000-8000-000000000004',
  director: '10000000-0000-4000-8000-000000000005',
  group: '20000000-0000-4000-8000-000000000001',
  request: '30000000-0000-4000-8000-000000000001',
} as const;

/** Minutes after (or before) an instant, ISO 8601 UTC. */
export function minutesAfter(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

export function aPerson(changes: Partial<Person> = {}): Person {
  return {
    id: IDS.requester,
    displayName: 'Miriam Graham',
    userPrincipalName: 'miriam@contoso.example',
    jobTitle: 'Director',
    department: 'Marketing',
    accountEnabled: true,
    userType: 'Member',
    ...changes,
  };
}

/** Somebody in the cloud only, with a mailbox, a OneDrive, one group and one licence, unless told otherwise. */
export function aTargetUser(changes: Partial<TargetUser> = {}): TargetUser {
  return {
    ...aPerson({ id: IDS.targetUser, displayName: 'Adele Vance', userPrincipalName: 'adele@contoso.example' }),
    jobTitle: 'Retail Manager',
    found: 'active',
    identity: 'cloud-only',
    signIn: 'cloud',
    onPremises: null,
    adDomain: null,
    tenantLastSync: null,
    provisioningErrors: [],
    manager: { id: IDS.requester, displayName: 'Miriam Graham' },
    managementChain: [IDS.requester, IDS.director],
    directReports: 0,
    memberships: [aMembership()],
    licences: [aLicence()],
    mailbox: 'user',
    autoReply: 'off',
    drive: { id: 'drive-1', webUrl: 'https://contoso-my.sharepoint.example/adele' },
    assignedApplications: 2,
    devices: { already: 0, 'hybrid-joined': 0, shared: 0, 'not-windows': 0, disabled: 1 },
    deviceStates: { 'device-1': true },
    protections: [],
    restoreConflict: null,
    lastSeen: null,
    readAt: NOW,
    ...changes,
  };
}

export const ON_PREMISES: OnPremisesAccount = {
  securityIdentifier: 'S-1-5-21-1004336348-1177238915-682003330-1104',
  immutableId: 'PbrSDWqkp0SyM5ySUoaRgw==',
  distinguishedName: 'CN=Adele Vance,OU=Staff,DC=corp,DC=contoso,DC=example',
  samAccountName: 'adele.vance',
  domainName: 'corp.contoso.example',
  userPrincipalName: 'adele@contoso.example',
  lastSync: minutesAfter(NOW, -10),
};

/** A domain that Leaver reaches itself, with a place for leavers that directory sync sees. */
export const AD_DOMAIN: AdDomain = {
  name: 'corp.contoso.example',
  way: 'ldaps',
  signIn: 'password-hash',
  sync: { client: 'connect', site: 'same', cycleMinutes: 30, onDemand: null },
  inScopeOus: ['OU=Staff,DC=corp,DC=contoso,DC=example', 'OU=Leavers,DC=corp,DC=contoso,DC=example'],
  leaversOu: 'OU=Leavers,DC=corp,DC=contoso,DC=example',
};

/** Mastered by Active Directory, password hash sync, a sync ten minutes ago. */
export function aSyncedTargetUser(changes: Partial<TargetUser> = {}): TargetUser {
  return aTargetUser({
    identity: 'synced',
    signIn: 'password-hash',
    onPremises: ON_PREMISES,
    tenantLastSync: minutesAfter(NOW, -10),
    ...changes,
  });
}

export function aGuest(changes: Partial<TargetUser> = {}): TargetUser {
  return aTargetUser({
    userType: 'Guest',
    mailbox: 'none',
    drive: null,
    licences: [],
    autoReply: 'unknown',
    ...changes,
  });
}

export function aMembership(changes: Partial<Membership> = {}): Membership {
  return {
    groupId: IDS.group,
    name: 'Marketing',
    class: 'microsoft-365',
    lastOwner: false,
    owner: false,
    member: true,
    licences: [],
    ...changes,
  };
}

export function aLicence(changes: Partial<Licence> = {}): Licence {
  return {
    skuId: 'sku-e3',
    name: 'SPE_E3',
    direct: true,
    inheritedFrom: [],
    disabledPlans: [],
    carriesMailbox: false,
    ...changes,
  };
}

/** Choices of a kind; an offboarding asks for everything but deletion, with the requester as successor. */
export function someChoices(kind: RequestKind = 'offboard', changes: Partial<Choices> = {}): Choices {
  const offboard: Partial<Choices> = {
    reason: 'resigned',
    successorId: IDS.successor,
    successorName: 'Lee Gu',
    autoReply: true,
    shareFiles: true,
    leaveGroups: true,
    removeLicences: true,
    resetPassword: true,
  };
  return { ...emptyChoices(kind, IDS.targetUser), ...(kind === 'offboard' ? offboard : {}), ...changes };
}

export function aPlannedStep(changes: Partial<PlannedStep> = {}): PlannedStep {
  return {
    kind: 'block-sign-in',
    lane: 'cloud',
    parameters: {},
    after: [],
    skip: null,
    explains: [],
    undo: 'yes',
    temporary: false,
    ...changes,
  };
}

export function aPlan(changes: Partial<Plan> = {}): Plan {
  return { kind: 'block-sign-in', steps: [aPlannedStep()], refusals: [], warnings: [], notes: [], ...changes };
}

/** A task of the helpdesk's at the start, as a policy has it. */
export function aTask(changes: Partial<OwnTask> = {}): OwnTask {
  return {
    key: 'laptop',
    title: { en: 'Collect the laptop', nl: 'De laptop innemen' },
    instruction: null,
    group: 'helpdesk',
    phase: 'at-start',
    dueDays: 2,
    evidence: 'attestation',
    ...changes,
  };
}

/** A task that was handed out at {@link NOW}, and that nobody has answered. */
export function aGivenTask(changes: Partial<Task> = {}): Task {
  return {
    ...aTask(),
    id: '60000000-0000-4000-8000-000000000001',
    state: 'open',
    attempt: 0,
    openedAt: NOW,
    answeredAt: null,
    by: null,
    byName: null,
    words: null,
    reminded: 0,
    remindAt: null,
    ...changes,
  };
}

export function aRequest(changes: Partial<Request> = {}): Request {
  const facts = changes.facts ?? aTargetUser();
  const plan = changes.plan ?? aPlan();
  return {
    id: IDS.request,
    reference: 'L-1042',
    state: 'pending',
    version: 1,
    requesterId: IDS.requester,
    requesterName: 'Miriam Graham',
    targetUserId: facts.id,
    targetUserName: facts.displayName,
    targetUserPrincipalName: facts.userPrincipalName,
    choices: someChoices(plan.kind),
    facts,
    plan,
    planHash: planHash(plan),
    dueAt: null,
    expiresAt: minutesAfter(NOW, 24 * 60),
    createdAt: NOW,
    askedAt: NOW,
    needs: { count: 1, by: 'approver', reasons: [] },
    approvals: [],
    reminded: 0,
    remarks: [],
    assignee: null,
    edited: null,
    emergency: null,
    proposal: null,
    decision: null,
    hold: null,
    lateSince: null,
    note: null,
    startedAt: null,
    endedAt: null,
    wakeAt: null,
    ...changes,
  };
}

let lastStep = 0;

export function aStepRecord(changes: Partial<StepRecord> = {}): StepRecord {
  lastStep += 1;
  return {
    id: `40000000-0000-4000-8000-${String(lastStep).padStart(12, '0')}`,
    requestId: IDS.request,
    position: 0,
    kind: 'block-sign-in',
    lane: 'cloud',
    parameters: {},
    after: [],
    state: 'planned',
    attempt: 0,
    intendedAt: null,
    acceptedAt: null,
    verifiedAt: null,
    notBefore: null,
    snapshot: null,
    evidence: null,
    note: null,
    parts: (changes.gaps ?? []).map(partOfGap),
    gaps: [],
    turnedBack: null,
    by: null,
    ...changes,
  };
}
