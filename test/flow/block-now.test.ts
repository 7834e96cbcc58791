import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import type { Ports } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const POLICY = { ...BUILT_IN_POLICY, settleSeconds: 0 };

describeOnEachDatabase('a block at once', (given) => {
  let now: string;
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    now = NOW;
    worker = workerWith({});
  });

  function workerWith(replaced: Partial<Ports>): BrakeWorker {
    return createBrakeWorker(given.database(), {
      policy: POLICY,
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) => ({ ...ports, ...replaced }),
    });
  }

  async function blockNow(targetUserId: string): Promise<Request> {
    const blocked = await worker.flow.blockNow(LEAD, targetUserId);
    if (!('request' in blocked)) throw new Error(`refused: ${blocked.refused.key}`);
    return blocked.request;
  }

  const blockOf = async ({ id }: Request) => {
    const step = (await worker.context.ports.ledger.read(id)).find(({ kind }) => kind === 'block-sign-in');
    if (step === undefined) throw new Error('there is no block');
    return step;
  };

  it('is planned to be sent also for somebody whom a read, which may lag, shows as blocked', async () => {
    const { readTargetUser } = worker.context.ports.directory;
    worker = workerWith({
      directory: { readTargetUser: async (id) => ({ ...(await readTargetUser(id)), accountEnabled: false }) },
    });
    const request = await blockNow(randomUUID());
    expect(await blockOf(request)).toMatchObject({ state: 'planned', parameters: { always: true } });
    await worker.advance(request.id);
    expect(await blockOf(request)).toMatchObject({ state: 'verified', attempt: 1 });
  });

  it('that was only found in place is read again for a week, and people are told when it is gone', async () => {
    const lane = worker.context.ports.lanes.cloud;
    if (lane === undefined) throw new Error('there is no lane');
    worker = workerWith({
      lanes: {
        cloud: {
          ...lane,
          look: async (run) =>
            run.step.kind === 'block-sign-in'
              ? { status: 'already', note: text('graph.block.already'), snapshot: null }
              : lane.look(run),
          verify: async (run) =>
            run.step.kind === 'block-sign-in' ? { status: 'not-seen', evidence: null } : lane.verify(run),
        },
      },
    });
    const request = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: IDS.approver });
    await worker.advance(request.id);
    expect(await blockOf(request)).toMatchObject({ state: 'skipped', attempt: 0 });
    now = minutesAfter(NOW, 24 * 60);
    await worker.advance(request.id);
    expect(await blockOf(request)).toMatchObject({ state: 'overwritten', turnedBack: { how: 'person' } });
    expect((await worker.context.ports.requests.read(request.id))?.state).toBe('done-with-gaps');
  });
});
