import { expect, it } from 'vitest';
import type { Stop } from '../../src/domain/brakes.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { text } from '../../src/domain/text.ts';
import type { FlowContext } from '../../src/flow/context.ts';
import { createStopReminder } from '../../src/flow/remind-of-stops.ts';
import { aPerson, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const STOP: Stop = {
  reference: 'S-2',
  scope: { kind: 'tenant', key: '', name: '' },
  why: text('brakes.why.tenant', { limit: 5 }),
  since: NOW,
  by: null,
  trippedBy: IDS.request,
  parties: [],
};
const DAY = 24 * 60;

/** What two approvers hear, at sweeps so many minutes after the stop, while so many requests wait. */
const heard = (count: number, ...sweeps: readonly number[]) => heardWhere(null, count, ...sweeps);

/** As {@link heard}, where all that waits is about one of them. */
async function heardWhere(
  about: string | null,
  count: number,
  ...sweeps: readonly number[]
): Promise<readonly string[]> {
  const said: string[] = [];
  const claimed = new Set<string>();
  let now = NOW;
  const context = {
    ports: {
      clock: { now: () => new Date(now) },
      stops: {
        open: async () => [STOP],
        waiting: async (readerId: string) =>
          readerId === about ? {} : { 'S-2': Array.from({ length: count }, (_, at) => `L-${at}`) },
      },
      groups: { members: async () => [aPerson({ id: IDS.approver }), aPerson({ id: IDS.director })] },
      notices: {
        claim: async (...parts: readonly string[]) => {
          const isNew = !claimed.has(parts.join());
          claimed.add(parts.join());
          return isNew;
        },
      },
      messenger: { notify: async (id: string, { key }: { readonly key: string }) => said.push(`${id} ${key}`) },
    },
    settings: { policy: BUILT_IN_POLICY, approverGroupId: 'approvers' },
  } as unknown as FlowContext;
  const remind = createStopReminder(context);
  for (const minutes of sweeps) {
    now = minutesAfter(NOW, minutes);
    await remind();
  }
  return said;
}

it.each([
  ['none on its first day', 1, [10, DAY - 1], 0],
  ['each approver once a day, however often it is looked', 1, [DAY, DAY + 30, DAY + 60, 2 * DAY], 2],
  ['each only the newest after days without a look', 9, [8 * DAY], 1],
  ['none while nothing waits for it', 0, [DAY], 0],
])('of a stop that nobody lifts reminds %s', async (_, count, sweeps, times) => {
  const said = await heard(count, ...sweeps);
  for (const id of [IDS.approver, IDS.director])
    expect(said.filter((line) => line === `${id} notice.stop-waits`)).toHaveLength(times);
});

it('does not remind whom the only request is about that waits for it', async () => {
  const said = await heardWhere(IDS.director, 1, DAY);
  expect(said).toContain(`${IDS.approver} notice.stop-waits`);
  expect(said.join()).not.toContain(IDS.director);
});
