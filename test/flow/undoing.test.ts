import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices, type RequestKind, type When } from '../../src/domain/choices.ts';
import { noticesOf } from '../../src/domain/notices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { beforeBlockNow } from '../../src/flow/before-block-now.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import type { Ports, StepLane } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const [APPROVER, SECOND] = ['99999999-0000-4000-8000-000000000002', '99999999-0000-4000-8000-000000000003'] as const;
const POLICY = { ...BUILT_IN_POLICY, settleSeconds: 0 };
const HOUR = 60;

describeOnEachDatabase('letting in somebody who was blocked at once', (given) => {
  let now: string;
  let isEnabled: boolean;
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, isEnabled] = [NOW, true];
    worker = workerWith({});
  });

  function workerWith(replaced: Partial<Ports>, count = 1): BrakeWorker {
    return createBrakeWorker(given.database(), {
      policy: { ...POLICY, approvals: { ...POLICY.approvals, count } },
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) => ({
        ...ports,
        directory: {
          ...ports.directory,
          readTargetUser: async (id) => ({
            ...(await ports.directory.readTargetUser(id)),
            accountEnabled: isEnabled,
            readAt: now,
          }),
        },
        ...replaced,
      }),
    });
  }

  const read = async (id: string): Promise<Request> => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error(`${id} is not there`);
    return request;
  };

  async function blockNow(targetUserId: string): Promise<Request> {
    isEnabled = true;
    const blocked = await blockAgain(targetUserId);
    isEnabled = false;
    return blocked;
  }

  /** While the block that was made before stands. */
  async function blockAgain(targetUserId: string): Promise<Request> {
    const blocked = await worker.flow.blockNow(LEAD, targetUserId);
    if (!('request' in blocked)) throw new Error(`refused: ${blocked.refused.key}`);
    return blocked.request;
  }

  /** Blocked at once and refused by an approver; gives the block and what proposes to undo it. */
  async function refused(): Promise<{ readonly block: Request; readonly proposal: Request }> {
    const { id } = await blockNow(randomUUID());
    await worker.advance(id);
    const { version } = await read(id);
    expect(await worker.flow.answerEmergency(APPROVER, id, version, 'refused')).toMatchObject({ refused: null });
    const block = await read(id);
    return { block, proposal: await read(block.emergency?.proposal ?? 'none') };
  }

  async function restore(targetUserId: string, changes: Partial<Request> = {}): Promise<Request> {
    isEnabled = false;
    const made = await makeRequest(
      worker.context,
      aPerson({ id: IDS.requester }),
      emptyChoices('restore-user', targetUserId),
    );
    if ('refused' in made) throw new Error(`refused: ${made.refused.key}`);
    const { transactions, requests } = worker.context.ports;
    const stored = await transactions.run((transaction) =>
      requests.insert(
        transaction,
        { ...made.request, ...changes },
        stepRecordsOf(made.request.plan, made.request.id, randomUUID),
      ),
    );
    if ('openRequest' in stored) throw new Error(`${stored.openRequest} is open`);
    return stored;
  }

  /** Keys of what is said about a request as it stands. */
  const told = async (id: string): Promise<readonly string[]> => {
    const steps = await worker.context.ports.ledger.read(id);
    return noticesOf(await read(id), steps, { now, policy: POLICY }).map(({ message }) => message.key);
  };

  const decision = { verdict: 'approved', by: IDS.approver, byName: 'Approver', reason: null, at: NOW } as const;
  const approve = async (by: string, { id }: Request, version: number) =>
    (await worker.flow.decide(by, id, version, { verdict: 'approved' })).refused?.key ?? null;
  const at = (minutes: number): Extract<When, { mode: 'at' }> => {
    const instant = minutesAfter(NOW, minutes);
    return { mode: 'at', localDate: instant.slice(0, 10), localTime: instant.slice(11, 16), zone: 'UTC', instant };
  };

  it.each(['unanswered', 'refused'] as const)(
    'is decided anew where it was decided before, also once the block is %s',
    async (answer) => {
      const id = randomUUID();
      const dueAt = minutesAfter(NOW, 10 * HOUR);
      const planned = await restore(id, { state: 'scheduled', dueAt, decision, approvals: [decision], wakeAt: dueAt });
      now = minutesAfter(NOW, 5);
      const block = await blockNow(id);
      await worker.advance(block.id);
      if (answer === 'refused')
        await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
      now = minutesAfter(NOW, 5 * HOUR);
      await worker.advance(block.id);
      expect((await read(block.id)).emergency?.answer?.verdict).toBe(answer);
      now = dueAt;
      await worker.advance(planned.id);
      expect(await read(planned.id)).toMatchObject({
        state: 'pending',
        startedAt: null,
        note: { key: 'flow.changed-since-approval' },
      });
    },
  );

  it('takes no click on a card of before the block, and no approval of before it', async () => {
    worker = workerWith({}, 2);
    const id = randomUUID();
    const asked = await restore(id);
    expect(await approve(APPROVER, asked, asked.version)).toBeNull();
    now = minutesAfter(NOW, 5);
    const block = await blockNow(id);
    const again = await read(asked.id);
    expect(again).toMatchObject({
      state: 'pending',
      approvals: [],
      note: { key: 'flow.blocked-since-asked', values: { reference: block.reference } },
    });
    expect(await approve(SECOND, asked, asked.version)).toBe('approval.stale');
    expect(await approve(SECOND, asked, again.version)).toBeNull();
    expect((await read(asked.id)).state).toBe('pending');
  });

  it('is not for who blocked to change, agree to or take back, by button or typed', async () => {
    const { block, proposal } = await refused();
    expect(proposal.proposal).toEqual({ block: block.reference, verdict: 'refused', byName: expect.any(String) });
    const refusals = async ({ id, version }: Request) => [
      await worker.flow.withdraw(LEAD, id, version),
      await worker.flow.withdraw(LEAD, id, null),
      await worker.flow.agree(LEAD, id, version),
      await worker.flow.changeDate(LEAD, id, version, at(2) as never),
    ];
    const keys = (await refusals(proposal)).map(({ refused: why }) => why?.key);
    expect(new Set(keys)).toEqual(new Set(['flow.proposed-by-leaver']));
    expect(await worker.flow.view(LEAD, proposal.id)).toMatchObject({ actions: [] });
  });

  it('at another hour of an approver waits for approvers alone', async () => {
    const { proposal } = await refused();
    expect(await worker.flow.postpone(APPROVER, proposal.id, proposal.version, at(3 * HOUR))).toMatchObject({
      refused: null,
    });
    const postponed = await read(proposal.id);
    expect(postponed).toMatchObject({ edited: null, note: { key: 'flow.date-changed' } });
    expect(await approve(SECOND, proposal, postponed.version)).toBeNull();
    await worker.advance(proposal.id);
    const scheduled = await read(proposal.id);
    expect(scheduled.state).toBe('scheduled');
    await worker.flow.move(APPROVER, proposal.id, scheduled.version, at(5 * HOUR) as never, 'Later');
    expect(await read(proposal.id)).toMatchObject({
      state: 'approved',
      edited: null,
      dueAt: minutesAfter(NOW, 5 * HOUR),
    });
  });

  it('is proposed again when nobody decided about it, also where the process ends in between', async () => {
    const { block, proposal } = await refused();
    now = proposal.expiresAt;
    const ended = await worker.context.ports.requests.change(
      proposal.id,
      { from: ['pending'] },
      { state: 'expired', wakeAt: now },
    );
    expect(ended?.state).toBe('expired');
    await worker.advance(proposal.id);
    await worker.advance(block.id);
    const next = (await read(block.id)).emergency?.proposal ?? 'none';
    expect(next).not.toBe(proposal.reference);
    expect((await read(next)).state).toBe('pending');
    expect((await read(proposal.id)).wakeAt).toBeNull();
    now = minutesAfter(now, 25 * HOUR);
    await worker.advance(next);
    expect((await read(next)).state).toBe('expired');
    await worker.advance(block.id);
    expect((await read(block.id)).emergency?.proposal).not.toBe(next);
  });

  it('uses up no number while another request is in the way, however often it is tried', async () => {
    const id = randomUUID();
    const block = await blockNow(id);
    await worker.advance(block.id);
    const asked = await restore(id, { expiresAt: minutesAfter(NOW, 100 * HOUR) });
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    for (let hour = 1; hour <= 5; hour += 1) {
      now = minutesAfter(NOW, hour * HOUR + 1);
      await worker.advance(block.id);
    }
    expect((await read(block.id)).emergency).toMatchObject({
      proposal: null,
      notProposed: { why: { key: 'emergency.other-undecided' } },
    });
    const next = await blockNow(randomUUID());
    const numberOf = ({ reference }: Request) => Number(reference.slice(2));
    expect(numberOf(next) - numberOf(asked)).toBe(1);
  });

  it('says of the request that comes first for whom it waits and until when, also on the last look, and is tried soon', async () => {
    const targetUserId = randomUUID();
    const expiresAt = minutesAfter(NOW, 100 * HOUR);
    const edited = { by: APPROVER, byName: 'Approver', at: NOW, agreedAt: null };
    const other = await storeRequest(given.database(), {
      ...{ targetUserId, expiresAt, edited, requesterName: 'Megan Bowen' },
      choices: emptyChoices('offboard', targetUserId),
    });
    const { reference } = other;
    const values = { reference, name: 'Megan Bowen', until: { instant: expiresAt } };
    const { known } = await beforeBlockNow(worker.context, targetUserId);
    expect(known(true)).toContainEqual({ key: 'emergency.stays-to-agree', values });
    const block = await blockNow(targetUserId);
    await worker.advance(block.id);
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    expect((await read(block.id)).emergency?.notProposed?.why).toEqual({ key: 'emergency.other-to-agree', values });
    // Agreed to: now it waits for approvers, and the block says that within ten minutes.
    await worker.context.ports.requests.change(other.id, { from: ['pending'] }, { edited: null });
    now = (await read(block.id)).wakeAt ?? now;
    expect(Date.parse(now) - Date.parse(NOW)).toBeLessThanOrEqual(10 * 60_000);
    await worker.advance(block.id);
    expect((await read(block.id)).emergency?.notProposed?.why.key).toBe('emergency.other-undecided');
    await worker.context.ports.requests.change(other.id, { from: ['pending'] }, { state: 'withdrawn', wakeAt: null });
    now = (await read(block.id)).wakeAt ?? now;
    await worker.advance(block.id);
    expect((await read(block.id)).emergency?.proposal).not.toBeNull();
  });

  it('is proposed once what was open is settled, however often somebody asks for another block meanwhile', async () => {
    const id = randomUUID();
    const ask = async (kind: RequestKind) => {
      const choices = emptyChoices(kind, id);
      const drafted = await worker.flow.draft(IDS.requester, choices);
      if ('refused' in drafted) return drafted.refused.key;
      const asked = await worker.flow.submit(IDS.requester, choices, drafted.draft.report.request.planHash);
      return 'refused' in asked ? asked.refused.key : asked.request.id;
    };
    const decline = async (of: string) => {
      const declined = { verdict: 'declined', reason: 'No' } as const;
      expect((await worker.flow.decide(SECOND, of, (await read(of)).version, declined)).refused).toBeNull();
    };
    const block = await blockNow(id);
    await worker.advance(block.id);
    const open = await ask('offboard');
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    expect((await read(block.id)).emergency?.notProposed?.why.key).toBe('emergency.other-undecided');
    // A block could stand beside it, and would be the next in the way.
    expect(await worker.flow.openAbout(IDS.requester, 'offboard', id)).toMatchObject({ mayBlock: false });
    expect(await ask('block-sign-in')).toBe('flow.undoing-first');
    expect(await ask('offboard')).toBe('flow.open-request');
    await decline(open);
    for (const kind of ['block-sign-in', 'offboard', 'restore-user'] as const) {
      expect(await ask(kind)).toBe('flow.undoing-first');
      expect(await worker.flow.mayAsk(IDS.requester, kind, id)).toHaveProperty('refused.key', 'flow.undoing-first');
    }
    now = (await read(block.id)).wakeAt ?? now;
    await worker.advance(block.id);
    const proposal = (await read(block.id)).emergency?.proposal ?? 'none';
    await decline(proposal);
    // Whoever declines it decides that the block stays: then anything may be asked.
    expect((await read(await ask('offboard'))).state).toBe('pending');
  });

  it('is not answered yet: the plan of a restore says so, to who may not see the block that something is open', async () => {
    const block = await blockNow(randomUUID());
    await worker.advance(block.id);
    const { directory } = worker.context.ports;
    const readAuthority: typeof directory.readAuthority = async (asked) => {
      const found = await directory.readAuthority(asked);
      const people = [...found.people].map(([id, each]) => [id, { ...each, groupIds: [] }] as const);
      return { ...found, people: new Map(people) };
    };
    const ofNoGroup = workerWith({ directory: { ...directory, readAuthority } });
    const told = async ({ flow }: BrakeWorker) => {
      const drafted = await flow.draft(IDS.requester, emptyChoices('restore-user', block.targetUserId));
      if ('refused' in drafted) throw new Error(drafted.refused.key);
      return drafted.draft.report.warnings.filter(({ key }) => key.startsWith('card.choices.beside'));
    };
    expect(await told(worker)).toMatchObject([{ key: 'card.choices.beside', values: { reference: block.reference } }]);
    // The restore ends none that is not answered.
    expect(await told(ofNoGroup)).toEqual([{ key: 'card.choices.beside-others' }]);
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'confirmed');
    expect(await told(worker)).toEqual([]);
  });

  const other = async (id: string): Promise<string> => {
    const choices = emptyChoices('offboard', id);
    const drafted = await worker.flow.draft(IDS.requester, choices);
    if ('refused' in drafted) throw new Error(drafted.refused.key);
    const asked = await worker.flow.submit(IDS.requester, choices, drafted.draft.report.request.planHash);
    if ('refused' in asked) throw new Error(asked.refused.key);
    return asked.request.id;
  };
  /** Whatever is due in each of these hours. */
  async function hoursPass(hours: number): Promise<void> {
    for (let hour = 0; hour < hours; hour += 1) {
      now = minutesAfter(now, HOUR);
      const due = await worker.context.ports.wakeups.due({ tenant: new Date(now), real: new Date() }, 50);
      for (const id of due) await worker.advance(id);
    }
  }

  it.each([2, 9])('is proposed once what was open is settled, also after %s days', async (days) => {
    const id = randomUUID();
    const block = await blockNow(id);
    await worker.advance(block.id);
    const open = await other(id);
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    const expiresAt = minutesAfter(now, 10 * 24 * HOUR);
    await worker.context.ports.requests.change(open, { from: ['pending'] }, { expiresAt });
    await hoursPass(days * 24);
    expect((await read(block.id)).emergency?.notProposed?.why.key).toBe('emergency.other-undecided');
    const declined = { verdict: 'declined', reason: 'No' } as const;
    expect((await worker.flow.decide(SECOND, open, (await read(open)).version, declined)).refused).toBeNull();
    await hoursPass(2);
    expect((await read(block.id)).emergency?.proposal).not.toBeNull();
  });

  it('is not kept away by new dates: what it waits for ends when it was to end, and takes another date until then', async () => {
    const id = randomUUID();
    const block = await blockNow(id);
    await worker.advance(block.id);
    const open = await other(id);
    const move = async (days: number) =>
      (await worker.flow.changeDate(IDS.requester, open, (await read(open)).version, at(days * 24 * HOUR))).refused;
    await hoursPass(2);
    expect(await move(20)).toBeNull();
    // Nothing waits for it yet: approvers have the whole day again.
    const { expiresAt } = await read(open);
    expect(expiresAt).toBe(minutesAfter(NOW, 26 * HOUR));
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    await hoursPass(20);
    expect(await move(30)).toBeNull();
    expect(await read(open)).toMatchObject({ state: 'pending', dueAt: at(30 * 24 * HOUR).instant, expiresAt });
    await hoursPass(6);
    expect((await read(open)).state).toBe('expired');
    expect((await read(block.id)).emergency?.proposal).not.toBeNull();
  });

  const postpone = async (id: string, days: number) =>
    (await worker.flow.postpone(SECOND, id, (await read(id)).version, at(days * 24 * HOUR))).refused;

  it('is not kept away by new dates of an approver, whose own the requester never agrees to', async () => {
    const id = randomUUID();
    const block = await blockNow(id);
    await worker.advance(block.id);
    const open = await other(id);
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    const { expiresAt } = await read(open);
    await hoursPass(20);
    expect(await postpone(open, 20)).toBeNull();
    expect(await read(open)).toMatchObject({ state: 'pending', dueAt: at(20 * 24 * HOUR).instant, expiresAt });
    await hoursPass(6);
    expect((await read(open)).state).toBe('expired');
    expect((await read(block.id)).emergency?.proposal).not.toBeNull();
  });

  it('is not kept away by who agrees to the date of an approver', async () => {
    const id = randomUUID();
    const block = await blockNow(id);
    await worker.advance(block.id);
    const open = await other(id);
    await hoursPass(2);
    expect(await postpone(open, 20)).toBeNull();
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    const { expiresAt, version } = await read(open);
    await hoursPass(20);
    expect((await worker.flow.agree(IDS.requester, open, version)).refused).toBeNull();
    expect(await read(open)).toMatchObject({ state: 'pending', edited: { agreedAt: now }, expiresAt });
    await hoursPass(6);
    expect((await read(open)).state).toBe('expired');
    expect((await read(block.id)).emergency?.proposal).not.toBeNull();
  });

  it('is not kept away by a move of what was approved too late: it was to get an hour within the day', async () => {
    const id = randomUUID();
    const block = await blockNow(id);
    await worker.advance(block.id);
    const open = await other(id);
    const late = { state: 'approved', dueAt: now, lateSince: now, decision, approvals: [decision] } as const;
    await worker.context.ports.requests.change(open, { from: ['pending'] }, { ...late, wakeAt: null });
    const until = minutesAfter(now, 24 * HOUR);
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    expect((await read(block.id)).emergency?.notProposed?.why).toMatchObject({
      key: 'emergency.other-late',
      values: { until: { instant: until } },
    });
    await hoursPass(20);
    const { version } = await read(open);
    expect((await worker.flow.move(SECOND, open, version, at(20 * 24 * HOUR), 'Later')).refused).toBeNull();
    expect(await read(open)).toMatchObject({ state: 'pending', expiresAt: until });
  });

  it('is kept away once by what nobody agreed to in time, and was approved before', async () => {
    const id = randomUUID();
    const block = await blockNow(id);
    await worker.advance(block.id);
    const open = await other(id);
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    const { choices } = await read(open);
    const before = { when: choices.when, dueAt: NOW, decision, approvals: [decision] };
    const edited = { by: SECOND, byName: 'Second', at: now, agreedAt: null, before };
    await worker.context.ports.requests.change(open, { from: ['pending'] }, { edited });
    await hoursPass(25);
    expect(await read(open)).toMatchObject({ state: 'pending', edited: { lapsedAt: expect.any(String) } });
    const { expiresAt } = await read(open);
    expect(await postpone(open, 20)).toBeNull();
    expect(await read(open)).toMatchObject({ state: 'pending', expiresAt });
    await hoursPass(25);
    expect((await read(open)).state).toBe('expired');
  });

  it.each([2, 9])('is proposed once what kept them out is stopped, also after %s days under a stop', async (days) => {
    const id = randomUUID();
    const block = await blockNow(id);
    await worker.advance(block.id);
    const open = await other(id);
    await worker.flow.answerEmergency(APPROVER, block.id, (await read(block.id)).version, 'refused');
    await worker.flow.pauseEverything(LEAD);
    expect(await approve(SECOND, await read(open), (await read(open)).version)).toBeNull();
    await worker.advance(open);
    await hoursPass(days * 24);
    expect((await read(block.id)).emergency).toMatchObject({ keptBy: (await read(open)).reference, proposal: null });
    expect((await worker.flow.stop(APPROVER, open, (await read(open)).version, 'No')).refused).toBeNull();
    await hoursPass(2);
    expect((await read(block.id)).emergency?.proposal).not.toBeNull();
  });

  it('is proposed once, and the block says so, whatever happens to the block at that moment', async () => {
    const { requests } = worker.context.ports;
    let meanwhile = async () => {};
    worker = workerWith({
      requests: {
        ...requests,
        async insert(transaction, request, steps) {
          await meanwhile();
          return requests.insert(transaction, request, steps);
        },
      },
    });
    const { id } = await blockNow(randomUUID());
    await worker.advance(id);
    const before = await read(id);
    meanwhile = async () => {
      meanwhile = async () => {};
      now = minutesAfter(now, 1);
    };
    await worker.flow.answerEmergency(APPROVER, id, before.version, 'refused');
    const block = await read(id);
    expect(block.state).toBe('done');
    expect(block.emergency?.proposal).toMatch(/^L-/);
    // As the job does that read the block before it was moved on.
    const moved = await requests.change(id, { from: ['done'] }, { state: 'watching', newVersion: true });
    expect(moved?.emergency?.proposal).toBe(block.emergency?.proposal);
    await worker.advance(id);
    const { targetUserId } = block;
    const restores = await requests.list({ targetUserId, kinds: ['restore-user'], limit: 5 });
    expect(restores.map(({ reference }) => reference)).toEqual([block.emergency?.proposal]);
  });

  it('is not asked for a block that was refused before it was made: that one is never made', async () => {
    const { id, version } = await blockNow(randomUUID());
    isEnabled = true;
    await worker.flow.answerEmergency(APPROVER, id, version, 'refused');
    expect((await told(id)).join()).not.toContain('notice.emergency-refused');
    await worker.advance(id);
    const { emergency, ...block } = await read(id);
    const steps = await worker.context.ports.ledger.read(id);
    const toDo = steps.filter(({ state }) => state !== 'skipped');
    expect(new Set(toDo.map(({ state, attempt }) => `${state} ${attempt}`))).toEqual(new Set(['waived 0']));
    expect(block).toMatchObject({ state: 'done-with-gaps', note: { key: 'flow.refused-before-any' } });
    expect(emergency).toMatchObject({
      proposal: null,
      notProposed: { why: { key: 'emergency.nothing-of-it' } },
    });
    expect(await told(id)).toContain('notice.emergency-refused');
  });

  it('is asked for, and said to be, only once a block that was begun is at rest, and that is sent once', async () => {
    let isLost = true;
    let isThere = false;
    const { lanes } = worker.context.ports;
    const [lane] = Object.values(lanes);
    if (lane === undefined) throw new Error('there is no lane');
    const cloud: StepLane = {
      ...lane,
      perform: async (context) => {
        if (!isLost || context.step.kind !== 'block-sign-in') return lane.perform(context);
        isLost = false;
        return { status: 'ambiguous', seconds: 0 };
      },
      verify: async (context) =>
        context.step.kind === 'block-sign-in' && !isThere
          ? { status: 'not-seen', evidence: null }
          : lane.verify(context),
    };
    worker = workerWith({ lanes: { cloud } });
    const { id } = await blockNow(randomUUID());
    isEnabled = true;
    const step = async () => (await worker.context.ports.ledger.read(id)).find(({ kind }) => kind === 'block-sign-in');
    const begun = worker.advance(id);
    await expect.poll(async () => (await step())?.state).toBe('ambiguous');
    await begun;
    await worker.flow.answerEmergency(APPROVER, id, (await read(id)).version, 'refused');
    expect((await read(id)).emergency).toMatchObject({ answer: { verdict: 'refused' }, proposal: null });
    expect(await told(id)).not.toContain('notice.emergency-refused');
    isThere = true;
    isEnabled = false;
    await expect
      .poll(async () => {
        await worker.advance(id);
        return (await step())?.state;
      })
      .toBe('verified');
    expect((await read(id)).emergency?.proposal).toMatch(/^L-/);
    expect((await step())?.attempt).toBe(1);
    expect(await told(id)).toContain('notice.emergency-refused');
  });

  it('needs nobody’s account: not that of who blocked either', async () => {
    const { id } = await blockNow(randomUUID());
    await worker.advance(id);
    const { people } = worker.context.ports;
    worker = workerWith({ people: { ...people, read: async (each) => (each === LEAD ? null : people.read(each)) } });
    await worker.flow.answerEmergency(APPROVER, id, (await read(id)).version, 'refused');
    const proposal = await read((await read(id)).emergency?.proposal ?? 'none');
    expect(await approve(SECOND, proposal, proposal.version)).toBeNull();
    await worker.advance(proposal.id);
    expect((await read(proposal.id)).startedAt).not.toBeNull();
  });

  it('waits for what begins about the person at the moment it starts', async () => {
    const due = await storeApproved(worker.context, { requesterId: IDS.director, approverId: IDS.approver });
    const { requests } = worker.context.ports;
    await requests.change(due.id, { from: ['approved'] }, { state: 'scheduled', dueAt: NOW, wakeAt: NOW });
    const approved = { state: 'approved', decision, approvals: [decision], wakeAt: NOW } as const;
    const decided = await restore(due.targetUserId, approved);
    let looks = 0;
    worker = workerWith({
      requests: {
        ...requests,
        async list(filter, transaction) {
          const found = await requests.list(filter, transaction);
          const isLook = filter.targetUserId === due.targetUserId && filter.states?.includes('running') === true;
          if (!isLook || transaction !== undefined) return found;
          looks += 1;
          // Its hour comes right after the restore saw that nothing runs.
          if (looks === 1)
            await requests.change(
              due.id,
              { from: ['scheduled'] },
              { state: 'running', startedAt: now, newVersion: true },
            );
          return found;
        },
      },
    });
    await worker.advance(decided.id);
    expect((await read(due.id)).startedAt).not.toBeNull();
    expect(await read(decided.id)).toMatchObject({ state: 'approved', startedAt: null });
  });

  it('is told apart from being blocked all the time', async () => {
    const id = randomUUID();
    const first = await blockNow(id);
    await worker.advance(first.id);
    now = minutesAfter(NOW, 30);
    isEnabled = false;
    const again = await worker.flow.blockNow(LEAD, id);
    expect('request' in again).toBe(true);
    expect((await read(first.id)).emergency?.answer).toMatchObject({
      verdict: 'renewed',
      wasIn: false,
      next: expect.stringMatching(/^L-/),
    });
  });

  it('is proposed four hours after the first block at once that nobody confirmed, however often it is made again', async () => {
    const id = randomUUID();
    const first = await blockNow(id);
    await worker.advance(first.id);
    let newest = first;
    for (const hour of [1.9, 3.8]) {
      now = minutesAfter(NOW, hour * HOUR);
      newest = await blockAgain(id);
      await worker.advance(newest.id);
    }
    now = minutesAfter(NOW, 4 * HOUR);
    await worker.advance(newest.id);
    const { emergency } = await read(newest.id);
    expect(emergency?.answer?.verdict).toBe('unanswered');
    expect(emergency?.proposal).not.toBeNull();
  });

  it('gives four hours anew to a block of somebody who could sign in again since', async () => {
    const id = randomUUID();
    const first = await blockNow(id);
    await worker.advance(first.id);
    now = minutesAfter(NOW, 3 * HOUR);
    const again = await blockNow(id);
    expect((await read(first.id)).emergency?.answer).toMatchObject({ verdict: 'renewed', wasIn: true });
    expect((await read(again.id)).emergency?.confirmBy).toBe(minutesAfter(now, 4 * HOUR));
  });
});
