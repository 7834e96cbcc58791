import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { openStores } from '../../src/app/open-stores.ts';
import { standInAuthority } from '../../src/commands/prove/stand-in-authority.ts';
import { DirectoryUnavailable, FailedAfterwards } from '../../src/domain/errors.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { createAdvance } from '../../src/flow/advance-request.ts';
import type { FlowContext } from '../../src/flow/context.ts';
import { createFlow } from '../../src/flow/create-flow.ts';
import type { Flow } from '../../src/flow/flow.ts';
import type { Ports } from '../../src/flow/ports.ts';
import { describeOnEachDatabase, type GivenDatabase } from '../helpers/database.ts';
import { aPerson, aTargetUser, IDS, minutesAfter, NOW, someChoices } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const APPROVER = aPerson({ id: '99999999-0000-4000-8000-000000000001', displayName: 'Daan Bakker' });
const HOUR = minutesAfter(NOW, 60);

describeOnEachDatabase('a request whose hour has passed', (given) => {
  let now: string;
  let flow: Flow;
  let advance: (requestId: string) => Promise<void>;
  let context: FlowContext;

  beforeEach(() => {
    now = NOW;
    context = contextOn(given, () => now);
    flow = createFlow(context);
    advance = createAdvance(context, 'test');
  });

  function planned(kind: Request['choices']['kind']): Promise<Request> {
    return storeRequest(given.database(), { dueAt: HOUR, expiresAt: HOUR, wakeAt: HOUR, choices: someChoices(kind) });
  }

  it('expires when nobody decided, and says so', async () => {
    const { id } = await planned('offboard');
    now = minutesAfter(HOUR, 1);
    await advance(id);
    expect(await context.ports.requests.read(id)).toMatchObject({
      state: 'expired',
      note: { key: 'flow.expired-at-hour' },
    });
  });

  it('asks the requester "now or a new date" when it is approved after its hour, and runs nothing until then', async () => {
    const { id, version } = await planned('offboard');
    now = minutesAfter(HOUR, 1);
    const { view } = await flow.decide(APPROVER.id, id, version, { verdict: 'approved' });
    expect(view?.report.request).toMatchObject({ state: 'approved', lateSince: now });
    await advance(id);
    expect(await context.ports.requests.read(id)).toMatchObject({ state: 'approved', startedAt: null });
    const asked = await flow.view(IDS.requester, id);
    expect(asked).toMatchObject({ actions: ['run-now', 'new-date', 'withdraw'] });
  });

  it('goes to the new date that the requester gives, and refuses one that has passed', async () => {
    const { id, version } = await planned('offboard');
    now = minutesAfter(HOUR, 1);
    await flow.decide(APPROVER.id, id, version, { verdict: 'approved' });
    const past = { mode: 'at', localDate: '2026-01-01', localTime: '10:00', zone: 'UTC', instant: NOW } as const;
    expect((await flow.answerLate(IDS.requester, id, null, past)).refused).not.toBeNull();
    const later = { ...past, instant: minutesAfter(HOUR, 90) };
    expect((await flow.answerLate(IDS.requester, id, null, later)).refused).toBeNull();
    await advance(id);
    expect(await context.ports.requests.read(id)).toMatchObject({ state: 'scheduled', dueAt: later.instant });
  });

  it('is due at once when its hour comes while the name of the person is read, and not a day later', async () => {
    const { id } = await storeRequest(given.database(), {
      state: 'scheduled',
      dueAt: HOUR,
      expiresAt: HOUR,
      wakeAt: minutesAfter(NOW, 30),
      choices: someChoices('offboard'),
    });
    now = minutesAfter(HOUR, -1);
    const { people, ...ports } = context.ports;
    const read: typeof people.read = (personId) => {
      now = minutesAfter(HOUR, 1);
      return people.read(personId);
    };
    await createAdvance({ ...context, ports: { ...ports, people: { ...people, read } } }, 'test')(id);
    expect(await ports.wakeups.due({ tenant: new Date(now), real: new Date() }, 50)).toContain(id);
  });

  it('says of what was decided that only what came after it failed: nothing to repeat', async () => {
    const { id, version } = await planned('offboard');
    const { directory, transactions } = context.ports;
    let committed = false;
    const ports: Ports = {
      ...context.ports,
      transactions: { ...transactions, run: async (work) => transactions.run(work).finally(() => (committed = true)) },
      directory: {
        ...directory,
        readAuthority: async (asked) => {
          if (committed) throw new DirectoryUnavailable('down');
          return directory.readAuthority(asked);
        },
      },
    };
    const failing = createFlow({ ...context, ports });
    const answer = failing.decide(APPROVER.id, id, version, { verdict: 'approved' });
    await expect(answer).rejects.toThrow(FailedAfterwards);
    expect((await context.ports.requests.read(id))?.decision).toMatchObject({ by: APPROVER.id });
  });

  it('does not ask about a block: that runs at once', async () => {
    const { id, version } = await planned('block-sign-in');
    now = minutesAfter(HOUR, 1);
    await flow.decide(APPROVER.id, id, version, { verdict: 'approved' });
    expect(await context.ports.requests.read(id)).toMatchObject({ state: 'approved', lateSince: null, wakeAt: now });
  });

  it('lets nobody but the requester answer', async () => {
    const { id, version } = await planned('offboard');
    now = minutesAfter(HOUR, 1);
    await flow.decide(APPROVER.id, id, version, { verdict: 'approved' });
    const { refused } = await flow.answerLate(APPROVER.id, id, null, { mode: 'now' });
    expect(refused).not.toBeNull();
    expect(await context.ports.requests.read(id)).toMatchObject({ lateSince: now });
  });
});

const groups: Ports['groups'] = {
  isMember: async (personId) => personId === APPROVER.id,
  members: async () => [APPROVER],
};

/** Real stores; people, directory, Teams and the queue are the edges. */
function contextOn(given: GivenDatabase, now: () => string): FlowContext {
  const people: Ports['people'] = {
    find: async () => [],
    read: async (id) => (id === APPROVER.id ? APPROVER : aPerson({ id })),
    directReports: async () => [],
    managementChain: async () => [IDS.requester],
    findFor: async () => ({ requester: null, found: [] }),
    countInDepartment: async () => null,
    roleHolders: async () => new Set(),
  };
  return {
    ports: {
      ...openStores(given.database()),
      clock: { now: () => new Date(now()) },
      people,
      groups,
      directory: {
        readTargetUser: async (id) => aTargetUser({ id }),
        readAuthority: standInAuthority(people, groups),
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
    },
    settings: {
      approverGroupId: 'any',
      escalationGroupId: null,
      emergencyGroupId: null,
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
