import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { tellParties } from '../../src/flow/tell-parties.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

describeOnEachDatabase('cards in the chat of somebody whom Leaver blocks', (given) => {
  let worker: BrakeWorker;
  let isBlocked: boolean;
  let block: Request;
  let retired: string[];
  let nudged: Set<string>;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [isBlocked, retired, nudged] = [false, [], new Set()];
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(NOW),
      onChange: () => {
        isBlocked = true;
      },
      replace: (ports) => ({
        ...ports,
        people: {
          ...ports.people,
          read: async (id) => aPerson({ id, accountEnabled: !isBlocked || id !== block.targetUserId }),
        },
        messenger: {
          ...ports.messenger,
          retire: async ({ requestId, personId }, _reference, why) => {
            retired.push(`${requestId} ${personId} ${why}`);
            return 'done';
          },
        },
      }),
    });
    Object.assign(worker.context, { nudge: (id: string) => void nudged.add(id) });
    block = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: IDS.approver });
  });

  /** Told of everything, with a card in that chat. */
  async function shown(personId: string, changes: Partial<Request>, kind: 'requester' | 'approver' = 'requester') {
    const request = await storeRequest(given.database(), changes);
    const { cards } = worker.context.ports;
    const place = { conversationId: personId, activityId: randomUUID(), hash: '' };
    await cards.put({ requestId: request.id, personId, kind, ...place }, null);
    await cards.told(request.id, (await cards.revision(request.id)).current);
    return request;
  }
  const isUntold = async ({ id }: Request) => {
    const { current, told } = await worker.context.ports.cards.revision(id);
    return current > told;
  };

  it('go once the block is seen, whatever request they are of, and no other', async () => {
    const { targetUserId } = block;
    const own = await shown(targetUserId, { requesterId: targetUserId, state: 'scheduled' });
    const over = await shown(targetUserId, { requesterId: targetUserId, state: 'declined', endedAt: NOW });
    const decided = await shown(targetUserId, { state: 'scheduled' }, 'approver');
    const another = await shown(IDS.requester, { state: 'scheduled' });
    for (let times = 0; times < 6; times += 1) await worker.advance(block.id);
    const blocked = await worker.context.ports.ledger.read(block.id);
    expect(blocked.find(({ kind }) => kind === 'block-sign-in')).toMatchObject({ state: 'verified' });
    for (const request of [own, over, decided]) {
      expect(await isUntold(request)).toBe(true);
      expect(nudged).toContain(request.id);
      await tellParties(worker.context, request.id);
      expect(retired).toContain(`${request.id} ${targetUserId} no-party`);
      expect(await worker.context.ports.cards.list(request.id)).toEqual([]);
    }
    expect([await isUntold(another), nudged.has(another.id)]).toEqual([false, false]);
  });

  it('stay while it is not, and are looked after once', async () => {
    const own = await shown(block.targetUserId, { requesterId: block.targetUserId, state: 'scheduled' });
    expect(await isUntold(own)).toBe(false);
    for (let times = 0; times < 6; times += 1) await worker.advance(block.id);
    await tellParties(worker.context, own.id);
    nudged.clear();
    for (let times = 0; times < 6; times += 1) await worker.advance(block.id);
    expect([await isUntold(own), nudged.has(own.id)]).toEqual([false, false]);
  });
});
