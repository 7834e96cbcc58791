import { randomUUID } from 'node:crypto';
import { openStores } from '../../app/open-stores.ts';
import { assemblePlan } from '../../domain/assemble-plan.ts';
import { emptyChoices } from '../../domain/choices.ts';
import type { Person } from '../../domain/person.ts';
import { planHash } from '../../domain/plan-hash.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Request } from '../../domain/request.ts';
import { stepRecordsOf } from '../../domain/step-records.ts';
import type { TargetUser } from '../../domain/target-user.ts';
import { createAdvance } from '../../flow/advance-request.ts';
import type { FlowContext } from '../../flow/context.ts';
import { createFlow } from '../../flow/create-flow.ts';
import type { Flow } from '../../flow/flow.ts';
import type { Ports, StepLane } from '../../flow/ports.ts';
import type { Database } from '../../store/database.ts';
import { standInAuthority } from './stand-in-authority.ts';

export type BrakeWorker = {
  readonly flow: Flow;
  readonly context: FlowContext;
  advance(requestId: string): Promise<void>;
};

export type BrakeWorkerSettings = {
  readonly policy: Policy;
  readonly now: () => Date;
  /** Called right before the tenant would be changed. */
  readonly onChange: (requestId: string) => void;
  readonly replace?: (ports: Ports) => Ports;
};

/**
 * The product's own flow and stores, with a tenant that takes every change at once: everybody but those who leave is an
 * approver and in the emergency group, and nobody hears anything. Several of these on several connections are several
 * workers.
 */
export function createBrakeWorker(database: Database, settings: BrakeWorkerSettings): BrakeWorker {
  const { policy, now, onChange, replace = (ports: Ports) => ports } = settings;
  const lane: StepLane = {
    lane: 'cloud',
    idempotent: () => true,
    look: async () => ({ status: 'needed', snapshot: null }),
    async perform({ step }) {
      onChange(step.requestId);
      return { status: 'accepted', evidence: null };
    },
    verify: async () => ({ status: 'seen', evidence: null }),
  };
  const leavers = new Set<string>();
  const ports: Ports = {
    ...openStores(database),
    clock: { now },
    people: {
      find: async () => [],
      read: async (id) => somebody(id),
      directReports: async () => [],
      managementChain: async () => [],
      findFor: async () => ({ requester: null, found: [] }),
      countInDepartment: async () => 100,
      roleHolders: async () => new Set(),
    },
    groups: { isMember: async (personId) => !leavers.has(personId), members: async () => [] },
    directory: {
      async readTargetUser(id) {
        leavers.add(id);
        return leaver(id);
      },
      readAuthority: (asked) => standInAuthority(context.ports.people, context.ports.groups)(asked),
      readLastSync: async () => null,
      readUnshared: async () => [],
      readAddress: async () => ({ domains: null, holder: null }),
    },
    queue: { send: async () => {}, work: async () => {}, stop: async () => {} },
    messenger: {
      show: async () => ({ status: 'unchanged' }),
      retire: async () => 'done',
      notify: async () => 'sent',
      canReach: async () => true,
    },
    lanes: { cloud: lane },
  };
  const context: FlowContext = {
    ports: replace(ports),
    settings: {
      approverGroupId: 'approvers',
      escalationGroupId: null,
      requesterGroupId: 'requesters',
      protectedGroupId: null,
      emergencyGroupId: 'emergency',
      policy,
    },
    newId: randomUUID,
    log: () => {},
    wake: () => {},
    nudge: () => {},
  };
  return { flow: createFlow(context), context, advance: createAdvance(context, randomUUID()) };
}

/** Stores a block that was asked for and approved, and is due now. */
export async function storeApproved(
  { ports }: FlowContext,
  who: { readonly requesterId: string; readonly approverId: string },
): Promise<Request> {
  const facts = leaver(randomUUID());
  const at = ports.clock.now().toISOString();
  const choices = { ...emptyChoices('block-sign-in', facts.id), reason: 'security' as const };
  const requester = somebody(who.requesterId);
  const plan = assemblePlan({ choices, targetUser: facts, requester, successor: null, runs: [], now: at });
  const id = randomUUID();
  const approval = { verdict: 'approved', by: who.approverId, byName: 'Approver', reason: null, at } as const;
  const request: Omit<Request, 'reference'> = {
    id,
    state: 'approved',
    version: 2,
    requesterId: requester.id,
    requesterName: requester.displayName,
    targetUserId: facts.id,
    targetUserName: facts.displayName,
    targetUserPrincipalName: facts.userPrincipalName,
    choices,
    facts,
    plan,
    planHash: planHash(plan),
    dueAt: null,
    expiresAt: at,
    createdAt: at,
    askedAt: at,
    needs: { count: 1, by: 'approver', reasons: [] },
    approvals: [approval],
    reminded: 0,
    remarks: [],
    assignee: null,
    edited: null,
    emergency: null,
    proposal: null,
    decision: approval,
    hold: null,
    lateSince: null,
    note: null,
    startedAt: null,
    endedAt: null,
    wakeAt: at,
  };
  const steps = stepRecordsOf(plan, id, randomUUID);
  const stored = await ports.transactions.run((transaction) => ports.requests.insert(transaction, request, steps));
  if ('openRequest' in stored) throw new TypeError(`${stored.openRequest} is open already`);
  return stored;
}

function somebody(id: string): Person {
  return {
    id,
    displayName: 'Somebody',
    userPrincipalName: `${id}@contoso.example`,
    jobTitle: null,
    department: null,
    accountEnabled: true,
    userType: 'Member',
  };
}

/** Somebody of the cloud only, without anything. */
function leaver(id: string): TargetUser {
  return {
    ...somebody(id),
    found: 'active',
    identity: 'cloud-only',
    signIn: 'cloud',
    onPremises: null,
    adDomain: null,
    tenantLastSync: null,
    provisioningErrors: [],
    manager: null,
    managementChain: [],
    directReports: 0,
    memberships: [],
    licences: [],
    mailbox: 'none',
    autoReply: 'off',
    drive: null,
    assignedApplications: 0,
    protections: [],
    restoreConflict: null,
    lastSeen: null,
    devices: { already: 0, 'hybrid-joined': 0, shared: 0, 'not-windows': 0, disabled: 0 },
    readAt: new Date(0).toISOString(),
  };
}
