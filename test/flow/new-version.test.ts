import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Decision, Request, RequestState } from '../../src/domain/request.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const [FIRST, SECOND, THIRD] = [1, 2, 3].map((number) => `99999999-0000-4000-8000-00000000000${number}`) as [
  string,
  string,
  string,
];
const DAY = 24 * 60;

const at = (minutes: number) =>
  ({
    mode: 'at',
    localDate: minutesAfter(NOW, minutes).slice(0, 10),
    localTime: minutesAfter(NOW, minutes).slice(11, 16),
    zone: 'UTC',
    instant: minutesAfter(NOW, minutes),
  }) as const;

const approvalBy = (by: string): Decision => ({ verdict: 'approved', by, byName: 'Somebody', reason: null, at: NOW });

describeOnEachDatabase('approvals of a version that is another by now', (given) => {
  let now: string;
  let worker: BrakeWorker;
  /** Since it was asked. */
  let blocked: readonly string[];

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, blocked] = [NOW, []];
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, approvals: { ...BUILT_IN_POLICY.approvals, count: 2 } },
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) => ({
        ...ports,
        people: { ...ports.people, read: async (id) => aPerson({ id, accountEnabled: !blocked.includes(id) }) },
      }),
    });
  });

  const read = async ({ id }: Pick<Request, 'id'>) => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };
  const approve = async (by: string, { id, version }: Request) =>
    (await worker.flow.decide(by, id, version, { verdict: 'approved' })).refused?.key ?? null;

  /** Needs two; as many of them as are named have approved it. */
  function stored(state: RequestState, approvedBy: readonly string[]): Promise<Request> {
    const approvals = approvedBy.map(approvalBy);
    return storeRequest(given.database(), {
      state,
      dueAt: at(3 * DAY).instant,
      expiresAt: minutesAfter(NOW, DAY),
      choices: { ...emptyChoices('offboard', randomUUID()), when: at(3 * DAY) },
      needs: { count: 2, by: 'approver', reasons: [] },
      approvals,
      decision: state === 'pending' ? null : (approvals.at(-1) ?? null),
      wakeAt: at(3 * DAY).instant,
    });
  }

  type Road = readonly [string, () => Promise<Request>, readonly string[]];
  const ROADS: readonly Road[] = [
    [
      'an approver postponed what waited',
      async () => {
        const request = await stored('pending', [FIRST]);
        await worker.flow.postpone(SECOND, request.id, request.version, at(5 * DAY));
        const asked = await read(request);
        await worker.flow.agree(IDS.requester, request.id, asked.version);
        return read(request);
      },
      [],
    ],
    [
      'the requester gave what waited another date',
      async () => {
        const request = await stored('pending', [FIRST]);
        await worker.flow.changeDate(IDS.requester, request.id, request.version, at(5 * DAY));
        return read(request);
      },
      [],
    ],
    [
      'the requester gave what was approved another date',
      async () => {
        const request = await stored('scheduled', [FIRST, SECOND]);
        await worker.flow.changeDate(IDS.requester, request.id, request.version, at(5 * DAY));
        return read(request);
      },
      [],
    ],
    [
      'an approver moved what was approved, which is one approval of the new hour',
      async () => {
        const request = await stored('scheduled', [FIRST, SECOND]);
        await worker.flow.move(THIRD, request.id, request.version, at(5 * DAY), 'Audit first');
        const asked = await read(request);
        await worker.flow.agree(IDS.requester, request.id, asked.version);
        return read(request);
      },
      [THIRD],
    ],
    [
      'nobody agreed to another hour until both had passed',
      async () => {
        const request = await stored('scheduled', [FIRST, SECOND]);
        await worker.flow.move(THIRD, request.id, request.version, at(4 * DAY), 'Audit first');
        now = minutesAfter(NOW, 5 * DAY);
        await worker.advance(request.id);
        return read(request);
      },
      [],
    ],
    [
      'who had approved it counts no more when the last one does',
      async () => {
        const request = await stored('pending', [FIRST]);
        blocked = [FIRST];
        expect(await approve(SECOND, request)).toBe('flow.changed-since-approval');
        blocked = [];
        return read(request);
      },
      [],
    ],
    [
      'nobody said in time when it is to run that was approved after its hour',
      async () => {
        const { id } = await stored('approved', [FIRST, SECOND]);
        await worker.context.ports.requests.change(id, { from: ['approved'] }, { lateSince: NOW });
        now = minutesAfter(NOW, 2 * DAY);
        await worker.advance(id);
        return read({ id });
      },
      [],
    ],
    [
      'the facts ask for another plan at its hour',
      async () => {
        const request = await stored('scheduled', [FIRST, SECOND]);
        now = minutesAfter(NOW, 3 * DAY);
        await worker.advance(request.id);
        return read(request);
      },
      [],
    ],
  ];

  it.each(ROADS)('count no more: %s', async (_, take, counts) => {
    const request = await take();
    expect(request.state).toBe('pending');
    expect(request.version).toBeGreaterThan(1);
    expect(request.approvals.map(({ by }) => by)).toEqual(counts);
    // Whoever approved the earlier one may approve this, and is one of two as anybody.
    expect(await approve(FIRST, request)).toBeNull();
    expect((await read(request)).state).toBe(counts.length === 0 ? 'pending' : 'approved');
    if (counts.length > 0) return;
    expect(await approve(SECOND, { ...request, version: request.version - 1 })).toBe('approval.stale');
    expect(await approve(SECOND, request)).toBeNull();
    expect((await read(request)).state).toBe('approved');
  });
});
