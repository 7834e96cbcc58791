import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import type { OwnTask } from '../../src/domain/task.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPlan, aTask, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

describeOnEachDatabase('the queue of the helpdesk', (given) => {
  beforeEach(async () => {
    await given.database().kysely.deleteFrom('requests').execute();
  });

  async function queue() {
    const worker = createBrakeWorker(given.database(), {
      policy: BUILT_IN_POLICY,
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (ports) => ({ ...ports, groups: { ...ports.groups, isMember: async () => true } }),
    });
    const found = await worker.flow.queue(IDS.approver);
    if ('refused' in found) throw new Error('refused');
    return found;
  }

  it('is, where other groups have tasks too, not said to be the helpdesk’s alone', async () => {
    const group = { id: randomUUID(), name: 'Facilities' };
    const refused = async (tasks: typeof BUILT_IN_POLICY.tasks) => {
      const worker = createBrakeWorker(given.database(), {
        policy: { ...BUILT_IN_POLICY, tasks },
        now: () => new Date(NOW),
        onChange: () => {},
        replace: (ports) => ({ ...ports, groups: { ...ports.groups, isMember: async () => false } }),
      });
      return worker.flow.queue(randomUUID());
    };
    const task = aTask({ group }) as OwnTask;
    expect(await refused([task])).toEqual({ refused: { key: 'flow.not-of-a-task-group' } });
    expect(await refused([{ ...task, group: 'helpdesk' }])).toEqual({ refused: { key: 'flow.not-an-approver' } });
  });

  it('holds the oldest first, whatever is watched for a week beside it', async () => {
    const oldest = await storeRequest(given.database(), { state: 'pending', createdAt: minutesAfter(NOW, -600) });
    for (let place = 0; place < 210; place += 1)
      await storeRequest(given.database(), { state: 'watching', createdAt: minutesAfter(NOW, place - 500) });
    const newest = await storeRequest(given.database(), { state: 'pending', createdAt: NOW });
    const { requests, more } = await queue();
    expect(requests.map(({ request }) => request.reference)).toEqual([oldest.reference, newest.reference]);
    expect(more).toBe(0);
  });

  it('holds who was let in without a password that anybody knows, and not what else ended with gaps', async () => {
    const gap = { end: 'left', id: NOW, name: '', who: 'helpdesk', through: null } as const;
    const ended = { state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, wakeAt: minutesAfter(NOW, 60) } as const;
    const ends = async (gaps: StepRecord['gaps'], request: Partial<Request> = {}) =>
      storeRequest(given.database(), { ...ended, ...request }, [{ kind: 'unblock-sign-in', state: 'verified', gaps }]);
    const password = [{ ...gap, kind: 'password', why: 'new-password' } as const];
    const left = await ends(password);
    await ends(password, { wakeAt: null });
    await ends([{ ...gap, kind: 'ad-groups', why: 'ad-groups-unread', who: 'active-directory', through: 'L-1' }]);
    const { requests } = await queue();
    expect(requests.map(({ request }) => request.reference)).toEqual([left.reference]);
  });

  it('says how many newer ones were not looked at, where there are very many', async () => {
    const oldest = await storeRequest(given.database(), { state: 'pending', createdAt: minutesAfter(NOW, -1_000) });
    for (let place = 1; place < 512; place += 1)
      await storeRequest(given.database(), { state: 'pending', createdAt: minutesAfter(NOW, place - 600) });
    const { requests, more } = await queue();
    expect(requests).toHaveLength(500);
    expect(requests[0]?.request.reference).toBe(oldest.reference);
    expect(more).toBe(12);
  });

  it('is of tasks to who is no approver, and says how many newer requests with tasks were not looked at', async () => {
    const group = '98974c8e-4a94-428a-83a1-263c8df2cca4';
    const task = {
      key: 'laptop',
      title: { en: 'Laptop', nl: 'Laptop' },
      instruction: null,
      group: { id: group, name: 'IT' },
      phase: 'at-start',
      dueDays: 2,
      evidence: 'attestation',
    } as const;
    const running = { state: 'running', startedAt: NOW, plan: aPlan({ tasks: [task] }) } as const;
    const stored = await storeRequest(given.database(), running);
    const { flow, context } = createBrakeWorker(given.database(), {
      policy: BUILT_IN_POLICY,
      now: () => new Date(NOW),
      onChange: () => {},
      // As many as there can be are all this one.
      replace: (ports) => ({
        ...ports,
        groups: { ...ports.groups, isMember: async (_, id) => id === group },
        requests: {
          ...ports.requests,
          list: async (filter) => {
            const [found] = await ports.requests.list(filter);
            return found === undefined ? [] : Array.from({ length: filter.limit ?? 1 }, () => found);
          },
          count: async () => 503,
        },
      }),
    });
    await context.ports.tasks.open(stored.id, [{ ...task, id: randomUUID() }], NOW);
    expect(await flow.queue(IDS.approver)).toMatchObject({ isWork: true, requests: { length: 500 }, more: 3 });
  });

  it('of who asked themselves is cut after fifty, and says how many older ones there are', async () => {
    const { flow } = createBrakeWorker(given.database(), {
      policy: BUILT_IN_POLICY,
      now: () => new Date(NOW),
      onChange: () => {},
    });
    for (let place = 0; place < 50; place += 1) await storeRequest(given.database(), { requesterId: IDS.requester });
    expect(await flow.mine(IDS.requester)).toMatchObject({ requests: { length: 50 }, more: 0 });
    for (let place = 0; place < 3; place += 1) await storeRequest(given.database(), { requesterId: IDS.requester });
    expect(await flow.mine(IDS.requester)).toMatchObject({ requests: { length: 50 }, more: 3 });
  });
});
