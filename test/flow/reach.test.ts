import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { approvalNeeds } from '../../src/domain/approval-needs.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { reachOf } from '../../src/flow/reach-of.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPlan, aTargetUser, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

describeOnEachDatabase('who must approve that somebody deleted comes back', (given) => {
  const context = () =>
    createBrakeWorker(given.database(), { policy: BUILT_IN_POLICY, now: () => new Date(NOW), onChange: () => {} })
      .context;
  const countFor = async (id: string) => {
    const deleted = aTargetUser({ id, found: 'soft-deleted', directReports: 0, memberships: [] });
    return approvalNeeds(aPlan(), await reachOf(context(), deleted), BUILT_IN_POLICY).count;
  };

  it('is told by what Leaver read of them last: two for who managed people', async () => {
    const id = randomUUID();
    const facts = aTargetUser({ id, directReports: 3 });
    await storeRequest(given.database(), { targetUserId: id, state: 'done', facts });
    const later = aTargetUser({ id, found: 'soft-deleted', directReports: 0, memberships: [] });
    await storeRequest(given.database(), {
      targetUserId: id,
      state: 'declined',
      facts: later,
      createdAt: minutesAfter(NOW, 5),
    });
    expect(await countFor(id)).toBe(2);
  });

  it('is one where nothing else was ever read', async () => {
    expect(await countFor(randomUUID())).toBe(1);
  });
});
