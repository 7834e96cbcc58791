import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';

const LIMITS = { ...BUILT_IN_POLICY.limits, asksPerRequester: 3 };

describeOnEachDatabase('who asks again and again', (given) => {
  let worker: BrakeWorker;
  let now: string;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    now = NOW;
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, limits: LIMITS },
      now: () => new Date(now),
      onChange: () => {},
    });
  });

  async function ask(requesterId: string = IDS.requester) {
    const choices = { ...emptyChoices('block-sign-in', randomUUID()), reason: 'security' as const };
    const drafted = await worker.flow.draft(requesterId, choices);
    if ('refused' in drafted) throw new Error(drafted.refused.key);
    return await worker.flow.submit(requesterId, choices, drafted.draft.report.request.planHash);
  }
  const move = (id: string, version: number, minutes: number) => {
    const instant = minutesAfter(NOW, minutes);
    const [localDate, localTime] = [instant.slice(0, 10), instant.slice(11, 16)];
    return worker.flow.changeDate(IDS.requester, id, version, {
      mode: 'at',
      localDate,
      localTime,
      zone: 'UTC',
      instant,
    });
  };

  it('is not taken in more often than the policy says within an hour, hears what was not done, and from when it is', async () => {
    const first = await ask();
    if ('refused' in first) throw new Error(first.refused.key);
    now = minutesAfter(NOW, 10);
    const moved = await move(first.request.id, first.request.version, 600);
    expect(moved.refused).toBeNull();
    now = minutesAfter(NOW, 20);
    const last = await ask();
    expect(last).toHaveProperty('request');

    const values = { limit: 3, at: { instant: minutesAfter(NOW, 60) } };
    expect(await ask()).toMatchObject({ refused: { key: 'flow.asked-too-often', values } });
    const again = await move(first.request.id, first.request.version + 1, 700);
    expect(again.refused).toMatchObject({ key: 'flow.moved-too-often', values });
    const request = await worker.context.ports.requests.read(first.request.id);
    expect(request?.dueAt).toBe(minutesAfter(NOW, 600));
    // Nobody else is kept from asking, and nothing from blocking at once.
    expect(await ask(IDS.director)).toHaveProperty('request');
    expect(await worker.flow.blockNow(IDS.requester, randomUUID(), { given: 'danger' })).toHaveProperty('request');

    now = minutesAfter(NOW, 61);
    expect(await ask()).toHaveProperty('request');
    expect(await ask()).toMatchObject({ refused: { values: { at: { instant: minutesAfter(NOW, 70) } } } });
  });

  it('is counted as often as they ask, also where they ask many times at the same moment', async () => {
    const asked = await Promise.all(Array.from({ length: 12 }, () => ask()));
    expect(asked.filter((each) => 'request' in each)).toHaveLength(3);
    const refusals = asked.flatMap((each) => ('refused' in each ? [each.refused.key] : []));
    expect(refusals).toEqual(Array.from({ length: 9 }, () => 'flow.asked-too-often'));
  });
});
