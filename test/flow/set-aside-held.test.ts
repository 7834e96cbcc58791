import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const [FIRST, SECOND] = [IDS.approver, '99999999-0000-4000-8000-000000000002'];
const [THIRD, FOURTH] = ['99999999-0000-4000-8000-000000000003', '99999999-0000-4000-8000-000000000004'];

describeOnEachDatabase('a deletion that Leaver holds because its requester counts no more', (given) => {
  let now: string;
  let blocked: Set<string>;
  let deletions: number;
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, blocked, deletions] = [NOW, new Set(), 0];
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) => {
        const { cloud } = ports.lanes;
        if (cloud === undefined) return ports;
        const lane: typeof cloud = {
          ...cloud,
          perform: async (run) => {
            if (run.step.kind === 'delete-account') deletions += 1;
            return cloud.perform(run);
          },
        };
        const people = {
          ...ports.people,
          read: async (id: string) => aPerson({ id, accountEnabled: !blocked.has(id) }),
        };
        return { ...ports, people, lanes: { ...ports.lanes, cloud: lane } };
      },
    });
  });

  const read = async ({ id }: Pick<Request, 'id'>) => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };
  const advance = async ({ id }: Request) => {
    for (let times = 0; times < 20; times += 1) await worker.advance(id);
  };

  /** Running, approved by two who did not know of it. */
  async function held(): Promise<Request> {
    const choices = { ...emptyChoices('offboard', randomUUID()), account: 'delete', reason: 'resigned' } as const;
    const made = await makeRequest(worker.context, aPerson({ id: IDS.requester }), choices);
    if ('refused' in made) throw new Error(made.refused.key);
    const first = { verdict: 'approved', by: FIRST, byName: 'First', reason: null, at: NOW } as const;
    const approvals = [first, { ...first, by: SECOND }];
    const request = { ...made.request, state: 'running', startedAt: NOW, decision: first, approvals } as const;
    const { transactions, requests } = worker.context.ports;
    const stored = await transactions.run((transaction) =>
      requests.insert(transaction, request, stepRecordsOf(made.request.plan, made.request.id, randomUUID)),
    );
    if ('openRequest' in stored) throw new Error(stored.openRequest);
    expect(await worker.flow.hold(THIRD, stored.id, stored.version, 'Wait')).toMatchObject({ refused: null });
    now = minutesAfter(NOW, 3 * 24 * 60);
    blocked.add(IDS.requester);
    await letGo(stored, THIRD);
    expect((await read(stored)).hold).toMatchObject({ by: '', byName: 'Leaver' });
    return stored;
  }

  /** How many deletions there were after it. */
  async function letGo(request: Request, approver: string): Promise<number> {
    await worker.flow.letGoOn(approver, request.id, (await read(request)).version);
    await advance(request);
    return deletions;
  }

  it('needs two who know of it where the account is deleted', async () => {
    const request = await held();
    await expect(letGo(request, THIRD)).resolves.toBe(0);
    await expect(letGo(request, FOURTH)).resolves.toBe(1);
  });

  it('needs them also where one of them sets aside who is lost: what Leaver found stays said', async () => {
    const request = await held();
    await worker.flow.setAside(THIRD, IDS.requester, 'Stolen account');
    expect((await read(request)).hold?.lost?.map(({ key }) => key)).toEqual([
      'lasting.requester-blocked',
      'lasting.set-aside-requester',
    ]);
    await expect(letGo(request, THIRD)).resolves.toBe(0);
    await expect(letGo(request, FOURTH)).resolves.toBe(1);
  });

  it('is still said to be held for what an approver held it for, where another one sets somebody aside', async () => {
    const request = await held();
    const hold = {
      how: 'hold',
      by: FIRST,
      byName: 'First',
      reason: 'Wait',
      at: NOW,
      until: null,
      reminded: 0,
    } as const;
    const { requests } = worker.context.ports;
    const { state } = await read(request);
    expect(await requests.change(request.id, { from: [state] }, { hold, newVersion: true })).not.toBeNull();
    await worker.flow.setAside(THIRD, IDS.requester, 'Stolen account');
    expect((await read(request)).hold?.lost).toMatchObject([
      { key: 'lasting.held-earlier', values: { by: 'First', reason: 'Wait' } },
      { key: 'lasting.set-aside-requester' },
    ]);
  });
});
