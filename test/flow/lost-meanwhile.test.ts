import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import { translate } from '../../src/locales/translate.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const [FIRST, SECOND] = [IDS.approver, '99999999-0000-4000-8000-000000000002'];
const [THIRD, FOURTH] = ['99999999-0000-4000-8000-000000000003', '99999999-0000-4000-8000-000000000004'];

describeOnEachDatabase('what runs for longer than the people stay on whose word it runs', (given) => {
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
  /** What the cards ask of whoever lets it go on, in words. */
  const asked = async ({ id }: Request) => {
    const report = (await worker.flow.view(THIRD, id))?.report;
    const todo = report?.todo.find(({ key }) => key.startsWith('report.todo.on-hold'));
    return todo === undefined ? '' : translate(todo, { locale: 'en', timeZone: 'UTC' });
  };
  const advance = async ({ id }: Request) => {
    for (let times = 0; times < 20; times += 1) await worker.advance(id);
  };

  /** Running, approved by two, and put on hold before its deletion. */
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
    return stored;
  }

  it('is held by Leaver before its next change, and goes on by as many who count as it took to begin', async () => {
    const request = await held();
    for (const id of [IDS.requester, FIRST, SECOND]) blocked.add(id);
    await worker.flow.letGoOn(THIRD, request.id, (await read(request)).version);
    await advance(request);
    const stopped = await read(request);
    expect(stopped.hold).toMatchObject({ how: 'hold', byName: 'Leaver' });
    expect(stopped.hold?.lost?.map(({ key }) => key)).toEqual([
      'lasting.requester-blocked',
      'lasting.approver-blocked',
      'lasting.approver-blocked',
    ]);
    expect(deletions).toBe(0);
    await worker.flow.letGoOn(THIRD, request.id, stopped.version);
    const one = await read(request);
    // The second knows what they take over, like the first.
    expect(one.hold?.lost).toEqual(stopped.hold?.lost);
    await worker.flow.letGoOn(FOURTH, request.id, one.version);
    await advance(request);
    expect(await read(request)).toMatchObject({ hold: null, needs: { withoutRequester: true } });
    expect(deletions).toBe(1);
  });

  it.each([
    ['who asked', IDS.requester],
    ['one of two who approved', FIRST],
  ])('goes on by two who know of it, as it deletes the account, where only %s is lost', async (_who, lost) => {
    const request = await held();
    blocked.add(lost);
    await worker.flow.letGoOn(THIRD, request.id, (await read(request)).version);
    await advance(request);
    expect((await read(request)).hold?.lost).toHaveLength(1);
    // Those who approved it before are named on the same card.
    const told = await asked(request);
    expect(told).toContain('It takes 2 approvers to let it go on: approvals from before Thu 12 March 2026');
    expect(told).toContain('do not count');
    for (const again of [THIRD, THIRD]) {
      await worker.flow.letGoOn(again, request.id, (await read(request)).version);
      expect((await read(request)).hold?.lost).toMatchObject([{ key: expect.stringContaining('lasting.') }]);
      expect(await asked(request)).toMatch(/^Approved by .+; it takes one more approver to let it go on\. .*blocked/);
    }
    await advance(request);
    expect(deletions).toBe(0);
    // Who approved it before gave no word about this; clicking, they do.
    await worker.flow.letGoOn(SECOND, request.id, (await read(request)).version);
    await advance(request);
    expect((await read(request)).approvals.map(({ by }) => by)).toEqual([THIRD, SECOND]);
    expect(deletions).toBe(1);
  });

  it('goes on while they all count', async () => {
    const request = await held();
    await worker.flow.letGoOn(THIRD, request.id, (await read(request)).version);
    await advance(request);
    expect(deletions).toBe(1);
  });

  it('goes on by two who know of it also where one of them sets aside who is lost: what Leaver found stays said', async () => {
    const request = await held();
    blocked.add(IDS.requester);
    const letGo = async (approver: string) => {
      await worker.flow.letGoOn(approver, request.id, (await read(request)).version);
      await advance(request);
      return deletions;
    };
    expect(await letGo(THIRD)).toBe(0);
    await worker.flow.setAside(THIRD, IDS.requester, 'Stolen account');
    expect((await read(request)).hold?.lost?.map(({ key }) => key)).toEqual([
      'lasting.requester-blocked',
      'lasting.set-aside-requester',
    ]);
    expect(await letGo(THIRD)).toBe(0);
    expect(await letGo(FOURTH)).toBe(1);
  });

  it('is still said to be held for what an approver held it for, where another one sets somebody aside', async () => {
    const request = await held();
    await worker.flow.setAside(THIRD, IDS.requester, 'Stolen account');
    expect((await read(request)).hold?.lost).toMatchObject([
      { key: 'lasting.held-earlier', values: { reason: 'Wait' } },
      { key: 'lasting.set-aside-requester' },
    ]);
  });
});
