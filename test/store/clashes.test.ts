import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Request } from '../../src/domain/request.ts';
import type { Transaction } from '../../src/flow/ports.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { repeatClashes } from '../../src/store/repeat-clashes.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';
import { storeRequest } from './store-request.ts';

describeOnEachDatabase('two transactions that wait for each other', (given) => {
  let one: Request;
  let other: Request;

  beforeEach(async () => {
    one = await storeRequest(given.database(), { state: 'running' }, [
      { kind: 'disable-account', lane: 'on-premises' },
    ]);
    other = await storeRequest(given.database(), { state: 'running' });
  });

  /** Resolves for both once both are there; on PGlite there is only one at a time, which meets nobody. */
  function meeting() {
    let arrived = 0;
    let open = () => {};
    const both = new Promise<void>((resolve) => (open = resolve));
    return () => {
      arrived += 1;
      if (arrived >= 2) open();
      return given.kind === 'pglite' ? Promise.resolve() : both;
    };
  }
  const note = (request: Request, key: 'flow.expired' | 'flow.expired-at-hour', transaction: Transaction) =>
    createRequestStore(given.database()).change(request.id, { from: ['running'] }, { note: { key } }, transaction);

  it('are both committed, in whatever order they change the same rows, with their entries in the audit once each', async () => {
    const meet = meeting();
    let tries = 0;
    const followed: string[] = [];
    const entries = async () => (await given.database().kysely.selectFrom('audit').select('number').execute()).length;
    const before = await entries();
    const inThisOrder = (first: Request, second: Request, key: 'flow.expired' | 'flow.expired-at-hour') =>
      given.database().run(async (transaction) => {
        tries += 1;
        given.database().afterCommit(transaction, () => followed.push(key));
        await note(first, key, transaction);
        await meet();
        await note(second, key, transaction);
        return key;
      });
    const done = await Promise.all([
      inThisOrder(one, other, 'flow.expired'),
      inThisOrder(other, one, 'flow.expired-at-hour'),
    ]);
    expect(done).toEqual(['flow.expired', 'flow.expired-at-hour']);
    // One of them was chosen to be done again, at the least once: which, and how often, PostgreSQL decides.
    if (given.kind === 'pglite') expect(tries).toBe(2);
    else expect(tries).toBeGreaterThanOrEqual(3);
    expect(followed.sort()).toEqual(['flow.expired', 'flow.expired-at-hour']);
    const store = createRequestStore(given.database());
    const [first, second] = [await store.read(one.id), await store.read(other.id)];
    expect(first?.note).toEqual(second?.note);
    expect((await entries()) - before).toBe(4);
  });

  it('never do over a step and its request: who moves a step locks the request first, as who changes the request and then its steps', async () => {
    const ledger = createLedger(given.database());
    const [step] = await ledger.read(one.id);
    if (step === undefined) throw new Error('there is no such step');
    let tries = 0;
    let changed = () => {};
    const isChanged = new Promise<void>((resolve) => (changed = resolve));
    const helpdesk = isChanged.then(() => ledger.move(step.id, ['planned'], 'attested', { acceptedAt: NOW }));
    await given.database().run(async (transaction) => {
      tries += 1;
      await note(one, 'flow.expired', transaction);
      changed();
      if (given.kind === 'postgres') await somebodyWaits();
      // Who waits for the request holds nothing of its steps meanwhile.
      const free = sql`select from steps where id = ${step.id} for update skip locked`;
      expect((await free.execute(given.database().executor(transaction))).rows).toHaveLength(1);
      await ledger.move(step.id, ['planned'], 'needs-person', {}, transaction);
    });
    expect(tries).toBe(1);
    // It came later, and what it was about is not so any more.
    expect(await helpdesk).toBeNull();
    expect(await ledger.read(one.id)).toMatchObject([{ state: 'needs-person' }]);
  });

  /** Somebody else waits for what this transaction has changed. */
  async function somebodyWaits(): Promise<void> {
    const { kysely } = await given.second();
    await expect
      .poll(async () => (await sql`select from pg_locks where not granted`.execute(kysely)).rows.length)
      .toBeGreaterThan(0);
  }
});

describe('work that clashes', () => {
  const clash = (code: string) => Object.assign(new Error(code), { code });
  const failing = (...codes: readonly string[]) => {
    const left = [...codes];
    return async () => {
      const code = left.shift();
      if (code !== undefined) throw clash(code);
      return left.length;
    };
  };

  it('is done again, and each time is logged', async () => {
    const logged: unknown[] = [];
    expect(await repeatClashes(failing('40P01', '40001'), (event) => logged.push(event))).toBe(0);
    expect(logged).toEqual(['40P01', '40001'].map((code) => ({ kind: 'transaction-repeated', code })));
  });

  it('fails with what the server said after five times', async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      throw clash('40P01');
    };
    await expect(repeatClashes(work, () => {})).rejects.toMatchObject({ code: '40P01' });
    expect(tries).toBe(5);
  });

  it.each(['40003', '23505', '57P01', '08006'])('is not done again where the server says %s', async (code) => {
    await expect(repeatClashes(failing(code), () => {})).rejects.toMatchObject({ code });
  });
});
