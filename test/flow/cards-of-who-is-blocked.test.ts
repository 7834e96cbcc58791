import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { DirectoryUnavailable } from '../../src/domain/errors.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import type { Ports, StepLane } from '../../src/flow/ports.ts';
import { tellParties } from '../../src/flow/tell-parties.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

describeOnEachDatabase('cards in the chat of somebody whom Leaver blocks', (given) => {
  let worker: BrakeWorker;
  let isBlocked: boolean;
  let block: Request;
  let retired: string[];
  let nudged: Set<string>;
  let now: string;
  /** What a live read of the parties comes to. */
  let reads: 'as it is' | 'nothing' | 'as it was';
  let isFoundBlocked: boolean;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [isBlocked, retired, nudged] = [false, [], new Set()];
    [now, reads, isFoundBlocked] = [NOW, 'as it is', false];
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(now),
      onChange: () => {
        isBlocked = true;
      },
      replace: (ports) => ({
        ...ports,
        people: {
          ...ports.people,
          read: async (id) => aPerson({ id, accountEnabled: isAsItWas(id) }),
        },
        lanes: { cloud: laneOf(ports) },
        directory: {
          ...ports.directory,
          readAuthority: async (wanted) => {
            if (reads === 'nothing') throw new DirectoryUnavailable('429');
            return ports.directory.readAuthority(wanted);
          },
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

  function laneOf({ lanes: { cloud } }: Ports): StepLane {
    if (cloud === undefined) throw new Error('there is no lane');
    return {
      ...cloud,
      look: async (run) =>
        isFoundBlocked && run.step.kind === 'block-sign-in'
          ? { status: 'already', note: text('graph.block.already'), snapshot: null }
          : cloud.look(run),
    };
  }
  const isAsItWas = (id: string) => !isBlocked || reads === 'as it was' || id !== block.targetUserId;

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

  it.each(['nothing', 'as it was'] as const)('go at a later look where the first telling read %s', async (read) => {
    const { targetUserId } = block;
    const own = await shown(targetUserId, { requesterId: targetUserId, state: 'declined', endedAt: NOW });
    for (let times = 0; times < 6; times += 1) await worker.advance(block.id);
    reads = read;
    await tellParties(worker.context, own.id);
    // What could not be read is not told; of what lags nobody knows that it does.
    expect(await isUntold(own)).toBe(read === 'nothing');
    reads = 'as it is';
    now = minutesAfter(NOW, 12 * 60);
    for (let times = 0; times < 6; times += 1) await worker.advance(block.id);
    await tellParties(worker.context, own.id);
    expect(await worker.context.ports.cards.list(own.id)).toEqual([]);
  });

  it('go where the person was found blocked already', async () => {
    [isBlocked, isFoundBlocked] = [true, true];
    const own = await shown(block.targetUserId, { requesterId: block.targetUserId, state: 'scheduled' });
    for (let times = 0; times < 6; times += 1) await worker.advance(block.id);
    const steps = await worker.context.ports.ledger.read(block.id);
    expect(steps.find(({ kind }) => kind === 'block-sign-in')).toMatchObject({ state: 'skipped' });
    expect(await isUntold(own)).toBe(true);
  });

  it('are told of a few at once, and the rest with the next sweeps', async () => {
    const many = [];
    for (let count = 0; count < 12; count += 1)
      many.push(await shown(block.targetUserId, { requesterId: block.targetUserId, state: 'declined', endedAt: NOW }));
    for (let times = 0; times < 6; times += 1) await worker.advance(block.id);
    expect(many.filter(({ id }) => nudged.has(id)).length).toBeLessThan(10);
    expect(await Promise.all(many.map(isUntold))).not.toContain(false);
  });
});
