import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { mayAnswerLate } from '../../src/domain/emergency.ts';
import { noticesOf } from '../../src/domain/notices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { text } from '../../src/domain/text.ts';
import { isWorkOff } from '../../src/domain/work-off.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import type { StepLane } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, aStepRecord, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { withAccount } from '../helpers/with-account.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const APPROVER = '99999999-0000-4000-8000-000000000002';
const OTHER_APPROVER = '99999999-0000-4000-8000-000000000003';
const HOUR = 60;
const REFUSED = text('graph.block.refused-by-sync');

describeOnEachDatabase('a block at once that an approver refused', (given) => {
  let now: string;
  let isEnabled: boolean;
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, isEnabled] = [NOW, true];
    worker = workerWith({});
  });

  /** A tenant that blocks and lets in, as far as the lane given does not do it otherwise. */
  function workerWith(replaced: Partial<StepLane>): BrakeWorker {
    return createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) =>
        withAccount(
          ports,
          () => ({ accountEnabled: isEnabled, readAt: now }),
          (cloud) => ({
            look: async () => ({ status: 'needed', snapshot: { accountEnabled: isEnabled } }),
            async perform(run) {
              if (run.step.kind === 'block-sign-in') isEnabled = false;
              if (run.step.kind === 'unblock-sign-in') isEnabled = true;
              return cloud.perform(run);
            },
            verify: async ({ step }) => {
              const isThere = step.kind === 'block-sign-in' ? !isEnabled : step.kind !== 'unblock-sign-in' || isEnabled;
              return { status: isThere ? 'seen' : 'not-seen', evidence: null };
            },
            ...replaced,
          }),
        ),
    });
  }

  const read = async (id: string): Promise<Request> => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error(`${id} is not there`);
    return request;
  };
  const stateOf = async (id: string, kind: string) =>
    (await worker.context.ports.ledger.read(id)).find((step) => step.kind === kind)?.state;
  const refuse = async (id: string) => worker.flow.answerEmergency(APPROVER, id, (await read(id)).version, 'refused');

  async function blockNow(): Promise<Request> {
    const blocked = await worker.flow.blockNow(LEAD, randomUUID());
    if (!('request' in blocked)) throw new Error(`refused: ${blocked.refused.key}`);
    return blocked.request;
  }

  async function restore(targetUserId: string): Promise<Request> {
    const choices = emptyChoices('restore-user', targetUserId);
    const before = isEnabled;
    isEnabled = false;
    const made = await makeRequest(worker.context, aPerson({ id: IDS.requester }), choices);
    isEnabled = before;
    if ('refused' in made) throw new Error(`refused: ${made.refused.key}`);
    const { transactions, requests } = worker.context.ports;
    const expiresAt = minutesAfter(NOW, 200 * HOUR);
    const stored = await transactions.run((transaction) =>
      requests.insert(
        transaction,
        { ...made.request, expiresAt },
        stepRecordsOf(made.request.plan, made.request.id, randomUUID),
      ),
    );
    if ('openRequest' in stored) throw new Error(`${stored.openRequest} is open`);
    return stored;
  }

  it('before it was made is never proposed to be undone because somebody else blocks the person later', async () => {
    const { id } = await blockNow();
    await refuse(id);
    await worker.advance(id);
    const nothing = { proposal: null, notProposed: { why: { key: 'emergency.nothing-of-it' } } };
    expect((await read(id)).emergency).toMatchObject(nothing);
    // For a week it is looked at as anything that ended, not every hour; then no more.
    for (let looks = 0; looks < 40 && (await read(id)).wakeAt !== null; looks += 1) {
      now = (await read(id)).wakeAt ?? now;
      await worker.advance(id);
    }
    expect((await read(id)).wakeAt).toBeNull();
    now = minutesAfter(NOW, 40 * 24 * HOUR);
    isEnabled = false;
    await worker.advance(id);
    expect((await read(id)).emergency).toMatchObject(nothing);
  });

  it('is not proposed to be undone once it was lifted, also where somebody else blocks the person then', async () => {
    const { id, targetUserId } = await blockNow();
    await worker.advance(id);
    const other = await restore(targetUserId);
    await refuse(id);
    expect((await read(id)).emergency).toMatchObject({ notProposed: { why: { key: 'emergency.other-undecided' } } });
    isEnabled = true;
    await lookUntil(id, async () => (await stateOf(id, 'block-sign-in')) === 'overwritten');
    isEnabled = false;
    await worker.context.ports.requests.change(other.id, { from: ['pending'] }, { state: 'expired', wakeAt: null });
    now = minutesAfter(now, HOUR);
    await worker.advance(id);
    expect((await read(id)).emergency).toMatchObject({
      proposal: null,
      notProposed: { why: { key: 'emergency.nothing-of-it' } },
    });
  });

  it.each([
    ['confirmed', null],
    ['unanswered', 'L-'],
    ['refused', 'L-'],
  ] as const)(
    'and of which nothing was in place in its hour may still be answered: %s, once it takes effect what is proposed is %s',
    async (verdict, proposal) => {
      worker = workerWith({
        perform: async ({ step }) =>
          step.kind === 'block-sign-in'
            ? { status: 'needs-person', note: text('graph.block.refused-by-sync') }
            : { status: 'accepted', evidence: null },
      });
      const { id } = await blockNow();
      await worker.advance(id);
      now = minutesAfter(NOW, 5 * HOUR);
      await worker.advance(id);
      const nothing = { answer: { verdict: 'unanswered' }, notProposed: { why: { key: 'emergency.nothing-of-it' } } };
      const asked = await read(id);
      expect(asked.emergency).toMatchObject(nothing);
      const steps = await worker.context.ports.ledger.read(id);
      const { todo, approval } = buildReport({ request: asked, steps, now });
      expect(todo.map(({ key }) => key)).toContain('report.todo.answer-first');
      expect(approval.map(({ key }) => key)).toContain('report.emergency.may-answer');
      if (verdict === 'confirmed') {
        const answered = await worker.flow.answerEmergency(APPROVER, id, asked.version, 'confirmed');
        expect(answered.refused).toBeNull();
        const again = await worker.flow.answerEmergency(OTHER_APPROVER, id, (await read(id)).version, 'refused');
        expect(again.refused?.key).toBe('emergency.already-confirmed');
      }
      if (verdict === 'refused') {
        expect((await refuse(id)).refused).toBeNull();
        await worker.advance(id);
        // Nobody is told to do any more what an approver has refused, and it is looked at all the same.
        const [block] = await worker.context.ports.ledger.read(id);
        expect(block).toMatchObject({ kind: 'block-sign-in', state: 'waived', note: { values: { why: REFUSED } } });
        const then = buildReport({ request: await read(id), steps: [block ?? aStepRecord()], now });
        expect(then.headline.key).toBe('report.headline.block-refused');
      }
      isEnabled = false;
      for (let looks = 0; looks < 2; looks += 1) {
        now = minutesAfter(now, 12 * HOUR);
        await worker.advance(id);
      }
      const { emergency } = await read(id);
      expect(emergency?.answer?.verdict).toBe(verdict);
      expect(emergency?.proposal?.slice(0, 2) ?? null).toBe(proposal);
    },
  );

  it('is watched also while its undoing cannot be proposed, and that is tried within the hour', async () => {
    worker = workerWith({});
    const failing = workerWith({
      perform: async ({ step }) => {
        if (step.kind === 'block-sign-in') isEnabled = false;
        return step.kind === 'revoke-sessions'
          ? { status: 'refused', note: text('flow.no-answer', { count: 1 }) }
          : { status: 'accepted', evidence: null };
      },
    });
    worker = failing;
    const { id, targetUserId } = await blockNow();
    await worker.advance(id);
    const other = await restore(targetUserId);
    await refuse(id);
    await worker.advance(id);
    expect((await read(id)).emergency?.notProposed?.why.key).toBe('emergency.other-undecided');
    expect(String((await read(id)).wakeAt) <= minutesAfter(now, HOUR)).toBe(true);
    isEnabled = true;
    await lookUntil(id, async () => (await stateOf(id, 'block-sign-in')) === 'overwritten');
    expect(now <= minutesAfter(NOW, 2 * HOUR)).toBe(true);
    expect((await read(other.id)).state).toBe('pending');
  });

  it('or not is held, and what it still sends is waited for, by a restore that was decided after it', async () => {
    let isThrottled = true;
    const sent: string[] = [];
    isEnabled = false;
    worker = workerWith({
      perform: async ({ step }) => {
        if (step.kind === 'block-sign-in' && isThrottled) return { status: 'ambiguous', seconds: 0, answered: 429 };
        sent.push(step.kind);
        if (step.kind === 'block-sign-in') isEnabled = false;
        if (step.kind === 'unblock-sign-in') isEnabled = true;
        return { status: 'accepted', evidence: null };
      },
      verify: async ({ step }) => {
        if (step.kind === 'block-sign-in' && isThrottled) return { status: 'not-seen', evidence: null };
        return { status: 'seen', evidence: null };
      },
    });
    const { id, targetUserId } = await blockNow();
    await worker.advance(id);
    expect(await stateOf(id, 'block-sign-in')).toBe('ambiguous');
    const asked = await restore(targetUserId);
    now = minutesAfter(NOW, 2);
    expect((await worker.flow.decide(APPROVER, asked.id, asked.version, { verdict: 'approved' })).refused).toBeNull();
    await worker.advance(asked.id);
    expect(await read(asked.id)).toMatchObject({ state: 'approved', startedAt: null });
    expect((await read(id)).hold).toMatchObject({ how: 'hold', restore: asked.reference });
    isThrottled = false;
    await expect
      .poll(async () => {
        await worker.advance(id);
        now = minutesAfter(now, 2);
        await worker.advance(asked.id);
        return (await read(asked.id)).state;
      })
      .toBe('done');
    expect(isEnabled).toBe(true);
    expect(sent.lastIndexOf('block-sign-in')).toBeLessThan(sent.indexOf('unblock-sign-in'));
  });

  it('stays, with the work for it, once an approver declines to undo it', async () => {
    const { id } = await blockNow();
    await worker.advance(id);
    await refuse(id);
    const asked = await read((await read(id)).emergency?.proposal ?? '');
    expect(isWorkOff(await read(id))).toBe(true);
    await worker.flow.decide(OTHER_APPROVER, asked.id, asked.version, { verdict: 'declined', reason: 'It was right' });
    expect((await read(id)).emergency?.kept).toMatchObject({ by: OTHER_APPROVER });
    expect(isWorkOff(await read(id))).toBe(false);
    const policy = BUILT_IN_POLICY;
    const told = noticesOf(await read(asked.id), [], { now, policy }).map(({ to, message: { key } }) => [to, key]);
    expect(told).toEqual([
      ['requester', 'notice.declined-proposal'],
      ['approvers', 'notice.declined-proposal'],
    ]);
  });

  it('is not proposed to be undone while another block at once of the same person waits for its answer', async () => {
    const { id, targetUserId } = await blockNow();
    await worker.advance(id);
    await refuse(id);
    const asked = await read((await read(id)).emergency?.proposal ?? '');
    now = minutesAfter(NOW, 23 * HOUR);
    const later = await worker.flow.blockNow(LEAD, targetUserId);
    if (!('request' in later)) throw new Error(later.refused.key);
    await worker.advance(later.request.id);
    await worker.context.ports.requests.change(asked.id, { from: ['pending'] }, { state: 'expired', wakeAt: now });
    await worker.advance(asked.id);
    await worker.advance(id);
    expect((await read(id)).emergency).toMatchObject({
      proposal: null,
      notProposed: { why: { key: 'emergency.awaits-other', values: { reference: later.request.reference } } },
    });
  });

  it('or might late goes on under the later number alone once the person is blocked at once again', async () => {
    worker = workerWith({
      perform: async ({ step }) =>
        step.kind === 'block-sign-in'
          ? { status: 'needs-person', note: text('graph.block.refused-by-sync') }
          : { status: 'accepted', evidence: null },
    });
    const { id, targetUserId } = await blockNow();
    await worker.advance(id);
    now = minutesAfter(NOW, 5 * HOUR);
    await worker.advance(id);
    expect(mayAnswerLate(await read(id))).toBe(true);
    const again = await worker.flow.blockNow(LEAD, targetUserId);
    if (!('request' in again)) throw new Error(again.refused.key);
    const later = again.request;
    await worker.advance(later.id);
    await worker.advance(id);
    const earlier = await read(id);
    expect(earlier.emergency).toMatchObject({
      answer: { verdict: 'renewed', wasIn: false, late: true, next: later.reference },
      notProposed: null,
    });
    expect(isWorkOff(earlier)).toBe(true);
    const policy = BUILT_IN_POLICY;
    const told = noticesOf(earlier, [], { now, policy }).map(({ key, message }) => `${key}: ${message.key}`);
    expect(told).toContain('emergency-answer-late: notice.emergency-renewed');
    const { refused } = await worker.flow.answerEmergency(APPROVER, id, earlier.version, 'confirmed');
    expect(refused?.key).toBe('emergency.already-renewed');
    expect((await read(later.id)).emergency).toMatchObject({ confirmBy: minutesAfter(now, 4 * HOUR), firstBy: null });
    expect((await refuse(later.id)).refused).toBeNull();
  });

  async function lookUntil(id: string, isSo: () => Promise<boolean>): Promise<void> {
    for (let looks = 0; looks < 20 && !(await isSo()); looks += 1) {
      now = (await read(id)).wakeAt ?? minutesAfter(now, HOUR);
      await worker.advance(id);
    }
    expect(await isSo()).toBe(true);
  }
});
