import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Performed } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, NOW } from '../helpers/given.ts';

const FOUND = { accountEnabled: true, read: NOW };
const COLLEAGUE = '99999999-0000-4000-8000-000000000002';

describeOnEachDatabase('a step whose answer got lost', (given) => {
  let calls: number;
  let settleSeconds: number;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [calls, settleSeconds] = [0, 0];
  });

  /** Every change gets this answer, and no read shows that it happened. */
  function workerThatGets(performed: Performed): BrakeWorker {
    const policy = { ...BUILT_IN_POLICY, settleSeconds, verifyWithinSeconds: 0 };
    return createBrakeWorker(given.database(), {
      policy,
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (ports) => {
        const { cloud } = ports.lanes;
        if (cloud === undefined) throw new Error('there is no lane');
        const lane = {
          ...cloud,
          perform: async ({ step }: Parameters<typeof cloud.perform>[0]) => {
            if (step.kind === 'block-sign-in') calls += 1;
            return performed;
          },
          verify: async () => ({ status: 'not-seen', note: null, evidence: FOUND }) as const,
        };
        return { ...ports, lanes: { cloud: lane } };
      },
    });
  }

  const approved = ({ context }: BrakeWorker) =>
    storeApproved(context, { requesterId: IDS.requester, approverId: IDS.approver });
  const block = async ({ context }: BrakeWorker, requestId: string) =>
    (await context.ports.ledger.read(requestId)).find(({ kind }) => kind === 'block-sign-in');

  it('says in the end which status answered, and never that the service accepted it', async () => {
    const worker = workerThatGets({ status: 'ambiguous', seconds: 0, answered: 503 });
    const { id } = await approved(worker);
    for (let look = 0; look < 30; look += 1) await worker.advance(id);

    expect(await block(worker, id)).toMatchObject({
      state: 'failed',
      note: { key: 'flow.only-answered', values: { status: 503, count: calls } },
      // What the card says of who can sign in.
      evidence: FOUND,
    });
    expect(calls).toBeGreaterThan(1);
  });

  it('is read before anybody repeats or skips it, also with what is typed', async () => {
    settleSeconds = 60;
    const worker = workerThatGets({ status: 'ambiguous', seconds: 0 });
    const { id } = await approved(worker);
    await worker.advance(id);
    expect(await block(worker, id)).toMatchObject({ state: 'ambiguous', attempt: 1 });
    for (const answer of ['retry', 'skip'] as const) {
      const { refused } = await worker.flow.resolveStep(COLLEAGUE, id, 'block-sign-in', answer);
      expect(refused?.key).toBe('flow.step-not-stuck');
      const typed = await worker.flow.resolveStep(COLLEAGUE, id, null, answer);
      expect(typed.refused?.key).toBe('flow.no-step-stuck');
    }
    await worker.advance(id);
    expect(await block(worker, id)).toMatchObject({ state: 'ambiguous', attempt: 1 });
    expect(calls).toBe(1);
  });

  it.each(['said', 'sync'] as const)(
    'is not taken for done when it is tried again after it was not so: %s',
    async (how) => {
      const worker = workerThatGets({ status: 'ambiguous', seconds: 0 });
      const { id } = await approved(worker);
      for (let look = 0; look < 30; look += 1) await worker.advance(id);
      const failed = await block(worker, id);
      const turnedBack = { times: 1, at: NOW, by: null, how } as const;
      const { ledger } = worker.context.ports;
      const before = { acceptedAt: NOW, verifiedAt: NOW, turnedBack, evidence: { cannotAt: NOW } };
      await ledger.move(failed?.id ?? '', ['failed'], 'overwritten', before);
      const { refused } = await worker.flow.resolveStep(IDS.approver, id, 'block-sign-in', 'retry');
      expect(refused).toBeNull();
      const anew = { state: 'planned', acceptedAt: null, verifiedAt: null, evidence: null };
      expect(await block(worker, id)).toMatchObject(anew);
    },
  );
});
