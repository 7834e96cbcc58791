import { randomUUID } from 'node:crypto';
import { openStores } from '../../../app/open-stores.ts';
import type { Person } from '../../../domain/person.ts';
import { BUILT_IN_POLICY } from '../../../domain/policy.ts';
import type { Request } from '../../../domain/request.ts';
import type { FlowContext } from '../../../flow/context.ts';
import type { Ports } from '../../../flow/ports.ts';
import type { Database } from '../../../store/database.ts';
import { aRequest, aTargetUser } from '../gallery/given.ts';
import { standInAuthority } from '../stand-in-authority.ts';

export const APPROVER_GROUP = '70000000-0000-4000-8000-000000000001';
export const ESCALATION_GROUP = '70000000-0000-4000-8000-000000000002';
export const EMERGENCY_GROUP = '70000000-0000-4000-8000-000000000003';

/** What the directory says at the click; the flow asks it live, every time. */
export type DecisionDirectory = {
  readonly people: ReadonlyMap<string, Person>;
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
};

/**
 * The flow on real stores. Stand-ins only at the edges: the directory (people and groups), Teams, the clock; and the
 * queue where none is given.
 */
export function decisionContext(
  database: Database,
  directory: DecisionDirectory,
  world: { readonly now: () => string; readonly queue?: Ports['queue']; readonly replace?: (ports: Ports) => Ports },
): FlowContext {
  const { people, groups } = directory;
  const members = (groupId: string) => groups.get(groupId) ?? new Set<string>();
  const ports = {
    ...openStores(database),
    clock: { now: () => new Date(world.now()) },
    people: {
      find: async () => [],
      read: async (id) => people.get(id) ?? null,
      directReports: async () => [],
      managementChain: async () => [],
      findFor: async () => ({ requester: null, found: [] }),
      countInDepartment: async () => 100,
      roleHolders: async () => new Set(),
    },
    groups: {
      isMember: async (personId, groupId) => members(groupId).has(personId),
      members: async (groupId) => [...members(groupId)].flatMap((id) => people.get(id) ?? []),
    },
    directory: {
      readTargetUser: async (id) => aTargetUser({ id }),
      readAuthority: standInAuthority(
        { read: async (id) => people.get(id) ?? null },
        { isMember: async (id, group) => members(group).has(id) },
      ),
      readLastSync: async () => null,
      readUnshared: async () => [],
      readAddress: async () => ({ domains: null, holder: null }),
    },
    queue: world.queue ?? NO_QUEUE,
    messenger: {
      show: async () => ({ status: 'unchanged' }),
      retire: async () => 'done',
      notify: async () => 'sent',
      canReach: async () => true,
    },
    lanes: {},
  } satisfies Ports;
  return {
    ports: world.replace?.(ports) ?? ports,
    settings: {
      approverGroupId: APPROVER_GROUP,
      escalationGroupId: ESCALATION_GROUP,
      emergencyGroupId: EMERGENCY_GROUP,
      requesterGroupId: null,
      protectedGroupId: null,
      policy: BUILT_IN_POLICY,
    },
    newId: randomUUID,
    log: () => {},
    wake: () => {},
    nudge: () => {},
  };
}

const NO_QUEUE: Ports['queue'] = { send: async () => {}, work: async () => {}, stop: async () => {} };

/** Stores a request that waits, about a target user of its own unless told otherwise. */
export async function storePending(context: FlowContext, changes: Partial<Request>): Promise<Request> {
  const made = aRequest({ id: randomUUID(), targetUserId: randomUUID(), ...changes });
  // Who asks manages the person: that still counts at the last approval.
  const request = { ...made, facts: { ...made.facts, managementChain: [made.requesterId] } };
  const { transactions, requests } = context.ports;
  const stored = await transactions.run((transaction) => requests.insert(transaction, request, []));
  if ('openRequest' in stored) throw new TypeError(`${stored.openRequest} is open already`);
  return stored;
}
