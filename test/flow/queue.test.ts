import { beforeEach, expect, it } from 'vitest';
import { createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

describeOnEachDatabase('the queue of the helpdesk', (given) => {
  beforeEach(async () => {
    await given.database().kysely.deleteFrom('requests').execute();
  });

  async function queue() {
    const worker = createBrakeWorker(given.database(), {
      policy: BUILT_IN_POLICY,
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (ports) => ({ ...ports, groups: { ...ports.groups, isMember: async () => true } }),
    });
    const found = await worker.flow.queue(IDS.approver);
    if ('refused' in found) throw new Error('refused');
    return found;
  }

  it('holds the oldest first, whatever is watched for a week beside it', async () => {
    const oldest = await storeRequest(given.database(), { state: 'pending', createdAt: minutesAfter(NOW, -600) });
    for (let place = 0; place < 210; place += 1)
      await storeRequest(given.database(), { state: 'watching', createdAt: minutesAfter(NOW, place - 500) });
    const newest = await storeRequest(given.database(), { state: 'pending', createdAt: NOW });
    const { requests, more } = await queue();
    expect(requests.map(({ request }) => request.reference)).toEqual([oldest.reference, newest.reference]);
    expect(more).toBe(0);
  });

  it('holds who was let in without a password that anybody knows, and not what else ended with gaps', async () => {
    const gap = { end: 'left', id: NOW, name: '', who: 'helpdesk', through: null } as const;
    const ended = { state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, wakeAt: minutesAfter(NOW, 60) } as const;
    const ends = async (gaps: StepRecord['gaps'], request: Partial<Request> = {}) =>
      storeRequest(given.database(), { ...ended, ...request }, [{ kind: 'unblock-sign-in', state: 'verified', gaps }]);
    const password = [{ ...gap, kind: 'password', why: 'new-password' } as const];
    const left = await ends(password);
    await ends(password, { wakeAt: null });
    await ends([{ ...gap, kind: 'ad-groups', why: 'ad-groups-unread', who: 'active-directory', through: 'L-1' }]);
    const { requests } = await queue();
    expect(requests.map(({ request }) => request.reference)).toEqual([left.reference]);
  });

  it('says how many newer ones were not looked at, where there are very many', async () => {
    const oldest = await storeRequest(given.database(), { state: 'pending', createdAt: minutesAfter(NOW, -1_000) });
    for (let place = 1; place < 512; place += 1)
      await storeRequest(given.database(), { state: 'pending', createdAt: minutesAfter(NOW, place - 600) });
    const { requests, more } = await queue();
    expect(requests).toHaveLength(500);
    expect(requests[0]?.request.reference).toBe(oldest.reference);
    expect(more).toBe(12);
  }, 60_000);
});
