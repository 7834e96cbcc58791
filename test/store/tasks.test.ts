import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createRequestStore } from '../../src/store/requests.ts';
import { createShownCards } from '../../src/store/shown-cards.ts';
import { createTasks } from '../../src/store/tasks.ts';
import { createWakeups } from '../../src/store/wakeups.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aTask, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from './store-request.ts';

describeOnEachDatabase('what people were given to do', (given) => {
  const tasks = () => createTasks(given.database());
  const requests = () => createRequestStore(given.database());
  const named = (key: string) => ({ ...aTask({ key }), id: randomUUID() });

  it('is handed out once, whoever does it at the same moment, and read with its request', async () => {
    const { id } = await storeRequest(given.database(), { state: 'running' });
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => tasks().open(id, [named('laptop'), named('badge')], NOW)),
    );
    expect(opened.reduce((sum, count) => sum + count, 0)).toBe(2);
    const read = await requests().read(id);
    expect(read?.tasks?.map(({ key, state, openedAt }) => [key, state, openedAt])).toEqual([
      ['laptop', 'open', NOW],
      ['badge', 'open', NOW],
    ]);
    expect(await requests().change(id, { from: ['running'] }, { state: 'watching' })).toMatchObject({
      tasks: [{ key: 'laptop' }, { key: 'badge' }],
    });
  });

  it('is answered by one of many at once; an answer to what it was before counts no more', async () => {
    const { id } = await storeRequest(given.database(), { state: 'running' });
    await tasks().open(id, [named('laptop')], NOW);
    const [task] = (await requests().read(id))?.tasks ?? [];
    if (task === undefined) throw new Error('no task');
    const answer = (by: number) =>
      tasks().move(task, { to: 'cannot', answeredAt: NOW, by: `${by}`, byName: `P${by}`, words: 'no\u0000' });
    const counted = await Promise.all(Array.from({ length: 10 }, (_, by) => answer(by)));
    expect(counted.filter(Boolean)).toHaveLength(1);
    const [cannot] = (await requests().read(id))?.tasks ?? [];
    expect(cannot).toMatchObject({ state: 'cannot', attempt: 1, byName: `P${counted.indexOf(true)}` });
    // The same state by its name, of an answer before the last one.
    expect(await tasks().move({ ...task, state: 'cannot' }, { to: 'waived', answeredAt: NOW })).toBe(false);
  });

  it('keeps for which hour of the request it was answered, also where that is moved afterwards', async () => {
    const { id } = await storeRequest(given.database(), { state: 'scheduled', dueAt: minutesAfter(NOW, 60) });
    await tasks().open(id, [named('payroll')], NOW);
    const read = async () => (await requests().read(id))?.tasks?.[0];
    const task = await read();
    if (task === undefined) throw new Error('no task');
    await tasks().move(task, { remindAt: minutesAfter(NOW, 30), reminded: 0 });
    expect((await read())?.answeredFor).toBeNull();
    await tasks().move(task, { to: 'done', answeredAt: NOW, by: '1', byName: 'Daan' });
    await requests().change(id, { from: ['scheduled'] }, { dueAt: minutesAfter(NOW, 600) });
    expect((await read())?.answeredFor).toBe(minutesAfter(NOW, 60));
  });

  it('wakes its request when somebody is to be reminded, and tells nobody that the hour was set', async () => {
    const { id } = await storeRequest(given.database(), { state: 'done-with-gaps', wakeAt: null });
    await tasks().open(id, [named('laptop')], NOW);
    const cards = createShownCards(given.database());
    await cards.told(id, (await cards.revision(id)).current);
    const [task] = (await requests().read(id))?.tasks ?? [];
    if (task === undefined) throw new Error('no task');
    await tasks().move(task, { remindAt: minutesAfter(NOW, 60), reminded: 0, quiet: true });
    const due = async (minutes: number) =>
      (
        await createWakeups(given.database()).due(
          { tenant: new Date(minutesAfter(NOW, minutes)), real: new Date() },
          99,
        )
      ).filter((each) => each === id);
    expect([await due(59), await due(61)]).toEqual([[], [id]]);
    const { current, told } = await cards.revision(id);
    expect(current).toBe(told);
  });

  it('is listed as open until it is over or nobody has to do it any more', async () => {
    const hold = { how: 'stop', by: '1', byName: 'D', reason: 'no', at: NOW, until: null, reminded: 0 } as const;
    const of = await Promise.all(
      [{ state: 'running' } as const, { state: 'withdrawn' } as const, { state: 'watching', hold } as const].map(
        async (changes) => (await storeRequest(given.database(), changes)).id,
      ),
    );
    for (const id of of) await tasks().open(id, [named('laptop')], NOW);
    const open = async () =>
      (await requests().list({ openTasks: true, limit: 500 })).map(({ id }) => id).filter((id) => of.includes(id));
    expect(await open()).toEqual([of[0]]);
    const [task] = (await requests().read(of[0] ?? ''))?.tasks ?? [];
    if (task === undefined) throw new Error('no task');
    await tasks().move(task, { to: 'done', answeredAt: NOW });
    expect(await open()).toEqual([]);
  });
});
