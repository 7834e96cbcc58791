import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import type { Ports } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const POLICY = { ...BUILT_IN_POLICY, settleSeconds: 0 };

describeOnEachDatabase('a block at once', (given) => {
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    worker = workerWith({});
  });

  function workerWith(replaced: Partial<Ports>): BrakeWorker {
    return createBrakeWorker(given.database(), {
      policy: POLICY,
      now: () => new Date(NOW),
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
});
