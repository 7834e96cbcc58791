import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { FailedAfterwards, OutcomeUnknown } from '../../src/domain/errors.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { failAfterwards } from '../helpers/fail-afterwards.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const APPROVER = '99999999-0000-4000-8000-000000000002';
const LATER = {
  mode: 'at',
  localDate: '2026-12-01',
  localTime: '09:00',
  zone: 'UTC',
  instant: '2026-12-01T09:00:00.000Z',
} as const;

/** What was sent is read at once. */
const POLICY = { ...BUILT_IN_POLICY, settleSeconds: 0 };

describeOnEachDatabase('what fails after the change is stored', (given) => {
  let worker: BrakeWorker;
  let isArmed: boolean;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    isArmed = false;
    worker = createBrakeWorker(given.database(), {
      policy: POLICY,
      now: () => new Date(NOW),
      onChange: () => {},
      replace: failAfterwards(() => isArmed),
    });
  });

  const read = (id: string) => worker.context.ports.requests.read(id);
  const pending = () => storeRequest(given.database(), { expiresAt: minutesAfter(NOW, 600) });
  const approved = () => storeApproved(worker.context, { requesterId: IDS.requester, approverId: IDS.approver });

  type Moment = readonly [
    string,
    () => Promise<Request>,
    (request: Request) => Promise<unknown>,
    (after: Request | null) => void,
  ];
  const moments: readonly Moment[] = [
    [
      'an approval',
      pending,
      ({ id, version }) => worker.flow.decide(APPROVER, id, version, { verdict: 'approved' }),
      (after) => expect(after?.state).toBe('approved'),
    ],
    [
      'a withdrawal',
      pending,
      ({ id, version, requesterId }) => worker.flow.withdraw(requesterId, id, version),
      (after) => expect(after?.state).toBe('withdrawn'),
    ],
    [
      'another date',
      pending,
      ({ id, version, requesterId }) => worker.flow.changeDate(requesterId, id, version, LATER),
      (after) => expect(after?.dueAt).toBe(LATER.instant),
    ],
    [
      'a move by an approver',
      approved,
      ({ id, version }) => worker.flow.move(APPROVER, id, version, LATER, 'Audit first'),
      (after) => expect(after?.dueAt).toBe(LATER.instant),
    ],
    [
      'a stop',
      approved,
      ({ id, version }) => worker.flow.stop(APPROVER, id, version, 'Stays'),
      (after) => expect(after?.state).toBe('stopped'),
    ],
  ];

  it.each(moments)('is never said to be "not done": %s', async (_what, store, act, expectDone) => {
    const request = await store();
    isArmed = true;
    await expect(act(request)).rejects.toThrow(FailedAfterwards);
    expectDone(await read(request.id));
  });

  it('is never said to be "not done": a block at once, which takes what would let the person in with it', async () => {
    isArmed = true;
    const id = randomUUID();
    await expect(worker.flow.blockNow(LEAD, id)).rejects.toThrow(FailedAfterwards);
    isArmed = false;
    expect(await worker.context.ports.requests.list({ targetUserId: id, limit: 5 })).toMatchObject([
      { state: 'running', emergency: { answer: null } },
    ]);
  });

  it('is never said to be "not done": an answer about it, whose proposal is made at the next look', async () => {
    const { directory } = worker.context.ports;
    const blocked = await worker.flow.blockNow(LEAD, randomUUID());
    if (!('request' in blocked)) throw new Error(`refused: ${blocked.refused.key}`);
    const { id } = blocked.request;
    await worker.advance(id);
    const version = (await read(id))?.version ?? 0;
    isArmed = true;
    await expect(worker.flow.answerEmergency(APPROVER, id, version, 'refused')).rejects.toThrow(FailedAfterwards);
    isArmed = false;
    expect((await read(id))?.emergency).toMatchObject({ answer: { verdict: 'refused' }, proposal: null });
    const later = createBrakeWorker(given.database(), {
      policy: POLICY,
      now: () => new Date(minutesAfter(NOW, 1)),
      onChange: () => {},
      replace: (ports) => ({
        ...ports,
        directory: {
          ...directory,
          readTargetUser: async (each) => ({ ...(await directory.readTargetUser(each)), accountEnabled: false }),
        },
      }),
    });
    await later.advance(id);
    expect((await read(id))?.emergency?.proposal).toMatch(/^L-/);
  });

  it('is never said to be "not done": a pause, and what lets it go', async () => {
    isArmed = true;
    expect(await worker.flow.pauseEverything(LEAD)).toEqual({ stops: null });
    expect(await worker.flow.resumeStop(LEAD, null)).toEqual({ refused: null, stops: null });
    isArmed = false;
    expect(await worker.context.ports.stops.open()).toEqual([]);
  });

  it('is what it is before: then the error says that nothing was done, and nothing is', async () => {
    const request = await pending();
    const down = createBrakeWorker(given.database(), {
      policy: POLICY,
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (ports) => ({
        ...ports,
        queue: {
          ...ports.queue,
          send: async () => {
            throw new TypeError('the queue is down');
          },
        },
      }),
    });
    const decided = down.flow.decide(APPROVER, request.id, request.version, { verdict: 'approved' });
    await expect(decided).rejects.toThrow(TypeError);
    expect(await read(request.id)).toEqual(request);
  });

  // On PGlite there is no connection to lose.
  if (given.kind === 'pglite') return;
  describe('the last word of a transaction', () => {
    it.each([
      ['arrived, and its answer was lost', async (commit: () => Promise<unknown>) => commit(), 'approved'],
      ['never arrived', async () => {}, 'pending'],
    ] as const)('is not known where it %s', async (_how, deliver, state) => {
      const request = await pending();
      const mend = loseCommits(deliver, new Error('Connection terminated unexpectedly'));
      const decided = worker.flow.decide(APPROVER, request.id, request.version, { verdict: 'approved' });
      await expect(decided).rejects.toThrow(OutcomeUnknown);
      mend();
      expect((await read(request.id))?.state).toBe(state);
    });

    it('is known where the server refused it', async () => {
      const request = await pending();
      const refused = Object.assign(new Error('could not serialize access'), { code: '40001', severity: 'ERROR' });
      const mend = loseCommits(async () => {}, refused);
      const decided = worker.flow.decide(APPROVER, request.id, request.version, { verdict: 'approved' });
      await expect(decided).rejects.toThrow('could not serialize access');
      mend();
      expect((await read(request.id))?.state).toBe('pending');
    });

    /** Until the function it gives is called, every commit ends with this error, once `deliver` did with it what it does. */
    function loseCommits(deliver: (commit: () => Promise<unknown>) => Promise<unknown>, error: Error): () => void {
      const { connection } = given.database();
      if (connection.kind !== 'postgres') throw new Error('this is not PostgreSQL');
      const { pool } = connection;
      const connect = pool.connect.bind(pool);
      const lossy = async () => {
        const client = await connect();
        const query = client.query.bind(client) as (...asked: readonly unknown[]) => Promise<unknown>;
        const broken = async (...asked: readonly unknown[]) => {
          if (asked[0] !== 'commit') return query(...asked);
          await deliver(() => query(...asked));
          throw error;
        };
        return new Proxy(client, {
          get: (target, name) => {
            if (name === 'query') return broken;
            const value = Reflect.get(target, name);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
      };
      pool.connect = lossy as unknown as pg.Pool['connect'];
      return () => {
        pool.connect = connect;
      };
    }
  });
});
