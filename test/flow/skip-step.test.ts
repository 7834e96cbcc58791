import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { openStores } from '../../src/app/open-stores.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { text } from '../../src/domain/text.ts';
import { createFlow } from '../../src/flow/create-flow.ts';
import type { Ports } from '../../src/flow/ports.ts';
import { describeOnEachDatabase, type GivenDatabase } from '../helpers/database.ts';
import { aPerson, aSyncedTargetUser, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const APPROVER = aPerson({ id: '99999999-0000-4000-8000-000000000001', displayName: 'Daan Bakker' });

describeOnEachDatabase('what the helpdesk skips', (given) => {
  it.each<[string, Partial<StepRecord>, string]>([
    ['was refused', { note: text('graph.refused.forbidden') }, 'flow.waived'],
    ['was accepted and never seen', { acceptedAt: NOW, note: text('flow.not-confirmed') }, 'flow.waived-not-confirmed'],
    ['was never answered', { note: text('flow.no-answer', { count: 4 }) }, 'flow.waived-not-known'],
    [
      'was answered with an error only',
      { note: text('flow.only-answered', { status: 503, count: 4 }) },
      'flow.waived-not-known',
    ],
    ['was changed back', { state: 'overwritten', acceptedAt: NOW, verifiedAt: NOW }, 'flow.waived-changed-back'],
  ])('says what is known of a step that %s', async (_, step, note) => {
    const ports = portsOn(given);
    const flow = createFlow({ ports, settings, newId: randomUUID, log: () => {}, wake: () => {}, nudge: () => {} });
    const request = await storeRequest(given.database(), { state: 'watching', startedAt: NOW }, [
      { kind: 'leave-groups', state: 'failed', attempt: 1, ...step },
    ]);
    expect((await flow.resolveStep(APPROVER.id, request.id, 'leave-groups', 'skip')).refused).toBeNull();
    expect(await ports.ledger.read(request.id)).toMatchObject([{ state: 'waived', note: { key: note } }]);
  });
});

const settings = {
  approverGroupId: 'any',
  escalationGroupId: null,
  emergencyGroupId: null,
  requesterGroupId: null,
  protectedGroupId: null,
  policy: BUILT_IN_POLICY,
};

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
    directory: { readTargetUser: async (id) => aSyncedTargetUser({ id }), readLastSync: async () => null },
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
