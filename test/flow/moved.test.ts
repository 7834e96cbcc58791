import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices, type RequestKind } from '../../src/domain/choices.ts';
import { keepsOut } from '../../src/domain/keeps-out.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { overtakes } from '../../src/flow/overtaken-by.ts';
import type { Ports } from '../../src/flow/ports.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { aNewRequest, storeRequest } from '../store/store-request.ts';

const APPROVER = '99999999-0000-4000-8000-000000000002';
const HOUR = 60;
const DAY = 24 * HOUR;

/** In so many tenant minutes. */
const at = (minutes: number) =>
  ({
    mode: 'at',
    localDate: minutesAfter(NOW, minutes).slice(0, 10),
    localTime: minutesAfter(NOW, minutes).slice(11, 16),
    zone: 'UTC',
    instant: minutesAfter(NOW, minutes),
  }) as const;

describeOnEachDatabase('a request that was approved for an hour', (given) => {
  let now: string;
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    now = NOW;
    worker = workerWith({});
  });

  const workerWith = (replaced: Partial<Ports>) =>
    createBrakeWorker(given.database(), {
      policy: BUILT_IN_POLICY,
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) => ({ ...ports, ...replaced }),
    });
  const read = async (id: string) => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };

  function planned(minutes: number, kind: RequestKind = 'offboard'): Promise<Request> {
    const decision = { verdict: 'approved', by: IDS.approver, byName: 'Patti', reason: null, at: NOW } as const;
    return storeRequest(given.database(), {
      state: 'scheduled',
      dueAt: at(minutes).instant,
      choices: { ...emptyChoices(kind, randomUUID()), when: at(minutes) },
      decision,
      approvals: [decision],
      wakeAt: at(minutes).instant,
    });
  }

  async function moved(from: number, to: number, kind: RequestKind = 'offboard'): Promise<Request> {
    const { id, version } = await planned(from, kind);
    expect(await worker.flow.move(APPROVER, id, version, at(to), 'Audit first')).toMatchObject({ refused: null });
    return read(id);
  }

  it('stays at it when the requester does not agree to another one in time', async () => {
    const { id, expiresAt } = await moved(3 * DAY, 5 * DAY);
    expect((await worker.flow.view(IDS.requester, id))?.report.todo).toContainEqual(
      expect.objectContaining({ key: 'report.todo.agree-or-stays' }),
    );
    now = expiresAt;
    await worker.advance(id);
    expect(await read(id)).toMatchObject({
      state: 'scheduled',
      dueAt: at(3 * DAY).instant,
      choices: { when: at(3 * DAY) },
      decision: { by: IDS.approver },
      edited: null,
      note: { key: 'flow.not-agreed-stays' },
    });
  });

  it('as a restore has a number from who moved it, so that no clock tells whether a block at once came first', async () => {
    const { id, version } = await planned(3 * DAY, 'restore-user');
    expect(await worker.flow.move(APPROVER, id, version, at(5 * DAY), 'Audit first')).toMatchObject({ refused: null });
    const restore = await read(id);
    expect(restore.approvals).toMatchObject([{ by: APPROVER, turn: expect.any(Number) }]);
    const { starts, transactions } = worker.context.ports;
    const turn = await transactions.run((transaction) => starts.nextNumber(transaction));
    const emergency = { confirmBy: NOW, answer: null, proposal: null, turn };
    // By a clock that is behind that of who moved it.
    expect(overtakes(aNewRequest({ emergency, startedAt: minutesAfter(NOW, -1) }), restore)).toBe(true);
  });

  it('is only proposed, instead of the hour that holds, until the requester agreed', async () => {
    const { id, version } = await moved(3 * DAY, 5 * DAY);
    const [from, to] = [at(3 * DAY).instant, at(5 * DAY).instant];
    const lines = async () => (await worker.flow.view(IDS.requester, id))?.report.approval ?? [];
    const values = { name: expect.any(String), from: { instant: from }, at: { instant: to } };
    expect(await lines()).toContainEqual({ key: 'report.approval.proposed-from', values });
    await worker.flow.agree(IDS.requester, id, version);
    expect(await lines()).toContainEqual({ key: 'report.approval.postponed-from', values });
  });

  it('is moved from the hour that it had, however often an approver proposed another before', async () => {
    const { id, version } = await moved(3 * DAY, 5 * DAY);
    expect(await worker.flow.postpone(APPROVER, id, version, at(6 * DAY))).toMatchObject({ refused: null });
    const [from, to] = [at(3 * DAY).instant, at(6 * DAY).instant];
    const lines = async () => (await worker.flow.view(IDS.requester, id))?.report.approval ?? [];
    const values = { name: expect.any(String), from: { instant: from }, at: { instant: to } };
    expect(await lines()).toContainEqual({ key: 'report.approval.proposed-from', values });
    await worker.flow.agree(IDS.requester, id, (await read(id)).version);
    expect(await lines()).toContainEqual({ key: 'report.approval.postponed-from', values });
  });

  it('goes back to the approvers, with the new one, when its own has passed by then', async () => {
    const { id, expiresAt, version } = await moved(2 * HOUR, 5 * DAY);
    expect((await worker.flow.view(IDS.requester, id))?.report.todo).toContainEqual(
      expect.objectContaining({ key: 'report.todo.agree-or-back' }),
    );
    now = expiresAt;
    await worker.advance(id);
    const back = await read(id);
    expect(back).toMatchObject({
      state: 'pending',
      dueAt: at(5 * DAY).instant,
      approvals: [],
      note: { key: 'flow.not-agreed-back' },
    });
    // Nothing of it is approved any more.
    expect(keepsOut({ id: 'an emergency' }, [back], new Map(), now)).toBeNull();
    expect(await worker.flow.agree(IDS.requester, id, back.version)).toMatchObject({
      refused: { key: 'flow.too-late' },
    });
    expect(back.version).toBeGreaterThan(version);
    expect(await worker.flow.decide(APPROVER, id, back.version, { verdict: 'approved' })).toMatchObject({
      refused: null,
    });
    await worker.advance(id);
    expect(await read(id)).toMatchObject({ state: 'scheduled', note: null });
  });

  it('goes back to the approvers, to run once they approve, when both have passed', async () => {
    const { id } = await moved(2 * HOUR, 5 * HOUR);
    now = minutesAfter(NOW, 5 * HOUR);
    await worker.advance(id);
    expect(await read(id)).toMatchObject({ state: 'pending', dueAt: null, choices: { when: { mode: 'now' } } });
    // Which hour was proposed stays said.
    const [from, to] = [at(2 * HOUR).instant, at(5 * HOUR).instant];
    const values = { name: expect.any(String), from: { instant: from }, at: { instant: to } };
    expect((await worker.flow.view(APPROVER, id))?.report.approval).toContainEqual({
      key: 'report.approval.had-proposed-from',
      values,
    });
  });

  it('is not approved by whoever moved it and may not decide any more when the requester agrees', async () => {
    const { id, version } = await moved(3 * DAY, 5 * DAY);
    const { groups } = worker.context.ports;
    worker = workerWith({
      groups: {
        ...groups,
        isMember: async (personId, group) => personId !== APPROVER && groups.isMember(personId, group),
      },
    });
    expect(await worker.flow.agree(IDS.requester, id, version)).toMatchObject({ refused: null });
    expect(await read(id)).toMatchObject({
      state: 'pending',
      approvals: [],
      edited: { agreedAt: NOW },
      note: { key: 'flow.approval-lapsed' },
    });
  });

  it.each([
    ['is nothing but a block', 'block-sign-in', null],
    ['is more than a block, once its requester has said when', 'offboard', at(5 * HOUR).instant],
  ] as const)('runs where the requester agrees right after the new one and it %s', async (_, kind, lateSince) => {
    const { id, version } = await moved(2 * HOUR, 5 * HOUR, kind);
    now = at(5 * HOUR).instant;
    expect(await worker.flow.agree(IDS.requester, id, version)).toMatchObject({ refused: null });
    expect(await read(id)).toMatchObject({ state: 'approved', lateSince, wakeAt: lateSince === null ? now : null });
  });

  it('is asked of approvers from the agreement on, where more than the mover’s approval is needed', async () => {
    const { id, version } = await moved(3 * DAY, 5 * DAY);
    await worker.context.ports.requests.change(id, { from: ['pending'] }, { approvals: [] });
    now = minutesAfter(NOW, 10 * HOUR);
    await worker.flow.agree(IDS.requester, id, version);
    expect(await read(id)).toMatchObject({
      state: 'pending',
      askedAt: now,
      expiresAt: minutesAfter(now, DAY),
      reminded: 0,
    });
  });

  it('that nobody approved before expires for want of its requester’s agreement, and says so', async () => {
    const { id, version, requesterName } = await storeRequest(given.database(), {
      choices: { ...emptyChoices('offboard', randomUUID()), when: at(3 * DAY) },
      dueAt: at(3 * DAY).instant,
    });
    await worker.flow.postpone(APPROVER, id, version, at(5 * DAY));
    const todo = (await worker.flow.view(IDS.requester, id))?.report.todo.map(({ key }) => key);
    expect(todo).toEqual(['report.todo.agree-or-expires']);
    now = (await read(id)).expiresAt;
    await worker.advance(id);
    expect(await read(id)).toMatchObject({
      state: 'expired',
      note: { key: 'flow.expired-not-agreed', values: { name: requesterName } },
    });
  });

  it('is not moved beside an open restore of the same person, which is named to both who would', async () => {
    const request = await planned(3 * DAY);
    const restore = await storeRequest(given.database(), restoreOf(request));
    const { id, version, requesterId } = request;
    const named = { key: 'flow.restore-first', values: { reference: restore.reference } };
    expect(await worker.flow.move(APPROVER, id, version, at(DAY), 'Sooner')).toMatchObject({ refused: named });
    expect(await worker.flow.changeDate(requesterId, id, version, at(DAY))).toMatchObject({ refused: named });
    expect(await worker.flow.whyHourIsFixed(APPROVER, id)).toMatchObject(named);
    expect(await read(id)).toEqual(request);
  });

  it('is answered so as well where that restore is stored at the same moment', async () => {
    // PGlite has one connection: there is no same moment.
    if (given.kind === 'pglite') return;
    const request = await planned(3 * DAY);
    const second = await given.second();
    const inserted = Promise.withResolvers<void>();
    const committed = Promise.withResolvers<void>();
    const restoring = second.run(async (transaction) => {
      const stored = await createRequestStore(second).insert(transaction, restoreOf(request), []);
      inserted.resolve();
      await committed.promise;
      return stored;
    });
    await inserted.promise;
    const moving = worker.flow.move(APPROVER, request.id, request.version, at(DAY), 'Sooner');
    // It waits at the index for what is not committed yet.
    const waiting = () =>
      sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        given.database().kysely,
      );
    await expect.poll(async () => (await waiting()).rows.length).toBe(1);
    committed.resolve();
    const stored = await restoring;
    if ('openRequest' in stored) throw new Error('the restore was not stored');
    expect(await moving).toMatchObject({
      refused: { key: 'flow.restore-first', values: { reference: stored.reference } },
    });
    expect(await read(request.id)).toEqual(request);
  });

  function restoreOf({ targetUserId }: Request): Request {
    return aNewRequest({ targetUserId, choices: emptyChoices('restore-user', targetUserId) });
  }
});
