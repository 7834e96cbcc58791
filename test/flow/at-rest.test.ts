import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import type { StepState } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import type { Ports, Verified } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, NOW } from '../helpers/given.ts';

const EARLIER = '2020-01-01T00:00:00.000Z';
const MUCH_LATER = new Date(Date.parse(NOW) + 86_400_000).toISOString();

describeOnEachDatabase('a step that an answer which did not come left with an hour', (given) => {
  let reads: number;
  let answer: Verified;
  let worker: BrakeWorker;
  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    reads = 0;
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(NOW),
      onChange: () => {},
      replace: countingReads,
    });
  });

  function countingReads(ports: Ports): Ports {
    const { cloud } = ports.lanes;
    if (cloud === undefined) return ports;
    const lane: typeof cloud = {
      ...cloud,
      verify: async () => {
        reads += 1;
        return answer;
      },
    };
    return { ...ports, lanes: { ...ports.lanes, cloud: lane } };
  }

  it.each<[StepState, number, Verified]>([
    ['overwritten', 1, { status: 'not-seen', evidence: null }],
    ['overwritten', 1, { status: 'later', seconds: 0 }],
    ['needs-person', 0, { status: 'not-seen', evidence: null }],
  ])('is not read again and again while it is %s: it rests until the next look', async (state, times, read) => {
    answer = read;
    const { context } = worker;
    const made = await makeRequest(context, aPerson({ id: IDS.requester }), {
      ...emptyChoices('block-sign-in', randomUUID()),
      reason: 'resigned',
    });
    if ('refused' in made) throw new Error(made.refused.key);
    const request = { ...made.request, state: 'watching', startedAt: NOW, wakeAt: MUCH_LATER } as const;
    const steps = stepRecordsOf(made.request.plan, made.request.id, randomUUID);
    const { transactions, requests, ledger } = context.ports;
    await transactions.run((transaction) => requests.insert(transaction, request, steps));
    for (const { id, kind } of steps) {
      const isIt = kind === 'block-sign-in';
      const turnedBack = isIt ? ({ times: 2, at: NOW, by: null, how: 'sync' } as const) : null;
      await ledger.move(id, ['planned'], isIt ? state : 'waived', { turnedBack, notBefore: isIt ? EARLIER : null });
    }
    for (let turn = 0; turn < 5; turn += 1) await worker.advance(request.id);
    const block = (await ledger.read(request.id)).find(({ kind }) => kind === 'block-sign-in');
    expect([block?.state, block?.notBefore]).toEqual([state, null]);
    expect(reads).toBe(times);
  });
});
