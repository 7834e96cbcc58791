import { randomUUID } from 'node:crypto';
import { openStores } from '../../src/app/open-stores.ts';
import { standInAuthority } from '../../src/commands/prove/stand-in-authority.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { createFlow } from '../../src/flow/create-flow.ts';
import type { Flow } from '../../src/flow/flow.ts';
import type { Ports } from '../../src/flow/ports.ts';
import type { GivenDatabase } from './database.ts';
import { aPerson, aSyncedTargetUser, IDS, minutesAfter, NOW } from './given.ts';

/** The only member of the approver group. */
export const APPROVER = aPerson({ id: '99999999-0000-4000-8000-000000000001', displayName: 'Daan Bakker' });

/** The flow as the helpdesk clicks it, half an hour after `NOW`; no lane, so nothing is carried out. */
export function helpdeskFlow(given: GivenDatabase): { readonly flow: Flow; readonly ports: Ports } {
  const ports = portsOn(given);
  const settings = {
    approverGroupId: 'any',
    escalationGroupId: null,
    emergencyGroupId: null,
    requesterGroupId: null,
    protectedGroupId: null,
    policy: BUILT_IN_POLICY,
  };
  const nothing = () => {};
  const flow = createFlow({ ports, settings, newId: randomUUID, log: nothing, wake: nothing, nudge: nothing });
  return { flow, ports };
}

/** Real stores; people, directory, Teams and the queue are the edges. */
function portsOn(given: GivenDatabase): Ports {
  return {
    ...openStores(given.database()),
    clock: { now: () => new Date(minutesAfter(NOW, 30)) },
    people: {
      find: async () => [],
      read: async (id) => aPerson({ id }),
      directReports: async () => [],
      managementChain: async () => [IDS.requester],
      findFor: async () => ({ requester: null, found: [] }),
      countInDepartment: async () => null,
      roleHolders: async () => new Set(),
    },
    groups: { isMember: async (personId) => personId === APPROVER.id, members: async () => [APPROVER] },
    directory: {
      readTargetUser: async (id) => aSyncedTargetUser({ id }),
      readAuthority: standInAuthority(
        { read: async (id) => aPerson({ id }) },
        { isMember: async (id) => id === APPROVER.id },
      ),
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
    lanes: {},
  };
}
