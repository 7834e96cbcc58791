import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import { COUNTING_STATES, type Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { text } from '../../src/domain/text.ts';
import { beforeBlockNow } from '../../src/flow/before-block-now.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import { overtakes } from '../../src/flow/overtaken-by.ts';
import type { Ports, StepContext, StepLane, Transaction } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const AN_EMERGENCY = { confirmBy: NOW, answer: null, proposal: null } as const;
const decidedAt = (restore: Request, at: string): Request => ({
  ...restore,
  approvals: [],
  decision: { verdict: 'approved', by: IDS.approver, byName: 'Approver', reason: null, at },
});
/** Of a department, so that its people are counted right before a start. */
const BLOCKED = { accountEnabled: false, department: 'Sales' } as const;
const POLICY = { ...BUILT_IN_POLICY, settleSeconds: 0 };

describeOnEachDatabase('a block at once', (given) => {
  let now: string;
  let changed: string[];
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, changed] = [NOW, []];
    worker = workerWith({});
  });

  function workerWith(replaced: Partial<Ports>, policy: Policy = POLICY): BrakeWorker {
    return createBrakeWorker(given.database(), {
      policy,
      now: () => new Date(now),
      onChange: (requestId) => changed.push(requestId),
      replace: (ports) => ({ ...ports, ...replaced }),
    });
  }

  async function blockNow(targetUserId: string): Promise<Request> {
    const blocked = await worker.flow.blockNow(LEAD, targetUserId);
    if (!('request' in blocked)) throw new Error(`refused: ${blocked.refused.key}`);
    return blocked.request;
  }

  const blockOf = async ({ id }: Request) => {
    const step = (await worker.context.ports.ledger.read(id)).find(({ kind }) => kind === 'block-sign-in');
    if (step === undefined) throw new Error('there is no block');
    return step;
  };

  it('is planned to be sent also for somebody whom a read, which may lag, shows as blocked', async () => {
    const { directory } = worker.context.ports;
    worker = workerWith({
      directory: {
        ...directory,
        readTargetUser: async (id) => ({ ...(await directory.readTargetUser(id)), accountEnabled: false }),
      },
    });
    const request = await blockNow(randomUUID());
    expect(await blockOf(request)).toMatchObject({ state: 'planned', parameters: { always: true } });
    await worker.advance(request.id);
    expect(await blockOf(request)).toMatchObject({ state: 'verified', attempt: 1 });
  });

  it('is made of somebody who was let in again also where the watch of the earlier one finds that at this moment', async () => {
    const targetUserId = randomUUID();
    const first = await blockNow(targetUserId);
    await worker.advance(first.id);
    now = minutesAfter(NOW, 30);
    const { requests } = worker.context.ports;
    const moves = async (transaction: Transaction) => {
      const from = ['running', 'watching', 'done', 'done-with-gaps'] as const;
      const about = await requests.list({ targetUserId, limit: 10 }, transaction);
      const state = about.find((each) => each.id === first.id)?.state;
      const to = state === 'watching' ? 'done-with-gaps' : 'watching';
      expect(await requests.change(first.id, { from }, { state: to, newVersion: true }, transaction)).not.toBeNull();
    };
    let meanwhile: (transaction: Transaction) => Promise<void> = moves;
    worker = workerWith({
      requests: {
        ...requests,
        list: async (filter, transaction) => {
          const found = await requests.list(filter, transaction);
          if (filter.targetUserId === targetUserId && filter.states === COUNTING_STATES && transaction !== undefined) {
            const move = meanwhile;
            meanwhile = async () => {};
            await move(transaction);
          }
          return found;
        },
      },
    });
    const again = await blockNow(targetUserId);
    expect(again.id).not.toBe(first.id);
    expect((await requests.read(first.id))?.emergency?.answer?.verdict).toBe('renewed');
  });

  it('that was only found in place is read again for a week, and people are told when it is gone', async () => {
    const lane = worker.context.ports.lanes.cloud;
    if (lane === undefined) throw new Error('there is no lane');
    worker = workerWith({
      lanes: {
        cloud: {
          ...lane,
          look: async (run) =>
            run.step.kind === 'block-sign-in'
              ? { status: 'already', note: text('graph.block.already'), snapshot: null }
              : lane.look(run),
          verify: async (run) =>
            run.step.kind === 'block-sign-in' ? { status: 'not-seen', evidence: null } : lane.verify(run),
        },
      },
    });
    const request = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: IDS.approver });
    await worker.advance(request.id);
    expect(await blockOf(request)).toMatchObject({ state: 'skipped', attempt: 0 });
    now = minutesAfter(NOW, 24 * 60);
    await worker.advance(request.id);
    expect(await blockOf(request)).toMatchObject({ state: 'overwritten', turnedBack: { how: 'person' } });
    expect((await worker.context.ports.requests.read(request.id))?.state).toBe('done-with-gaps');
  });

  it('sends a restore that is just starting back to people', async () => {
    const id = randomUUID();
    const { people, directory } = worker.context.ports;
    let beforeStart = async () => {};
    worker = workerWith({
      directory: {
        ...directory,
        readTargetUser: async () => ({ ...(await directory.readTargetUser(id)), ...BLOCKED }),
      },
      people: { ...people, countInDepartment: () => beforeStart().then(() => 100) },
    });
    const restore = await approvedRestore(id);
    now = minutesAfter(NOW, 1);
    beforeStart = async () => {
      beforeStart = async () => {};
      await blockNow(id);
    };
    for (let turn = 0; turn < 2; turn += 1) await worker.advance(restore.id);
    expect(await worker.context.ports.requests.read(restore.id)).toMatchObject({
      state: 'pending',
      startedAt: null,
      note: { key: 'flow.changed-since-approval' },
    });
    expect(changed).not.toContain(restore.id);
  });

  it('ends the tries of a restore that runs: its unblock is not sent again, and not waited for', async () => {
    const id = randomUUID();
    const { directory, lanes } = worker.context.ports;
    const { cloud } = lanes;
    if (cloud === undefined) throw new Error('there is no lane');
    const isUnblock = ({ step }: StepContext) => step.kind === 'unblock-sign-in';
    let sent = 0;
    const lane: StepLane = {
      ...cloud,
      async perform(run) {
        if (!isUnblock(run)) return cloud.perform(run);
        sent += 1;
        // The block comes while the first try is on its way.
        if (sent === 1) await blockNow(id);
        return { status: 'ambiguous', seconds: 0 };
      },
      verify: async (run) => (isUnblock(run) ? { status: 'not-seen', evidence: null } : cloud.verify(run)),
    };
    worker = workerWith({
      directory: {
        ...directory,
        readTargetUser: async () => ({ ...(await directory.readTargetUser(id)), accountEnabled: false }),
      },
      lanes: { cloud: lane },
    });
    const restore = await approvedRestore(id);
    now = minutesAfter(NOW, 1);
    for (let turn = 0; turn < 6; turn += 1) await worker.advance(restore.id);
    const steps = await worker.context.ports.ledger.read(restore.id);
    expect(steps.find(({ kind }) => kind === 'unblock-sign-in')).toMatchObject({ state: 'waived', attempt: 1 });
    expect((await worker.context.ports.requests.read(restore.id))?.state).toBe('done-with-gaps');
    expect(sent).toBe(1);
  });

  it.each([3600, 1e15])(
    'is tried again within a minute where it was told to wait %s seconds, and at once by a click',
    async (seconds) => {
      const id = randomUUID();
      let sent = 0;
      const lane: StepLane = {
        lane: 'cloud',
        idempotent: () => true,
        look: async () => ({ status: 'needed', snapshot: null }),
        async perform() {
          sent += 1;
          return sent === 1 ? { status: 'ambiguous', seconds, answered: 429 } : { status: 'accepted', evidence: null };
        },
        verify: async () => ({ status: sent === 1 ? 'not-seen' : 'seen', evidence: null }),
      };
      worker = workerWith({ lanes: { cloud: lane } });
      const request = await blockNow(id);
      for (let turn = 0; turn < 3; turn += 1) await worker.advance(request.id);
      expect(sent).toBe(1);
      const waiting = await blockOf(request);
      expect(waiting).toMatchObject({ state: 'ambiguous', attempt: 1, note: { key: 'flow.throttled' } });
      expect(Date.parse(waiting.notBefore ?? '') - Date.now()).toBeLessThanOrEqual(60_000);
      now = minutesAfter(NOW, 20);
      expect(await worker.flow.blockNow(LEAD, id)).toMatchObject({ refused: { key: 'emergency.hurried' } });
      await expect
        .poll(async () => {
          await worker.advance(request.id);
          return (await blockOf(request)).state;
        })
        .toBe('verified');
    },
  );

  it('blocks again when it is asked again later, also while a read that lags shows the person as blocked', async () => {
    const id = randomUUID();
    const first = await blockNow(id);
    await worker.advance(first.id);
    const { directory } = worker.context.ports;
    const lagging = { ...BLOCKED, readAt: NOW };
    worker = workerWith({
      directory: {
        ...directory,
        readTargetUser: async (each) => ({ ...(await directory.readTargetUser(each)), ...lagging }),
      },
    });
    now = minutesAfter(NOW, 0.5);
    expect(await worker.flow.blockNow(LEAD, id)).toMatchObject({ refused: { key: 'emergency.open-request' } });
    now = minutesAfter(NOW, 30);
    const again = await blockNow(id);
    await worker.advance(again.id);
    expect(changed.filter((requestId) => requestId === again.id)).not.toEqual([]);
    expect((await worker.context.ports.requests.read(first.id))?.emergency?.answer?.verdict).toBe('renewed');
  });

  it.each([
    ['is still to come', true, 10],
    ['was made a moment ago', false, 0.9],
  ] as const)(
    'is made anew before any restore that was decided since, where the first one %s',
    async (_, isThrottled, after) => {
      let throttles = isThrottled;
      const { directory, lanes } = worker.context.ports;
      const lane = lanes.cloud;
      if (lane === undefined) throw new Error('there is no lane');
      const sent: string[] = [];
      const look: StepLane['look'] = async ({ step }) =>
        throttles && step.kind === 'block-sign-in'
          ? { status: 'later', seconds: 60, answered: 429 }
          : { status: 'needed', snapshot: null };
      worker = workerWith({
        groups: worker.context.ports.groups,
        directory: {
          ...directory,
          readTargetUser: async (each) => ({ ...(await directory.readTargetUser(each)), ...BLOCKED }),
        },
        lanes: {
          cloud: {
            ...lane,
            look,
            async perform({ step }) {
              sent.push(step.kind);
              return { status: 'accepted', evidence: null };
            },
          },
        },
      });
      const id = randomUUID();
      const restore = await storedRestore(id, { expiresAt: minutesAfter(NOW, 600) });
      const first = await blockNow(id);
      await worker.advance(first.id);
      now = minutesAfter(NOW, 0.2);
      const { version } = await read(restore);
      expect((await worker.flow.decide(IDS.approver, restore.id, version, { verdict: 'approved' })).refused).toBeNull();
      if (isThrottled) await worker.advance(restore.id);
      expect((await read(first)).hold?.restore ?? null).toBe(isThrottled ? restore.reference : null);
      now = minutesAfter(NOW, after);
      const again = await blockNow(id);
      throttles = false;
      for (const each of [first, again, restore, again, first]) await worker.advance(each.id);
      expect((await read(first)).emergency?.answer?.verdict).toBe('renewed');
      expect(await read(restore)).toMatchObject({ state: 'pending', startedAt: null, approvals: [] });
      expect(await blockOf(again)).toMatchObject({ attempt: 1, acceptedAt: now });
      expect(sent).not.toContain('unblock-sign-in');
    },
  );

  it('names at the last look who blocked and since when, only while that is watched', async () => {
    const id = randomUUID();
    const first = await blockNow(id);
    await worker.advance(first.id);
    const { directory } = worker.context.ports;
    const { context } = workerWith({
      directory: {
        ...directory,
        readTargetUser: async (each) => ({ ...(await directory.readTargetUser(each)), ...BLOCKED }),
      },
    });
    const known = async () =>
      (await beforeBlockNow(context, id)).known(true).map(({ key, values }) => [key, values?.reference]);
    expect(await known()).toContainEqual(['emergency.blocked-since', first.reference]);
    const ended = { state: 'done', endedAt: NOW, wakeAt: null } as const;
    await context.ports.requests.change(first.id, { from: ['done', 'done-with-gaps', 'watching'] }, ended);
    expect(await known()).toContainEqual(['emergency.blocked-already', undefined]);
  });

  it.each([['before it', true] as const, ['after it', false] as const])(
    'knows that a restore was decided %s, whatever the clocks of two processes say',
    async (_, isFirst) => {
      const id = randomUUID();
      const restore = await storedRestore(id, { expiresAt: minutesAfter(NOW, 600) });
      const decide = async () => {
        now = minutesAfter(NOW, isFirst ? 5 : 0);
        const { version } = await read(restore);
        const decided = await worker.flow.decide(IDS.approver, restore.id, version, { verdict: 'approved' });
        expect(decided.refused).toBeNull();
      };
      if (isFirst) await decide();
      now = minutesAfter(NOW, isFirst ? 0 : 5);
      const block = await blockNow(id);
      if (!isFirst) await decide();
      expect(overtakes(await read(block), await read(restore))).toBe(isFirst);
    },
  );

  it('began in its turn, not at the click: a restore that was decided meanwhile is decided again', async () => {
    const id = randomUUID();
    const { starts } = worker.context.ports;
    const restore = await approvedRestore(id);
    worker = workerWith({
      starts: {
        ...starts,
        async takeTurn(transaction) {
          await starts.takeTurn(transaction);
          now = minutesAfter(NOW, 2);
        },
      },
    });
    const { startedAt } = await blockNow(id);
    expect(startedAt).toBe(minutesAfter(NOW, 2));
    expect(
      overtakes({ ...restore, emergency: AN_EMERGENCY, startedAt }, decidedAt(restore, minutesAfter(NOW, 1))),
    ).toBe(true);
  });

  it('goes on once it was let through, whatever its limit holds since', async () => {
    const request = await blockNow(randomUUID());
    const { transactions, stops } = worker.context.ports;
    const limit = { kind: 'emergency', key: LEAD, name: 'Lead' } as const;
    const stop = { scope: limit, why: text('brakes.why.emergency', { name: 'Lead', limit: 1 }), since: NOW } as const;
    await transactions.run((transaction) =>
      stops.add({ ...stop, by: null, trippedBy: randomUUID(), parties: [LEAD] }, transaction),
    );
    await worker.advance(request.id);
    expect(await blockOf(request)).toMatchObject({ state: 'verified', attempt: 1 });
  });

  it('and the proposal to undo it are there also while too few approvers are', async () => {
    const policy = { ...POLICY, approvals: { ...POLICY.approvals, count: 3 } };
    const { directory } = worker.context.ports;
    worker = workerWith({}, policy);
    const request = await blockNow(randomUUID());
    now = minutesAfter(NOW, 24 * 60);
    worker = workerWith(
      {
        directory: {
          ...directory,
          readTargetUser: async (id) => ({ ...(await directory.readTargetUser(id)), ...BLOCKED }),
        },
      },
      policy,
    );
    await worker.advance(request.id);
    expect((await worker.context.ports.requests.read(request.id))?.emergency).toMatchObject({
      answer: { verdict: 'unanswered' },
      proposal: expect.stringMatching(/^L-/),
    });
  });

  const read = async ({ id }: Request) => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };

  function approvedRestore(id: string): Promise<Request> {
    const decision = { verdict: 'approved', by: IDS.approver, byName: 'Approver', reason: null, at: NOW } as const;
    return storedRestore(id, { state: 'approved', decision, approvals: [decision], wakeAt: NOW });
  }

  async function storedRestore(id: string, change: Partial<Request>): Promise<Request> {
    const made = await makeRequest(worker.context, aPerson({ id: IDS.requester }), emptyChoices('restore-user', id));
    if ('refused' in made) throw new Error(`refused: ${made.refused.key}`);
    const request = { ...made.request, ...change };
    const { transactions, requests } = worker.context.ports;
    const stored = await transactions.run((transaction) =>
      requests.insert(transaction, request, stepRecordsOf(request.plan, request.id, randomUUID)),
    );
    if ('openRequest' in stored) throw new Error(`${stored.openRequest} is open`);
    return stored;
  }
});
