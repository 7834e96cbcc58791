import { randomUUID } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { createExecutors } from '../../src/store/executors.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aTargetUser, IDS, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const JOANNA = {
  displayName: 'Joanna Smith-Jansen',
  userPrincipalName: 'joanna.smith@contoso.example',
  outsideAddress: 'jo.anna@home.example',
} as const;

describeOnEachDatabase('what is open about whom a name means', (given) => {
  let rows: number;
  let worker: BrakeWorker;

  beforeEach(async () => {
    await given.database().kysely.deleteFrom('requests').execute();
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        rows += result.rows.length;
        return result;
      },
    };
    const database = { ...given.database(), ...createExecutors(given.database().kysely.withPlugin(counting)) };
    worker = createBrakeWorker(database, { policy: BUILT_IN_POLICY, now: () => new Date(NOW), onChange: () => {} });
  });

  const about = (names: Partial<TargetUser>, changes: Parameters<typeof storeRequest>[1] = {}) => {
    const id = randomUUID();
    const facts = aTargetUser({ id, ...names });
    return storeRequest(given.database(), {
      targetUserId: id,
      targetUserName: facts.displayName,
      targetUserPrincipalName: facts.userPrincipalName,
      choices: emptyChoices('offboard', id),
      state: 'scheduled',
      facts,
      ...changes,
    });
  };
  const found = async (typed: string) =>
    (await worker.flow.openByName(IDS.requester, typed))?.request?.reference ?? null;
  const readFor = async (typed: string) => {
    rows = 0;
    const reference = await found(typed);
    return { reference, rows };
  };

  it.each([
    ['joanna', true],
    ['Smith Jo', true],
    ['  JANSEN ', true],
    ['joanna.smith@contoso.example', true],
    ['joanna.smith@contoso', true],
    ['jo.anna@home.example', true],
    ['Anna', true],
    ['Oanna', false],
    ['joanna peters', false],
    ['jo', false],
    ['@@@', false],
    ['%%%', false],
    ['___', false],
    ['j_nna', false],
    ["joanna' or true", false],
    ['joanna\u0000', true],
  ])('is found where each word that was typed begins one of theirs: %s', async (typed, isFound) => {
    const { reference } = await about(JOANNA);
    await about({ displayName: 'Pradeep Gupta', userPrincipalName: 'pradeep@contoso.example' });
    expect(await found(typed)).toBe(isFound ? reference : null);
  });

  it.each(['élodie', 'ÉLODIE', 'özg', '佐藤健', 'Ångström'])('is found with whatever letters: %s', async (typed) => {
    const { reference } = await about({
      displayName: 'Élodie Özgür Ångström 佐藤健',
      userPrincipalName: 'e@contoso.example',
    });
    expect(await found(typed)).toBe(reference);
  });

  it('is found by object id, by the name that was read last, and no more by the one before', async () => {
    const { id, targetUserId, reference, facts } = await about(JOANNA);
    expect(await found(` ${targetUserId.toUpperCase()} `)).toBe(reference);
    const { requests } = worker.context.ports;
    const renamed = { ...facts, displayName: 'Jo Peters', userPrincipalName: 'peters@contoso.example' };
    await requests.change(id, { from: ['scheduled'] }, { facts: renamed });
    expect([await found('Peters'), await found('Jansen')]).toEqual([reference, null]);
  });

  it('is found where an older replica stored it, which writes no words, and is read only once for that', async () => {
    const { id, reference } = await about({ ...JOANNA, displayName: 'Élodie Jansen' });
    // Open in another replica while this one migrated: it writes the row without the column.
    await given.database().kysely.updateTable('requests').set({ called: '' }).where('id', '=', id).execute();
    const first = await readFor('ÉLODIE');
    expect(first.reference).toBe(reference);
    expect(await readFor('jansen')).toEqual({ reference, rows: first.rows - 1 });
  });

  it('is the newest that is open about them, and nothing where the name means two people', async () => {
    await about(JOANNA, { state: 'done' });
    expect(await found('joanna')).toBeNull();
    const { targetUserId, facts } = await about(JOANNA);
    const choices = emptyChoices('block-sign-in', targetUserId);
    const { reference } = await about(JOANNA, { targetUserId, facts, choices, state: 'running' });
    expect(await found('joanna')).toBe(reference);
    await about({ displayName: 'Joanna Peters', userPrincipalName: 'peters@contoso.example' });
    expect([await found('joanna'), await found('joanna jansen')]).toEqual([null, reference]);
  });

  it('is looked for without reading what is open about others, however much that is', async () => {
    const { reference } = await about(JOANNA);
    const alone = await readFor('joanna');
    expect(alone).toMatchObject({ reference });
    for (let n = 0; n < 20; n += 1)
      await about({ displayName: `Common Name ${n}`, userPrincipalName: `common.${n}@contoso.example` });
    expect(await readFor('zzz nobody')).toEqual({ reference: null, rows: 0 });
    expect(await readFor('common name')).toEqual({ reference: null, rows: 2 });
    expect(await readFor('joanna')).toEqual(alone);
  });
});
