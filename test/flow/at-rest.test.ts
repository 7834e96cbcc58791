import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import type { StepState } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import type { Ports, Verified } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, NOW } from '../helpers/given.ts';

const EARLIER = '2020-01-01T00:00:00.000Z';
const MUCH_LATER = new Date(Date.parse(NOW) + 86_400_000).toISOString();

describeOnEachDatabase('a step that an answer which did not come left with an hour', (given) => {
  let reads: number;
  let changes: number;
  let answer: Verified;
  let worker: BrakeWorker;
  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    reads = 0;
    changes = 0;
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(NOW),
      onChange: () => {
        changes += 1;
      },
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
    const id = await watched(state);
    for (let turn = 0; turn < 5; turn += 1) await worker.advance(id);
    const block = await stepOf(id, 'block-sign-in');
    expect([block?.state, block?.notBefore]).toEqual([state, null]);
    expect(reads).toBe(times);
  });

  it.each<[StepState, Verified['status']]>([
    ['overwritten', 'seen'],
    ['overwritten', 'seen-temporary'],
    ['needs-person', 'seen'],
  ])('has sessions ended once more where a block that was %s is %s after all', async (state, status) => {
    answer = { status, evidence: null } as Verified;
    const id = await watched(state, NOW, 'verified');
    for (let turn = 0; turn < 5; turn += 1) await worker.advance(id);
    expect((await stepOf(id, 'revoke-sessions'))?.attempt).toBe(1);
    expect(changes).toBe(1);
  });

  /** A request whose block stands so, with the hour of its next look. */
  async function watched(state: StepState, wakeAt = MUCH_LATER, sessions: StepState = 'waived'): Promise<string> {
    const { context } = worker;
    const made = await makeRequest(context, aPerson({ id: IDS.requester }), {
      ...emptyChoices('block-sign-in', randomUUID()),
      reason: 'resigned',
    });
    if ('refused' in made) throw new Error(made.refused.key);
    const request = { ...made.request, state: 'watching', startedAt: NOW, wakeAt } as const;
    const steps = stepRecordsOf(made.request.plan, made.request.id, randomUUID);
    const { transactions, requests, ledger } = context.ports;
    await transactions.run((transaction) => requests.insert(transaction, request, steps));
    for (const { id, kind } of steps) {
      const isIt = kind === 'block-sign-in';
      const turnedBack = isIt ? ({ times: 2, at: NOW, by: null, how: 'sync' } as const) : null;
      const others = kind === 'revoke-sessions' ? sessions : 'waived';
      await ledger.move(id, ['planned'], isIt ? state : others, { turnedBack, notBefore: isIt ? EARLIER : null });
    }
    return request.id;
  }

  async function stepOf(requestId: string, kind: StepKind) {
    return (await worker.context.ports.ledger.read(requestId)).find((step) => step.kind === kind);
  }
});
