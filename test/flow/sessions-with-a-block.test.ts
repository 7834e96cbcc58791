import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import type { StepRecord, StepState } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { text } from '../../src/domain/text.ts';
import type { StepLane, Verified } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const BACK: Verified = {
  status: 'not-seen',
  evidence: { found: 'active' },
  turnedBack: { how: 'sync', by: null },
};
const SEEN: Verified = { status: 'seen', evidence: { found: 'active' } };
const FOR_NOW: Verified = { status: 'seen-temporary', evidence: { found: 'active' } };
const MADE = { state: 'accepted', attempt: 1, acceptedAt: NOW, verifiedAt: NOW } as const;
const CHANGED_BACK = {
  state: 'overwritten',
  attempt: 1,
  acceptedAt: NOW,
  turnedBack: { times: 2, at: NOW, by: null, how: 'sync' },
} as const;
const REFUSED = {
  state: 'waived',
  attempt: 1,
  note: text('flow.waived-after', { why: text('graph.block.refused-by-sync') }),
} as const;

const retried = async ({ flow }: BrakeWorker, id: string) => {
  await flow.resolveStep(IDS.approver, id, 'block-sign-in', 'retry');
};
const lookedAt = ({ advance }: BrakeWorker, id: string) => advance(id);

type Case = readonly [
  when: string,
  block: Partial<StepRecord>,
  found: Verified,
  happens: typeof retried,
  sent: readonly string[],
];

const CASES: readonly Case[] = [
  ['was turned back and is made again', MADE, BACK, lookedAt, ['block-sign-in', 'revoke-sessions']],
  ['is found in place again', CHANGED_BACK, SEEN, lookedAt, ['revoke-sessions']],
  ['is found in place again until directory sync', CHANGED_BACK, FOR_NOW, lookedAt, ['revoke-sessions']],
  ['was refused and let go, and the person is found kept out', REFUSED, SEEN, lookedAt, ['revoke-sessions']],
  ['is retried by the helpdesk', CHANGED_BACK, BACK, retried, ['block-sign-in', 'revoke-sessions']],
];

describeOnEachDatabase('sessions that were opened while a block was not in place', (given) => {
  let now: string;
  let sent: string[];
  let dies: 'at-the-sessions' | 'at-the-job' | null;
  /** What another process does right after the ledger was read. */
  let meanwhile: (() => Promise<unknown>) | null;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, sent, dies, meanwhile] = [minutesAfter(NOW, 30), [], null, null];
  });

  function workerThatFinds(block: Verified): BrakeWorker {
    const lane: StepLane = {
      lane: 'cloud',
      idempotent: () => true,
      look: async () => ({ status: 'needed', snapshot: null }),
      async perform({ step }) {
        sent.push(step.kind);
        return { status: 'accepted', evidence: null };
      },
      verify: async ({ step }) => (step.kind === 'block-sign-in' && !sent.includes(step.kind) ? block : SEEN),
    };
    return createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) => ({
        ...ports,
        lanes: { cloud: lane },
        queue: {
          ...ports.queue,
          async send() {
            if (dies === 'at-the-job') throw new Error('killed');
          },
        },
        ledger: {
          ...ports.ledger,
          async move(...move: Parameters<typeof ports.ledger.move>) {
            const [stepId] = move;
            if (dies === 'at-the-sessions' && stepId === sessions) throw new Error('killed');
            return ports.ledger.move(...move);
          },
          async read(...asked: Parameters<typeof ports.ledger.read>) {
            const steps = await ports.ledger.read(...asked);
            const other = meanwhile;
            meanwhile = null;
            await other?.();
            return steps;
          },
        },
      }),
    });
  }

  let sessions: string;

  async function stored(worker: BrakeWorker, block: Partial<StepRecord>, state: StepState = 'verified') {
    const { id } = await storeRequest(
      given.database(),
      { state: 'watching', requesterId: IDS.requester, startedAt: NOW, wakeAt: now },
      [
        { kind: 'block-sign-in', ...block },
        { kind: 'revoke-sessions', after: ['block-sign-in'], ...MADE, state },
      ],
    );
    const ledger = () => worker.context.ports.ledger.read(id);
    sessions = (await ledger())[1]?.id ?? '';
    return { id, ledger };
  }

  /** A new process, for some hours. */
  async function goesOn(worker: BrakeWorker, id: string): Promise<void> {
    for (let times = 0; times < 6; times += 1) {
      now = minutesAfter(now, 40);
      await worker.advance(id);
    }
  }

  it.each(CASES)('are ended again once it %s', async (_, block, found, happens, expected) => {
    const worker = workerThatFinds(found);
    const { id } = await stored(worker, block);
    await happens(worker, id);
    await goesOn(worker, id);
    expect(sent).toEqual(expected);
  });

  it.each(CASES)(
    'are ended all the same where Leaver was killed in that moment: it %s',
    async (_, block, found, happens, expected) => {
      const worker = workerThatFinds(found);
      const { id } = await stored(worker, block);
      dies = 'at-the-sessions';
      await expect(happens(worker, id)).rejects.toThrow();
      dies = null;
      await happens(worker, id);
      await goesOn(worker, id);
      expect(sent).toEqual(expected);
    },
  );

  it('are ended with a retry also where they were just seen to be ended before it', async () => {
    const worker = workerThatFinds(BACK);
    const { id } = await stored(worker, CHANGED_BACK, 'accepted');
    meanwhile = () => worker.context.ports.ledger.move(sessions, ['accepted'], 'verified', { verifiedAt: now });
    await retried(worker, id);
    await goesOn(worker, id);
    expect(sent).toEqual(['block-sign-in', 'revoke-sessions']);
  });

  it('are not to be ended by a retry that nobody looks at: it is stored with its job, or not at all', async () => {
    const worker = workerThatFinds(BACK);
    const { id, ledger } = await stored(worker, CHANGED_BACK);
    const before = await ledger();
    dies = 'at-the-job';
    await expect(retried(worker, id)).rejects.toThrow();
    expect(await ledger()).toEqual(before);
  });
});
