import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { approvalNeeds } from '../../src/domain/approval-needs.ts';
import { emptyChoices, type RequestKind } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { lastFacts } from '../../src/flow/last-facts.ts';
import { notOver } from '../../src/flow/not-over.ts';
import { overtakenBy } from '../../src/flow/overtaken-by.ts';
import { powerNow } from '../../src/flow/power-of.ts';
import { reachOf } from '../../src/flow/reach-of.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPlan, aTargetUser, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const MORE_THAN_ANY_LIST = 201;
const AN_EMERGENCY = { confirmBy: minutesAfter(NOW, 60), answer: null, proposal: null } as const;

/** By one manager, in some hours: nobody has to approve any of it. */
describeOnEachDatabase('what was asked about somebody and withdrawn, however often', (given) => {
  let now: string;
  let worker: BrakeWorker;
  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    now = NOW;
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(now),
      onChange: () => {},
    });
  });

  async function flood(
    targetUserId: string,
    kind: RequestKind = 'block-sign-in',
    facts = aTargetUser(),
  ): Promise<void> {
    for (let asked = 0; asked < MORE_THAN_ANY_LIST; asked += 1)
      await storeRequest(given.database(), {
        targetUserId,
        facts: { ...facts, id: targetUserId },
        state: 'withdrawn',
        choices: emptyChoices(kind, targetUserId),
      });
  }

  it('keeps nobody who was let in again from being blocked at once', async () => {
    const id = randomUUID();
    const first = await worker.flow.blockNow(LEAD, id);
    if ('refused' in first) throw new Error(first.refused.key);
    await worker.advance(first.request.id);
    await flood(id);
    now = minutesAfter(NOW, 30);
    expect((await notOver(worker.context, id)).map((request) => request.id)).toEqual([first.request.id]);
    const again = await worker.flow.blockNow(LEAD, id);
    expect('refused' in again ? again.refused.key : null).toBeNull();
  });

  it('lets nobody deleted who managed people come back by one approver, nor hides who managed them', async () => {
    const id = randomUUID();
    const facts = aTargetUser({ id, directReports: 3, managementChain: [IDS.director] });
    await storeRequest(given.database(), { targetUserId: id, state: 'done', facts });
    const deleted = aTargetUser({ id, found: 'soft-deleted', directReports: 0, memberships: [], managementChain: [] });
    await flood(id, 'restore-user', deleted);
    await storeRequest(given.database(), {
      targetUserId: id,
      state: 'withdrawn',
      facts: aTargetUser({ id, directReports: 0, managementChain: [], readInPart: true }),
    });
    expect(approvalNeeds(aPlan(), await reachOf(worker.context, deleted), BUILT_IN_POLICY).count).toBe(2);
    expect((await lastFacts(worker.context, id))?.managementChain).toEqual([IDS.director]);
  });

  it('lets a restore that was decided before a block at once begin on that decision no more than before', async () => {
    const id = randomUUID();
    const decision = { verdict: 'approved', by: IDS.approver, byName: 'A', reason: null, at: NOW } as const;
    const restore = await storeRequest(given.database(), {
      targetUserId: id,
      state: 'withdrawn',
      choices: emptyChoices('restore-user', id),
      approvals: [decision],
      decision,
    });
    const startedAt = minutesAfter(NOW, 5);
    const emergency = { ...AN_EMERGENCY, first: { by: LEAD, byName: 'L', at: startedAt } };
    const choices = emptyChoices('block-sign-in', id);
    const block = await storeRequest(given.database(), {
      targetUserId: id,
      state: 'done',
      startedAt,
      emergency,
      choices,
    });
    await flood(id);
    expect((await overtakenBy(worker.context, restore))[0]?.values).toMatchObject({ reference: block.reference });
    // Two made it: for as long as it lasts it takes two again.
    const facts = aTargetUser({ id, accountEnabled: false });
    expect((await powerNow(worker.context, facts)).takesTwo).not.toBeNull();
  });
});
