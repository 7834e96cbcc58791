import { expect, it } from 'vitest';
import type { SettingsInUse } from '../../src/domain/settings-in-use.ts';
import { createSettingsTrail } from '../../src/store/settings-trail.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';
import { checkChain, readEntries } from './read-chain.ts';

const settings = (count: number): SettingsInUse => ({ policy: { count }, groups: {}, domains: {} });

describeOnEachDatabase('the settings in force', (given) => {
  it('are recorded once by replicas that start at once, and told of until everybody heard', async () => {
    const trail = createSettingsTrail(given.database());
    const other = createSettingsTrail(await given.second());
    const start = (count: number) =>
      Promise.all([trail, other, trail, other].map((each) => each.takeIntoUse(settings(count), NOW)));
    await start(1);
    expect(await trail.untold()).toEqual([]);
    await start(1);
    await start(2);
    await start(2);
    const [change, ...more] = await other.untold();
    expect(more).toEqual([]);
    expect(change).toMatchObject({ at: NOW, before: settings(1), now: settings(2) });
    const kinds = (await readEntries(given.database())).map(({ kind }) => kind);
    expect(kinds).toEqual(['settings-in-use', 'settings-in-use']);

    const number = change?.number ?? 0;
    expect(await trail.heard(number)).toEqual(new Set());
    await Promise.all([trail, other].map((each) => each.hears(number, 'somebody')));
    expect(await other.heard(number)).toEqual(new Set(['somebody']));
    expect(await trail.heard(number + 1)).toEqual(new Set());

    await trail.told(number);
    expect(await other.untold()).toEqual([]);
    await start(1);
    expect(await trail.untold()).toMatchObject([{ before: settings(2), now: settings(1) }]);
    expect((await checkChain(given.database())).faults).toEqual([]);
  });
});
