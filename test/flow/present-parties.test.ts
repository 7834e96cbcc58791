import { expect, it } from 'vitest';
import { createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { ShownCard } from '../../src/flow/ports.ts';
import { presentParties } from '../../src/flow/present-parties.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aRequest, NOW } from '../helpers/given.ts';

describeOnEachDatabase('who has a card of a request', (given) => {
  it('loses it with the role that decides, and the card of a task by that task alone', async () => {
    const { context } = createBrakeWorker(given.database(), {
      policy: BUILT_IN_POLICY,
      now: () => new Date(NOW),
      onChange: () => undefined,
      replace: (ports) => {
        const { directory } = ports;
        const readAuthority: typeof directory.readAuthority = async (asked) => ({
          ...(await directory.readAuthority(asked)),
          people: new Map(),
        });
        return { ...ports, directory: { ...directory, readAuthority } };
      },
    });
    const card = (kind: ShownCard['kind']) =>
      ({ kind, personId: '99999999-0000-4000-8000-00000000000e', requestId: 'r', activityId: kind }) as ShownCard;
    const { lost } = await presentParties(context, aRequest(), [card('task'), card('approver')]);
    expect(lost.map(({ kind }) => kind)).toEqual(['approver']);
  });
});
