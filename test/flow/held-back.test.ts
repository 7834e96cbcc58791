import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import type { Ports } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, NOW } from '../helpers/given.ts';

const APPROVER = '99999999-0000-4000-8000-000000000002';

describeOnEachDatabase('what an approver holds or stops', (given) => {
  let deletions: number;
  let worker: BrakeWorker;
  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    deletions = 0;
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(NOW),
      onChange: () => {},
      replace: throttlingDeletions,
    });
  });

  /** Graph answers every deletion with 429, and reads show the account there. */
  function throttlingDeletions(ports: Ports): Ports {
    const { cloud } = ports.lanes;
    if (cloud === undefined) return ports;
    const lane: typeof cloud = {
      ...cloud,
      perform: async (run) => {
        if (run.step.kind !== 'delete-account') return cloud.perform(run);
        deletions += 1;
        return { status: 'ambiguous', seconds: 0, answered: 429 };
      },
      verify: async (run) =>
        run.step.kind === 'delete-account' ? { status: 'not-seen', evidence: null } : cloud.verify(run),
    };
    return { ...ports, lanes: { ...ports.lanes, cloud: lane } };
  }

  async function deletion(): Promise<Request> {
    const { context } = worker;
    const choices = { ...emptyChoices('offboard', randomUUID()), account: 'delete', reason: 'resigned' } as const;
    const made = await makeRequest(context, aPerson({ id: IDS.requester }), choices);
    if ('refused' in made) throw new Error(made.refused.key);
    const first = { verdict: 'approved', by: IDS.approver, byName: 'Approver', reason: null, at: NOW } as const;
    const approvals = [first, { ...first, by: APPROVER }];
    const request = { ...made.request, state: 'approved', decision: first, approvals, wakeAt: NOW } as const;
    const { transactions, requests } = context.ports;
    const stored = await transactions.run((transaction) =>
      requests.insert(transaction, request, stepRecordsOf(made.request.plan, made.request.id, randomUUID)),
    );
    if ('openRequest' in stored) throw new Error(stored.openRequest);
    return stored;
  }

  const now = async ({ id }: Request): Promise<Request> => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error('the request is gone');
    return request;
  };
  const deletionIn = (steps: readonly StepRecord[]) => steps.find(({ kind }) => kind === 'delete-account');

  it.each(['hold', 'stop'] as const)(
    'is a deletion that Graph throttled: after “%s” it is not sent again',
    async (how) => {
      const request = await deletion();
      for (let times = 0; times < 20 && deletions === 0; times += 1) await worker.advance(request.id);
      expect(deletions).toBeGreaterThan(0);
      const { version } = await now(request);
      expect((await worker.flow[how](APPROVER, request.id, version, 'wrong person')).refused).toBeNull();
      const before = deletions;
      for (let times = 0; times < 8; times += 1) await worker.advance(request.id);
      expect(deletions).toBe(before);
      const step = deletionIn(await worker.context.ports.ledger.read(request.id));
      expect([step?.state, step?.note?.key]).toEqual(
        how === 'stop' ? ['waived', 'flow.step-not-repeated'] : ['planned', 'flow.step-on-hold'],
      );
    },
  );

  it('is also a deletion that waits for another step, while the request only watches', async () => {
    const request = await deletion();
    const watching = { state: 'watching', startedAt: NOW } as const;
    await worker.context.ports.requests.change(request.id, { from: ['approved'] }, watching);
    const { version } = await now(request);
    expect((await worker.flow.hold(APPROVER, request.id, version, 'wrong person')).refused).toBeNull();
    for (let times = 0; times < 12; times += 1) await worker.advance(request.id);
    expect(deletions).toBe(0);
    expect((await now(request)).hold?.how).toBe('hold');
  });
});
