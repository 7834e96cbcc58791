import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { noticesOf } from '../../src/domain/notices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { approvalLines } from '../../src/domain/report-approval.ts';
import type { Request } from '../../src/domain/request.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, aPlannedStep, aRequest, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const APPROVER = IDS.approver;

describeOnEachDatabase('a request whose requester counts no more', (given) => {
  let now: string;
  let blocked: Set<string>;
  let inGroup: boolean;
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, blocked, inGroup] = [NOW, new Set([IDS.requester]), true];
    worker = createBrakeWorker(given.database(), {
      policy: BUILT_IN_POLICY,
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) => ({
        ...ports,
        people: { ...ports.people, read: async (id) => aPerson({ id, accountEnabled: !blocked.has(id) }) },
        groups: { isMember: async (id) => id !== IDS.requester || inGroup, members: async () => [] },
      }),
    });
  });

  const inHours = (hours: number) =>
    ({ mode: 'at', localDate: '', localTime: '', zone: 'UTC', instant: minutesAfter(NOW, hours * 60) }) as const;
  const read = async ({ id }: Pick<Request, 'id'>) => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };
  /** Asked by right of the requester group alone. */
  const sent = (changes: Partial<Request> = {}) =>
    storeRequest(given.database(), {
      ...changes,
      choices: emptyChoices('offboard', randomUUID()),
      facts: { ...aRequest().facts, managementChain: [] },
      wakeAt: minutesAfter(NOW, 60),
    });

  /** At its last approval: whoever approves it now takes it over. */
  async function lost(changes: Partial<Request> = {}): Promise<Request> {
    const { id, version } = await sent(changes);
    const { refused } = await worker.flow.decide(APPROVER, id, version, { verdict: 'approved' });
    expect(refused).not.toBeNull();
    const request = await read({ id });
    expect(request.needs.withoutRequester).toBe(true);
    return request;
  }

  it('is taken over by one, and by two where the account is deleted, though the policy lets one delete alone', async () => {
    const { approvals } = BUILT_IN_POLICY;
    const policy = { ...BUILT_IN_POLICY, approvals: { ...approvals, rules: [] } };
    Object.assign(worker.context.settings, { policy });
    expect((await lost()).needs).toMatchObject({ count: 1, reasons: [] });
    const { plan } = aRequest();
    const deletes = { ...plan, steps: [...plan.steps, aPlannedStep({ kind: 'delete-account' })] };
    const { needs } = await lost({ plan: deletes });
    expect(needs).toMatchObject({ count: 2, reasons: [{ key: 'approval.needs.deletion' }] });
  });

  it('takes two at its start as well where it deletes the account, though one was enough to approve it', async () => {
    const { approvals } = BUILT_IN_POLICY;
    Object.assign(worker.context.settings, { policy: { ...BUILT_IN_POLICY, approvals: { ...approvals, rules: [] } } });
    const choices = { ...emptyChoices('offboard', randomUUID()), account: 'delete', forwardingChecked: true } as const;
    const made = await makeRequest(worker.context, aPerson({ id: IDS.requester }), choices);
    if ('refused' in made) throw new Error(made.refused.key);
    expect(made.request.needs.count).toBe(1);
    const decision = { verdict: 'approved', by: APPROVER, byName: 'First', reason: null, at: NOW } as const;
    now = minutesAfter(NOW, 10);
    const request = await storeRequest(given.database(), {
      ...made.request,
      ...{ state: 'approved', decision, approvals: [decision], wakeAt: NOW },
    });
    await worker.advance(request.id);
    expect(await read(request)).toMatchObject({ state: 'pending', needs: { count: 2, withoutRequester: true } });
  });

  it('says so on the card whatever else is noted, and is put at another hour without asking them', async () => {
    const { id, version } = await lost();
    expect(await worker.flow.postpone(APPROVER, id, version, inHours(20))).toMatchObject({ refused: null });
    const later = await read({ id });
    expect(later).toMatchObject({ edited: null, note: { key: 'flow.date-changed' } });
    expect(approvalLines(later, [], NOW).map(({ key }) => key)).toContain('lasting.take-over');
    expect(await worker.flow.askQuestion(APPROVER, id, null, 'Why?')).toMatchObject({
      refused: { key: 'flow.nobody-to-ask' },
    });
    expect(await worker.flow.decide(APPROVER, id, later.version, { verdict: 'approved' })).toMatchObject({
      refused: null,
    });
  });

  it('is moved once it was taken over, and nobody has to agree', async () => {
    const { id, version } = await lost();
    await worker.flow.postpone(APPROVER, id, version, inHours(20));
    await worker.flow.decide(APPROVER, id, version + 1, { verdict: 'approved' });
    const taken = await read({ id });
    await worker.flow.move(APPROVER, id, taken.version, inHours(30), 'Audit first');
    const note = { values: { reason: 'Audit first' } };
    expect(await read(taken)).toMatchObject({ state: 'approved', edited: null, dueAt: inHours(30).instant, note });
  });

  it('is moved for a reason that the card says, where that is found only then', async () => {
    blocked.clear();
    const { id, version } = await sent();
    await worker.flow.postpone(APPROVER, id, version, inHours(20));
    const agreed = await read({ id });
    await worker.flow.agree(IDS.requester, id, agreed.version);
    await worker.flow.decide(APPROVER, id, (await read({ id })).version, { verdict: 'approved' });
    const approved = await read({ id });
    blocked.add(IDS.requester);
    await worker.flow.move(APPROVER, id, approved.version, inHours(30), 'Audit first');
    const moved = await read({ id });
    expect(moved).toMatchObject({ state: 'pending', edited: null, note: { values: { reason: 'Audit first' } } });
    expect(buildReport({ request: moved, steps: [], now }).notes).toContainEqual(moved.note);
  });

  it('is not asked to agree where that is found only when it is postponed', async () => {
    const { id, version } = await sent();
    await worker.flow.postpone(APPROVER, id, version, inHours(20));
    expect(await read({ id })).toMatchObject({ edited: null, needs: { withoutRequester: true } });
  });

  it('rests on them again once they count and put it at another hour themselves', async () => {
    const request = await lost();
    blocked.clear();
    await worker.flow.changeDate(IDS.requester, request.id, request.version, inHours(72));
    const again = await read(request);
    expect(again.needs).not.toHaveProperty('withoutRequester');
    await worker.flow.decide(APPROVER, again.id, again.version, { verdict: 'approved' });
    await worker.advance(again.id);
    blocked.add(IDS.requester);
    now = minutesAfter(NOW, 73 * 60);
    await worker.advance(again.id);
    expect(await read(again)).toMatchObject({ state: 'pending', needs: { withoutRequester: true } });
  });

  it('does not rest on them again while they are only back in office', async () => {
    const request = await lost();
    blocked.clear();
    inGroup = false;
    await worker.flow.changeDate(IDS.requester, request.id, request.version, inHours(72));
    expect((await read(request)).needs.withoutRequester).toBe(true);
  });

  it('goes back to the approvers at once where it was approved after its hour', async () => {
    blocked.clear();
    const request = await lateSince(1);
    blocked.add(IDS.requester);
    await worker.advance(request.id);
    expect(await read(request)).toMatchObject({
      state: 'pending',
      lateSince: null,
      dueAt: null,
      needs: { withoutRequester: true },
    });
  });

  it('or only is silent is reminded of the hour for a day, and then the approvers decide again', async () => {
    blocked.clear();
    const request = await lateSince(1);
    await worker.advance(request.id);
    const { policy } = worker.context.settings;
    let reminders = 0;
    for (let at = await read(request); at.state === 'approved'; at = await read(request)) {
      expect(at.wakeAt).not.toBeNull();
      now = at.wakeAt ?? now;
      reminders =
        noticesOf(at, [], { now, policy }).filter(({ key }) => key.startsWith('late-reminder')).length || reminders;
      await worker.advance(request.id);
    }
    expect(reminders).toBe(1);
    expect(await read(request)).toMatchObject({ state: 'pending', note: { key: 'flow.late-back' }, approvals: [] });
    expect(now).toBe(minutesAfter(NOW, 25 * 60));
  });

  /** Approved so many hours after it was asked, at an hour that had passed. */
  async function lateSince(hours: number): Promise<Request> {
    const { id } = await storeRequest(given.database(), {
      choices: { ...emptyChoices('offboard', randomUUID()), when: inHours(hours / 2) },
      facts: { ...aRequest().facts, managementChain: [] },
      dueAt: inHours(hours / 2).instant,
      state: 'approved',
      lateSince: inHours(hours).instant,
      wakeAt: null,
    });
    now = inHours(hours).instant;
    return read({ id });
  }
});
