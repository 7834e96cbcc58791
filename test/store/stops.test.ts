import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { heldNote, heldStepNote, type Scope, type ScopeKind, type Stop } from '../../src/domain/brakes.ts';
import { text } from '../../src/domain/text.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { createStarts } from '../../src/store/starts.ts';
import { createStops } from '../../src/store/stops.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from './store-request.ts';

const TENANT: Scope = { kind: 'tenant', key: '', name: '' };
const SALES: Scope = { kind: 'department', key: 'sales', name: 'Sales' };
const HOUR_AGO = minutesAfter(NOW, -60);
const APPROVAL = { verdict: 'approved', by: 'somebody', byName: 'Somebody', reason: null, at: NOW } as const;

describeOnEachDatabase('what began, and stops', (given) => {
  const starts = () => createStarts(given.database());
  const stops = () => createStops(given.database());
  const inTransaction = <Result>(work: Parameters<ReturnType<typeof given.database>['run']>[0]) =>
    given.database().run(work) as Promise<Result>;
  const begin = (requestId: string, scopes: readonly Scope[], at: string) =>
    inTransaction<void>((transaction) => starts().add({ requestId, scopes }, at, transaction));
  const count = (scopes: readonly Scope[], requestId = 'other') =>
    inTransaction<readonly number[]>((transaction) => starts().count({ requestId, scopes }, HOUR_AGO, transaction));
  const stop = (scope: Scope, changes: Partial<Omit<Stop, 'reference'>> = {}) =>
    inTransaction<Stop>((transaction) =>
      stops().add(
        { scope, why: text('brakes.why.tenant'), since: NOW, by: null, trippedBy: null, parties: [], ...changes },
        transaction,
      ),
    );
  /** As it stands now, unless told otherwise. */
  const resume = async (reference: string, parties?: readonly string[]) => {
    const open = (await stops().open()).find((each) => each.reference === reference);
    const judged = { reference, parties: parties ?? open?.parties ?? [], lift: open?.lift ?? null };
    return inTransaction<boolean>((transaction) => stops().resume(judged, IDS.approver, NOW, transaction));
  };

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
  });

  it('counts by scope what began within the hour, in the order asked for', async () => {
    await begin('1', [TENANT, SALES], minutesAfter(NOW, -61));
    await begin('2', [TENANT, SALES], minutesAfter(NOW, -59));
    await begin('3', [TENANT], NOW);
    expect(await count([SALES, TENANT, { ...SALES, key: 'x' }])).toEqual([1, 2, 0]);
  });

  it('counts a request once, at its last start, and never itself', async () => {
    await begin('1', [TENANT, SALES], minutesAfter(NOW, -61));
    await begin('1', [TENANT], NOW);
    expect(await count([TENANT, SALES])).toEqual([1, 0]);
    expect(await count([TENANT, SALES], '1')).toEqual([0, 0]);
  });

  it('counts anew in a scope that people resumed, and only there', async () => {
    await begin('1', [TENANT, SALES], NOW);
    expect(await resume((await stop(SALES)).reference)).toBe(true);
    expect(await count([TENANT, SALES])).toEqual([1, 0]);
    // At the same instant, and by a worker whose clock is behind.
    await begin('2', [SALES], NOW);
    await begin('3', [SALES], minutesAfter(NOW, -5));
    expect(await count([SALES])).toEqual([2]);
  });

  it('stays where a second member stands by a pause between the look at it and the word that lifts it', async () => {
    const { reference } = await stop({ kind: 'everything', key: '', name: '' }, { by: 'first' });
    expect(await inTransaction<boolean>((transaction) => stops().confirm(reference, 'second', transaction))).toBe(true);
    expect(await resume(reference, [])).toBe(false);
    expect(await resume(reference, ['second'])).toBe(true);
  });

  it('has one open stop per scope, and takes another once it is resumed', async () => {
    const first = await stop(SALES, { trippedBy: 'request', parties: ['a', 'b'], by: 'c' });
    expect(first).toMatchObject({ scope: SALES, trippedBy: 'request', parties: ['a', 'b'], by: 'c', since: NOW });
    expect(await stop(SALES)).toEqual(first);
    const other = await stop(TENANT);
    expect(await stops().open()).toEqual([first, other]);
    expect(await resume(first.reference)).toBe(true);
    expect(await resume(first.reference)).toBe(false);
    expect(await stops().open()).toEqual([other]);
    expect((await stop(SALES)).reference).not.toBe(first.reference);
  });

  it('names everybody who asked for or approved what is counted, and nobody besides', async () => {
    const [counted, other] = await Promise.all([
      storeRequest(given.database(), {
        requesterId: 'asked',
        approvals: ['first', 'second'].map((by) => ({ ...APPROVAL, by })),
        decision: { ...APPROVAL, by: 'decided' },
      }),
      storeRequest(given.database(), { requesterId: 'elsewhere', decision: { ...APPROVAL, by: 'too early' } }),
    ]);
    await begin(counted.id, [TENANT, SALES], NOW);
    await begin(other.id, [TENANT], minutesAfter(NOW, -61));
    const parties = (scope: Scope) =>
      inTransaction<readonly string[]>((transaction) => starts().parties(scope, HOUR_AGO, transaction));
    expect([...(await parties(TENANT))].sort()).toEqual(['asked', 'decided', 'first', 'second']);
    expect(await parties({ ...SALES, key: 'x' })).toEqual([]);
    await resume((await stop(SALES)).reference);
    expect(await parties(SALES)).toEqual([]);
  });

  it('keeps who said first that it may go, and takes nobody’s word who did not know of the other', async () => {
    const { reference } = await stop(SALES);
    const say = (by: string, before: string | null) =>
      inTransaction<boolean>((transaction) =>
        stops().sayMayGo(reference, { by, byName: `Name of ${by}` }, before, transaction),
      );
    const won = await Promise.all(['a', 'b', 'c'].map((by) => say(by, null)));
    expect(won.filter((each) => each)).toHaveLength(1);
    const [open] = await stops().open();
    const first = open?.lift?.by ?? '';
    expect(open?.lift?.byName).toBe(`Name of ${first}`);
    expect([await say('d', null), await say('d', first)]).toEqual([false, true]);
    await resume(reference);
    expect(await say('e', 'd')).toBe(false);
  });

  it('stands in the audit when it is opened and when it is lifted, with who did it', async () => {
    await given.database().kysely.deleteFrom('stops').execute();
    const before = await audit();
    const open = await stop({ kind: 'requester', key: IDS.requester, name: 'Miriam Graham' }, { trippedBy: 'request' });
    await stop(open.scope);
    await resume(open.reference);
    expect((await audit()).slice(before.length)).toEqual([
      {
        kind: 'stopped',
        code: `${open.reference} requester brakes.why.tenant`,
        request_id: 'request',
        hasActor: false,
      },
      { kind: 'resumed', code: open.reference, request_id: null, hasActor: true },
    ]);
  });

  async function audit() {
    const rows = await given.database().kysely.selectFrom('audit').selectAll().orderBy('number').execute();
    return rows.map(({ kind, code, request_id, actor }) => ({ kind, code, request_id, hasActor: actor !== null }));
  }

  it.each(['', 'S-', '3', 'S-999999', "S-1' or 1=1", 'L-1001'])('resumes nothing for %j', async (reference) => {
    await stop(SALES);
    expect(await resume(reference)).toBe(false);
  });

  it('lets exactly one of 20 who resume at once win', async () => {
    const { reference } = await stop(SALES);
    const won = await Promise.all(Array.from({ length: 20 }, () => resume(reference)));
    expect(won.filter((each) => each)).toHaveLength(1);
  });

  it('lets exactly as many through as there is room for, of 40 at once on two connections', async () => {
    const second = await given.second();
    const room = 7;
    const tries = Array.from({ length: 40 }, (_, place) => {
      const database = place % 2 === 0 ? given.database() : second;
      const own = createStarts(database);
      return database.run(async (transaction) => {
        await own.takeTurn(transaction);
        const start = { requestId: randomUUID(), scopes: [TENANT] };
        const [before = 0] = await own.count(start, HOUR_AGO, transaction);
        if (before >= room) return false;
        await own.add(start, NOW, transaction);
        return true;
      });
    });
    expect((await Promise.all(tries)).filter((each) => each)).toHaveLength(room);
    expect(await count([TENANT])).toEqual([room]);
  });

  describe('what a stop holds', () => {
    const held = async (scope: Scope, kind: ScopeKind) => {
      const open = await stop({ ...scope, kind });
      const request = await storeRequest(given.database(), { state: 'approved', note: heldNote(open), wakeAt: null });
      const running = await storeRequest(given.database(), { state: 'running', wakeAt: null }, [
        { state: 'planned', note: heldStepNote(open) },
        { state: 'waiting', kind: 'revoke-sessions', note: heldStepNote(open) },
      ]);
      return { open, request, running };
    };

    it('is named by request, once each and the oldest first, at rest or between two steps', async () => {
      const { open, request, running } = await held(SALES, 'department');
      await storeRequest(given.database(), { state: 'withdrawn', note: heldNote(open) });
      await storeRequest(given.database(), { state: 'approved' });
      expect(await stops().waiting(randomUUID())).toEqual({ [open.reference]: [request.reference, running.reference] });
    });

    it('is not named to whom it is about', async () => {
      const { open, request, running } = await held(SALES, 'department');
      await given
        .database()
        .kysely.updateTable('requests')
        .set({ target_user_id: 'own' })
        .where('id', '=', running.id)
        .execute();
      expect(await stops().waiting('own')).toEqual({ [open.reference]: [request.reference] });
      expect(await stops().waiting(request.targetUserId)).toEqual({ [open.reference]: [running.reference] });
    });

    it('is woken with a resume, and nothing else is', async () => {
      const { open, request, running } = await held(SALES, 'department');
      const others = [
        await storeRequest(given.database(), { state: 'approved', lateSince: NOW }),
        await storeRequest(given.database(), { state: 'withdrawn', note: heldNote(open) }),
      ];
      await resume(open.reference);
      const wakeAt = async ({ id }: { readonly id: string }) =>
        (await createRequestStore(given.database()).read(id))?.wakeAt;
      expect([await wakeAt(request), await wakeAt(running)]).toEqual([NOW, NOW]);
      for (const other of others) expect(await wakeAt(other)).toBeNull();
    });
  });
});
