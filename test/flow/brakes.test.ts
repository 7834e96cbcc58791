import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { emergencyStartOf, HELD, STEP_HELD } from '../../src/domain/brakes.ts';
import { DirectoryUnavailable } from '../../src/domain/errors.ts';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import type { Ports } from '../../src/flow/ports.ts';
import { takeStart } from '../../src/flow/take-start.ts';
import { tellStops } from '../../src/flow/tell-stops.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const SECOND = '99999999-0000-4000-8000-000000000002';
const LIMITS = { ...BUILT_IN_POLICY.limits, perRequester: 2, perApprover: 100, perTenant: 100 };
const POLICY: Policy = { ...BUILT_IN_POLICY, settleSeconds: 0, limits: LIMITS };

describeOnEachDatabase('the brakes', (given) => {
  let now: string;
  let changed: string[];
  let onChange: (requestId: string) => void;
  let told: { readonly personId: string; readonly key: string }[];
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, changed, told, onChange] = [NOW, [], [], () => {}];
    worker = workerWith({});
  });

  function workerWith(replaced: Partial<Ports>, policy = POLICY): BrakeWorker {
    return createBrakeWorker(given.database(), {
      policy,
      now: () => new Date(now),
      onChange: (requestId) => {
        changed.push(requestId);
        onChange(requestId);
      },
      replace: (ports) => ({
        ...ports,
        groups: {
          isMember: async (personId, groupId) =>
            groupId === 'emergency' ? personId === LEAD : personId !== LEAD && ports.groups.isMember(personId, groupId),
          members: async (groupId) => [aPerson({ id: groupId === 'emergency' ? LEAD : SECOND })],
        },
        messenger: {
          ...ports.messenger,
          notify: async (personId, { key }) => {
            told.push({ personId, key });
            return 'sent';
          },
        },
        ...replaced,
      }),
    });
  }

  const approved = (requesterId: string = IDS.requester) =>
    storeApproved(worker.context, { requesterId, approverId: IDS.approver });
  const read = async ({ id }: Request) => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };
  const kindsOfStops = async () => (await worker.context.ports.stops.open()).map(({ scope }) => scope.kind);

  async function threeRequests(): Promise<readonly Request[]> {
    const requests = [await approved(), await approved(), await approved()];
    for (const { id } of requests) await worker.advance(id);
    return requests;
  }

  it('let as many through as the policy allows; the next one stays approved, with the reason, and nothing is done', async () => {
    const [, second, third] = await threeRequests();
    expect(new Set(changed).size).toBe(2);
    expect(second && (await read(second)).startedAt).toBe(NOW);
    const held = third && (await read(third));
    expect(held).toMatchObject({ state: 'approved', startedAt: null, wakeAt: null, note: { key: HELD } });
    expect(held?.decision).toEqual(third?.decision);
    expect(await kindsOfStops()).toEqual(['requester']);
  });

  it('hold nobody else’s requests', async () => {
    await threeRequests();
    const other = await approved(IDS.director);
    await worker.advance(other.id);
    expect((await read(other)).startedAt).toBe(NOW);
  });

  it('stay, whatever the hour, until a second approver resumes; then what waited starts, up to the limit again', async () => {
    const [, , third] = await threeRequests();
    now = minutesAfter(NOW, 600);
    if (third === undefined) return;
    await worker.advance(third.id);
    expect((await read(third)).startedAt).toBeNull();
    for (const party of [IDS.requester, IDS.approver]) {
      expect((await worker.flow.resumeStop(party, null)).refused?.key).toBe('brakes.refused.second-person');
    }
    expect((await worker.flow.resumeStop(LEAD, null)).refused?.key).toBe('brakes.refused.only-approver');
    expect((await worker.flow.resumeStop(SECOND, 's-999')).refused?.key).toBe('brakes.refused.no-such-stop');
    expect(await worker.flow.resumeStop(SECOND, null)).toEqual({ refused: null, stops: [] });
    expect(await worker.context.ports.wakeups.due({ tenant: new Date(now), real: new Date() }, 50)).toContain(third.id);
    await worker.advance(third.id);
    expect(await read(third)).toMatchObject({ startedAt: now, note: null });
    expect((await worker.flow.resumeStop(SECOND, null)).refused?.key).toBe('brakes.refused.nothing-held');
  });

  it('are not lifted by who approved any of what counted, whoever approved the last one', async () => {
    const THIRD = '99999999-0000-4000-8000-000000000003';
    const approvers = [SECOND, THIRD].map((id) => aPerson({ id }));
    const groups = {
      isMember: async (id: string, group: string) => group === 'approvers' && approvers.some((each) => each.id === id),
      members: async (group: string) => (group === 'approvers' ? approvers : []),
    };
    worker = workerWith({ groups });
    for (const approverId of [SECOND, SECOND, IDS.approver]) {
      const { id } = await storeApproved(worker.context, { requesterId: IDS.requester, approverId });
      await worker.advance(id);
    }
    expect((await worker.flow.resumeStop(SECOND, null)).refused?.key).toBe('brakes.refused.second-person');
    expect((await worker.flow.resumeStop(THIRD, null)).refused).toBeNull();
  });

  function withFound(found: boolean | null): readonly [string, string] {
    const members = [IDS.approver, IDS.requester].map((id) => aPerson({ id }));
    const isMember = async (id: string, group: string) =>
      group === 'approvers' && members.some((each) => each.id === id);
    worker = workerWith({ groups: { isMember, members: async () => members, hasMember: async () => found } });
    return [IDS.approver, IDS.requester];
  }
  const resume = async (by: string) => (await worker.flow.resumeStop(by, null)).refused;

  it('are not lifted by two together where somebody beyond those who are listed had nothing to do with what counted', async () => {
    const [approver] = withFound(true);
    await threeRequests();
    now = minutesAfter(NOW, 25 * 60);
    expect((await resume(approver))?.key).toBe('brakes.refused.second-person');
  });

  it('are lifted by two together only after a day where not everybody could be looked at, and who tries before hears why', async () => {
    const [approver, requester] = withFound(null);
    await threeRequests();
    const day = 24 * 60;
    now = minutesAfter(NOW, day - 1);
    const unknown = { key: 'brakes.refused.not-all-read', values: { at: { instant: minutesAfter(NOW, day) } } };
    expect(await resume(approver)).toEqual(unknown);
    expect(await worker.flow.stops(approver)).toMatchObject({ stops: [{ refusal: unknown }] });
    now = minutesAfter(NOW, day);
    expect((await resume(approver))?.key).toBe('brakes.first-of-two');
    expect((await resume(approver))?.key).toBe('brakes.refused.said-already');
    expect(await resume(requester)).toBeNull();
  });

  it('are lifted by two together where everybody had to do with what counted, and by neither of them alone', async () => {
    const people = [LEAD, SECOND].map((id) => aPerson({ id }));
    const inGroup = (group: string) => people.filter(({ id }) => (group === 'emergency' ? id === LEAD : id === SECOND));
    const groups = {
      isMember: async (id: string, group: string) => inGroup(group).some((each) => each.id === id),
      members: async (group: string) => inGroup(group),
    };
    worker = workerWith({ groups });
    for (let count = 0; count < 3; count += 1) {
      const who = { requesterId: IDS.requester, approverId: SECOND };
      await worker.advance((await storeApproved(worker.context, who)).id);
    }
    expect((await worker.flow.resumeStop(SECOND, null)).refused?.key).toBe('brakes.first-of-two');
    expect((await worker.flow.resumeStop(SECOND, null)).refused?.key).toBe('brakes.refused.said-already');
    expect(told.filter(({ key }) => key === 'notice.lift-second')).toEqual([
      { personId: LEAD, key: 'notice.lift-second' },
    ]);
    expect(await worker.flow.stops(LEAD)).toMatchObject({ stops: [{ refusal: null, stop: { lift: { by: SECOND } } }] });
    // Whoever left since counts no more: then this is the first.
    people.pop();
    expect((await worker.flow.resumeStop(LEAD, null)).refused?.key).toBe('brakes.first-of-two');
    people.push(aPerson({ id: SECOND }));
    expect(await worker.flow.resumeStop(SECOND, null)).toEqual({ refused: null, stops: [] });
  });

  it('let what a pause held begin in the order of its deadline, as far as the limits go', async () => {
    await worker.flow.pauseEverything(LEAD);
    const requests: Request[] = [];
    for (let place = 0; place < 6; place += 1) {
      const request = await approved();
      await worker.advance(request.id);
      // The later it was stored, the earlier it was to run.
      const dueAt = minutesAfter(NOW, -place);
      await worker.context.ports.requests.change(request.id, { from: ['approved'] }, { dueAt });
      requests.unshift(request);
    }
    now = minutesAfter(NOW, 30);
    expect((await worker.flow.resumeStop(LEAD, null)).refused).toBeNull();
    const time = () => ({ tenant: new Date(now), real: new Date() });
    expect(await worker.context.ports.wakeups.due(time(), 50)).toEqual(requests.map(({ id }) => id));
    const second = workerWith({});
    // Two workers, from the wrong end: whoever is too early gives way, and is due again.
    for (const { id } of requests.toReversed()) await Promise.all([worker.advance(id), second.advance(id)]);
    now = minutesAfter(now, 1);
    for (const { id } of requests) await second.advance(id);
    const started = await Promise.all(requests.map(read));
    expect(started.map(({ startedAt }) => startedAt !== null)).toEqual([true, true, false, false, false, false]);
  });

  it('let those behind begin, in a quarter of an hour at most, where the start of who comes first fails for good', async () => {
    worker = workerWith({}, { ...POLICY, limits: { ...LIMITS, perRequester: 1 } });
    await worker.flow.pauseEverything(LEAD);
    const [first, second] = [await approved(), await approved()];
    for (const { id } of [first, second]) await worker.advance(id);
    now = minutesAfter(NOW, 30);
    expect((await worker.flow.resumeStop(LEAD, null)).refused).toBeNull();
    // Due all the while, as one whose start throws is.
    await worker.advance(second.id);
    expect((await read(second)).startedAt).toBeNull();
    now = minutesAfter(now, 16);
    await worker.advance(second.id);
    expect((await read(second)).startedAt).toBe(now);
    expect((await read(first)).startedAt).toBeNull();
  });

  it('tell approvers, the emergency group and who asked once, and again only where Teams could not take it', async () => {
    const [, , third] = await threeRequests();
    const id = third?.id ?? '';
    let isDown = true;
    const { messenger } = worker.context.ports;
    const flaky = workerWith({
      messenger: {
        ...messenger,
        notify: (personId, message) =>
          isDown && personId === LEAD ? Promise.resolve('later') : messenger.notify(personId, message),
      },
    });
    expect(await tellStops(flaky.context, id)).toBe(false);
    isDown = false;
    expect(await tellStops(flaky.context, id)).toBe(true);
    expect(await tellStops(flaky.context, id)).toBe(true);
    expect(told.map(({ personId, key }) => `${personId} ${key}`).sort()).toEqual([
      `${IDS.requester} notice.stop-holds`,
      `${LEAD} notice.breaker`,
      `${SECOND} notice.breaker`,
    ]);
  });

  it('are told to nobody whom the request that reached them is about', async () => {
    const [, , third] = await threeRequests();
    const id = third?.id ?? '';
    await given
      .database()
      .kysely.updateTable('requests')
      .set({ target_user_id: SECOND })
      .where('id', '=', id)
      .execute();
    expect(await tellStops(worker.context, id)).toBe(true);
    expect(told.filter(({ key }) => key === 'notice.breaker').map(({ personId }) => personId)).toEqual([LEAD]);
  });

  it('count no request twice that a crash cut off between its permit and its start', async () => {
    const [first, second] = [await approved(), await approved()];
    await given
      .database()
      .run((transaction) =>
        worker.context.ports.starts.add(
          { requestId: first.id, scopes: [{ kind: 'requester', key: IDS.requester, name: '' }] },
          NOW,
          transaction,
        ),
      );
    for (const { id } of [first, second]) await worker.advance(id);
    expect(new Set(changed).size).toBe(2);
    expect(await kindsOfStops()).toEqual([]);
  });

  it('hold the other limits where the size of a department cannot be read', async () => {
    const { people } = worker.context.ports;
    const { directory } = worker.context.ports;
    worker = workerWith({
      directory: {
        ...directory,
        readTargetUser: async (id) => ({ ...(await directory.readTargetUser(id)), department: 'Sales' }),
      },
      people: {
        ...people,
        countInDepartment: () => Promise.reject(new DirectoryUnavailable('not now')),
      },
    });
    await threeRequests();
    expect(new Set(changed).size).toBe(2);
    expect(await kindsOfStops()).toEqual(['requester']);
  });

  it('stop a department when too large a part of it would go', async () => {
    const { directory } = worker.context.ports;
    const { people } = worker.context.ports;
    worker = workerWith(
      {
        directory: {
          ...directory,
          readTargetUser: async (id) => ({ ...(await directory.readTargetUser(id)), department: 'Sales' }),
        },
        people: { ...people, countInDepartment: async () => 8 },
      },
      { ...POLICY, limits: { ...LIMITS, perRequester: 100 } },
    );
    const requests = await threeRequests();
    expect(new Set(changed).size).toBe(2);
    expect(await kindsOfStops()).toEqual(['department']);
    expect(requests).toHaveLength(3);
  });

  it('pause everything: nothing starts, and nothing more of what runs is changed, until the emergency group resumes', async () => {
    const [running, waiting] = [await approved(), await approved()];
    onChange = () => {
      onChange = () => {};
      paused = worker.flow.pauseEverything(LEAD);
    };
    let paused: ReturnType<typeof worker.flow.pauseEverything> | undefined;
    // The pause comes while the first change is on its way to the tenant.
    const lane = worker.context.ports.lanes.cloud;
    if (lane === undefined) throw new Error('there is no lane');
    worker = workerWith({
      lanes: {
        cloud: {
          ...lane,
          async perform(step) {
            const performed = await lane.perform(step);
            await paused;
            return performed;
          },
        },
      },
    });
    await worker.advance(running.id);
    await worker.advance(waiting.id);
    expect(changed).toEqual([running.id]);
    const steps = await worker.context.ports.ledger.read(running.id);
    expect(steps.map(({ state, note }) => [state, note?.key ?? null])).toEqual([
      ['verified', null],
      ['planned', STEP_HELD],
    ]);
    expect(await read(waiting)).toMatchObject({ state: 'approved', note: { key: HELD } });
    expect(await worker.flow.stops(LEAD)).toMatchObject({
      stops: [{ waiting: [waiting, running].map(({ reference }) => reference).toSorted(), refusal: null }],
    });

    expect((await worker.flow.resumeStop(SECOND, null)).refused?.key).toBe('brakes.refused.pause-young');
    expect((await worker.flow.resumeStop(LEAD, null)).refused).toBeNull();
    for (const { id } of [running, waiting]) await worker.advance(id);
    expect((await worker.context.ports.ledger.read(running.id)).map(({ state }) => state)).toEqual([
      'verified',
      'verified',
    ]);
    expect((await read(waiting)).startedAt).toBe(NOW);
    expect(told.map(({ personId, key }) => [personId, key])).toEqual([
      [SECOND, 'notice.paused'],
      [SECOND, 'notice.resumed'],
    ]);
  });

  it('tell nobody of a held request about themselves, and not that it reached the limit', async () => {
    const [, , held] = await threeRequests();
    if (held === undefined) throw new Error('they were not stored');
    const listedTo = async (readerId: string) => {
      const [shown, queue] = [await worker.flow.stops(readerId), await worker.flow.queue(readerId)];
      if ('refused' in shown || 'refused' in queue) throw new Error('they are no approver');
      return { stops: shown.stops.map(({ trippedBy, waiting }) => ({ trippedBy, waiting })), held: queue.stops };
    };
    const { reference } = held;
    const all = { stops: [{ trippedBy: reference, waiting: [reference] }], held: [{ held: [reference] }] };
    expect(await listedTo(SECOND)).toMatchObject(all);
    await given
      .database()
      .kysely.updateTable('requests')
      .set({ target_user_id: SECOND })
      .where('id', '=', held.id)
      .execute();
    expect(await listedTo(SECOND)).toEqual({ stops: [{ trippedBy: null, waiting: [] }], held: [] });
    expect(await listedTo(IDS.approver)).toMatchObject(all);
  });

  it('ask the directory nothing of a step that they hold, and leave no hour on it for which it would be due', async () => {
    let looks = 0;
    const { cloud } = worker.context.ports.lanes;
    if (cloud === undefined) throw new Error('there is no lane');
    const look = async () => {
      looks += 1;
      // Told to wait, as where Graph throttles; that hour is over at once.
      return { status: 'later', seconds: 0 } as const;
    };
    worker = workerWith({ lanes: { cloud: { ...cloud, look } } });
    const request = await approved();
    await worker.advance(request.id);
    const told = await worker.context.ports.ledger.read(request.id);
    expect(told.map(({ notBefore }) => notBefore !== null)).toContain(true);
    await worker.flow.pauseEverything(LEAD);
    await worker.advance(request.id);
    const before = looks;
    for (let times = 0; times < 3; times += 1) await worker.advance(request.id);
    expect(looks).toBe(before);
    const held = await worker.context.ports.ledger.read(request.id);
    expect(held[0]).toMatchObject({ note: { key: STEP_HELD }, notBefore: null });
  });

  it('keep a failed step of a held request from being retried until somebody lets it go on', async () => {
    const { cloud } = worker.context.ports.lanes;
    if (cloud === undefined) throw new Error('there is no lane');
    const perform = async () => ({ status: 'refused', note: text('flow.answer-lost') }) as const;
    worker = workerWith({ lanes: { cloud: { ...cloud, perform } } });
    const request = await approved();
    await worker.advance(request.id);
    // Held while a step ran; with nothing else to do it is only watched by now.
    const by = { by: IDS.approver, byName: 'Approver', reason: 'Wrong one?', at: NOW };
    const held = { hold: { how: 'hold', ...by, until: minutesAfter(NOW, 1440), reminded: 0 } } as const;
    await worker.context.ports.requests.change(request.id, { from: ['watching'] }, held);
    const retry = () => worker.flow.resolveStep(SECOND, request.id, 'block-sign-in', 'retry');
    expect((await retry()).refused?.key).toBe('flow.already-hold');
    expect((await worker.context.ports.ledger.read(request.id))[0]?.state).toBe('failed');
    const { version } = await read(request);
    expect((await worker.flow.letGoOn(SECOND, request.id, version)).refused).toBeNull();
    expect((await retry()).refused).toBeNull();
  });

  it('let nobody but the emergency group pause, and show stops to nobody but them and approvers', async () => {
    expect(await worker.flow.pauseEverything(SECOND)).toMatchObject({
      refused: { key: 'brakes.refused.only-emergency' },
    });
    expect(await kindsOfStops()).toEqual([]);
    const stranger = workerWith({ groups: { isMember: async () => false, members: async () => [] } });
    expect(await stranger.flow.stops(SECOND)).toMatchObject({ refused: { key: 'brakes.refused.not-yours' } });
    expect(await stranger.flow.resumeStop(SECOND, null)).toMatchObject({ stops: null });
  });

  it.each([
    ['a guest', { userType: 'Guest' }],
    ['of another organisation', { home: 'elsewhere' }],
    ['blocked', { accountEnabled: false }],
  ] as const)('obey nobody who is %s, whatever their groups', async (_, changes) => {
    await threeRequests();
    const { people } = worker.context.ports;
    worker = workerWith({ people: { ...people, read: async (id) => aPerson({ id, ...changes }) } });
    expect(await worker.flow.pauseEverything(LEAD)).toHaveProperty('refused');
    expect((await worker.flow.resumeStop(SECOND, null)).refused?.key).toBe('brakes.refused.not-in-office');
    expect(await kindsOfStops()).toEqual(['requester']);
  });

  it('let so many emergency blocks through per person, whatever the tenant’s limit, and also while everything is paused', async () => {
    const perHour = 2;
    worker = workerWith(
      {},
      { ...POLICY, limits: { ...LIMITS, perTenant: 1 }, emergency: { ...POLICY.emergency, perHour } },
    );
    const block = (by = LEAD) =>
      given
        .database()
        .run((transaction) =>
          takeStart(worker.context, emergencyStartOf(randomUUID(), aPerson({ id: by })), null, transaction),
        );
    expect([await block(), await block()]).toEqual([null, null]);
    expect((await block())?.scope.kind).toBe('emergency');
    const request = await approved();
    await worker.advance(request.id);
    expect(await kindsOfStops()).toEqual(['emergency', 'tenant']);
    await worker.flow.pauseEverything(LEAD);
    expect((await block())?.scope.kind).toBe('emergency');
    expect(await block(randomUUID())).toBeNull();
  });

  it('hold a block at once without saying of the one before it that it was made anew', async () => {
    const { directory } = worker.context.ports;
    const readTargetUser = async (id: string) => ({ ...(await directory.readTargetUser(id)), readAt: now });
    worker = workerWith(
      { directory: { ...directory, readTargetUser } },
      { ...POLICY, emergency: { ...POLICY.emergency, perHour: 1 } },
    );
    const leaver = randomUUID();
    const first = await worker.flow.blockNow(LEAD, leaver);
    if ('refused' in first) throw new Error(first.refused.key);
    await worker.advance(first.request.id);
    now = minutesAfter(NOW, 30);
    expect(await worker.flow.blockNow(LEAD, leaver)).toMatchObject({ refused: { key: 'emergency.held' } });
    expect((await read(first.request)).emergency).toMatchObject({ answer: null });
    now = minutesAfter(NOW, 90);
    for (const { reference } of await worker.context.ports.stops.open())
      await worker.flow.resumeStop(SECOND, reference);
    expect(await worker.flow.blockNow(LEAD, leaver)).toHaveProperty('request');
    expect((await read(first.request)).emergency).toMatchObject({ answer: { verdict: 'renewed' } });
  });

  it('start no more than the limit where two workers take up 30 at once', async () => {
    const second = createBrakeWorker(await given.second(), {
      policy: POLICY,
      now: () => new Date(now),
      onChange: (requestId) => changed.push(requestId),
    });
    const requests = await Promise.all(Array.from({ length: 30 }, () => approved()));
    // As many at once as a worker has connections: whoever waits five seconds for one is refused it.
    const takeUp = async ({ advance }: typeof worker) => {
      const waiting = requests.map(({ id }) => id);
      const takeNext = async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await advance(id);
      };
      await Promise.all(Array.from({ length: 10 }, takeNext));
    };
    await Promise.all([worker, second].map(takeUp));
    const after = await Promise.all(requests.map(read));
    expect(after.filter(({ startedAt }) => startedAt !== null)).toHaveLength(LIMITS.perRequester);
    expect(after.filter(({ note }) => note?.key === HELD)).toHaveLength(28);
  });
});
