import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Decision, Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import type { Ports } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, aPlan, aSyncedTargetUser, IDS, minutesAfter, NOW, ON_PREMISES } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const ACTOR = '99999999-0000-4000-8000-000000000001';
const OTHER = '99999999-0000-4000-8000-000000000002';
/** Whose account was stolen, say: they asked and approved. */
const ROGUE = '99999999-0000-4000-8000-000000000003';

const TASK = {
  key: 'laptop',
  title: { en: 'Laptop', nl: 'Laptop' },
  instruction: null,
  group: 'helpdesk',
  phase: 'at-start',
  dueDays: 2,
  evidence: 'attestation',
} as const;

const DAY = 24 * 60;

/** In so many tenant minutes. */
const at = (minutes: number) => {
  const instant = minutesAfter(NOW, minutes);
  const [localDate, localTime] = [instant.slice(0, 10), instant.slice(11, 16)];
  return { mode: 'at', localDate, localTime, zone: 'UTC', instant } as const;
};

const approvalBy = (by: string): Decision => ({ verdict: 'approved', by, byName: 'Rogue', reason: null, at: NOW });

describeOnEachDatabase('everything by one person', (given) => {
  let worker: BrakeWorker;
  let told: { readonly personId: string; readonly key: string; readonly count: unknown }[];
  let approvers: readonly string[];

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [told, approvers] = [[], [ACTOR, OTHER, ROGUE]];
    worker = workerWith({});
  });

  const workerWith = (replaced: Partial<Ports>, policy: Policy = BUILT_IN_POLICY) =>
    createBrakeWorker(given.database(), {
      policy,
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (ports) => ({
        ...ports,
        groups: {
          isMember: async (id, group) => group === 'approvers' && approvers.includes(id),
          members: async (group) => (group === 'approvers' ? approvers.map((id) => aPerson({ id })) : []),
        },
        people: { ...ports.people, find: async (id, where) => (where === 'active' ? [aPerson({ id })] : []) },
        messenger: {
          ...ports.messenger,
          notify: async (personId, { key, values }) => {
            told.push({ personId, key, count: values?.count });
            return 'sent';
          },
        },
        ...replaced,
      }),
    });
  const withRequester = (): Ports['groups'] => ({
    ...worker.context.ports.groups,
    isMember: async (id, group) =>
      group === 'approvers' ? approvers.includes(id) : group === 'requesters' && id === IDS.requester,
  });
  const read = async ({ id }: Pick<Request, 'id'>) => {
    const request = await worker.context.ports.requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };

  /** Asked by them; approved by them; half approved by them; running on their word; and of others. */
  async function seven() {
    const dueAt = minutesAfter(NOW, 600);
    const own = await storeRequest(given.database(), { requesterId: ROGUE });
    const half = await storeRequest(given.database(), {
      approvals: [approvalBy(ROGUE)],
      needs: { count: 2, by: 'approver', reasons: [] },
    });
    const planned = await storeRequest(given.database(), {
      state: 'scheduled',
      dueAt,
      approvals: [approvalBy(ROGUE)],
      decision: approvalBy(ROGUE),
      wakeAt: dueAt,
    });
    const steps = [
      { kind: 'block-sign-in', state: 'verified', attempt: 1 },
      { kind: 'leave-groups', state: 'planned' },
    ] as const;
    const running = await storeRequest(
      given.database(),
      { state: 'running', startedAt: NOW, approvals: [approvalBy(ROGUE)], decision: approvalBy(ROGUE) },
      steps,
    );
    const others = [
      await storeRequest(given.database()),
      await storeApproved(worker.context, { requesterId: IDS.requester, approverId: OTHER }),
      await storeRequest(given.database(), { requesterId: ROGUE, state: 'declined', endedAt: NOW }),
    ];
    return { own, half, planned, running, others, theirs: [own, half, planned, running] };
  }

  it('is looked at first, and set aside by one decision: stopped, sent back, or held between two steps', async () => {
    const { own, half, planned, running, others, theirs } = await seven();
    const before = await Promise.all(others.map(read));
    expect(await worker.flow.lookSetAside(ACTOR, ROGUE)).toMatchObject({
      people: [{ id: ROGUE }],
      rows: theirs.map(({ id }) => ({ request: { id } })),
    });
    expect((await read(own)).state).toBe('pending');
    const done = await worker.flow.setAside(ACTOR, ROGUE, 'Stolen account');
    if ('refused' in done) throw new Error(done.refused.key);
    expect(done.rows.map(({ request, what }) => [request.id, what])).toEqual([
      [own.id, 'stopped'],
      [half.id, 'sent-back'],
      [planned.id, 'sent-back'],
      [running.id, 'held'],
    ]);
    expect(await read(own)).toMatchObject({ state: 'stopped', note: { key: 'flow.stopped-by' } });
    for (const each of [half, planned])
      expect(await read(each)).toMatchObject({ state: 'pending', approvals: [], needs: { without: [ROGUE] } });
    expect((await read(planned)).dueAt).toBe(planned.dueAt);
    expect(await read(running)).toMatchObject({ state: 'running', approvals: [], hold: { how: 'hold', by: ACTOR } });
    expect(await Promise.all(others.map(read))).toEqual(before);
    expect(told.filter(({ key }) => key === 'notice.set-aside')).toEqual([
      { personId: ROGUE, key: 'notice.set-aside', count: theirs.length },
    ]);
  });

  it.each([
    ['moved it', OTHER, ROGUE],
    ['approved it before it was moved', ROGUE, OTHER],
  ])('is back at the hour that its requester agreed to, where it was they who %s', async (_, approver, mover) => {
    worker = workerWith({ groups: withRequester() });
    const when = at(30 * DAY);
    const stored = await storeRequest(given.database(), {
      state: 'scheduled',
      requesterId: IDS.requester,
      choices: { ...emptyChoices('offboard', randomUUID()), when },
      dueAt: when.instant,
      approvals: [approvalBy(approver)],
      decision: approvalBy(approver),
      wakeAt: when.instant,
    });
    expect((await worker.flow.move(mover, stored.id, stored.version, at(DAY), 'Sooner')).refused).toBeNull();
    const moved = await read(stored);
    expect((await worker.flow.decide(ACTOR, moved.id, moved.version, { verdict: 'approved' })).refused?.key).toBe(
      'approval.requester-must-agree',
    );
    expect(await worker.flow.setAside(ACTOR, ROGUE, 'Stolen account')).toMatchObject({
      rows: [{ what: 'sent-back' }],
    });
    const back = await read(stored);
    expect(back).toMatchObject({ state: 'pending', edited: null, choices: { when }, dueAt: when.instant });
    expect(back.note?.values?.differences).toMatchObject([
      { key: 'lasting.set-aside-hour', values: { name: stored.requesterName } },
      { key: 'lasting.set-aside-approver' },
    ]);
    expect((await worker.flow.decide(ACTOR, back.id, back.version, { verdict: 'approved' })).refused).toBeNull();
    await worker.advance(back.id);
    expect(await read(stored)).toMatchObject({ state: 'scheduled', dueAt: when.instant });
  });

  it('takes two for a deletion that one may decide alone, also where its plan has changed by the start', async () => {
    worker = workerWith(
      { groups: withRequester() },
      { ...BUILT_IN_POLICY, approvals: { ...BUILT_IN_POLICY.approvals, rules: [] } },
    );
    const choices = { ...emptyChoices('offboard', randomUUID()), account: 'delete', reason: 'resigned' } as const;
    const made = await makeRequest(worker.context, aPerson({ id: IDS.requester }), choices);
    if ('refused' in made) throw new Error(made.refused.key);
    expect(made.request.needs.count).toBe(1);
    // What the directory asks for by the start beside it was not needed when it was approved.
    const steps = made.request.plan.steps.filter(({ kind }) => kind !== 'revoke-sessions');
    const plan = { ...made.request.plan, steps };
    const word = approvalBy(ROGUE);
    const dueAt = minutesAfter(NOW, DAY);
    const approved = { state: 'scheduled', dueAt, wakeAt: dueAt, decision: word, approvals: [word] } as const;
    const { transactions, requests } = worker.context.ports;
    const stored = await transactions.run((transaction) =>
      requests.insert(
        transaction,
        { ...made.request, plan, ...approved },
        stepRecordsOf(plan, made.request.id, randomUUID),
      ),
    );
    if ('openRequest' in stored) throw new Error(stored.openRequest);
    await worker.flow.setAside(ACTOR, ROGUE, 'Stolen account');
    for (const by of [ACTOR, OTHER]) {
      const { version } = await read(stored);
      expect((await worker.flow.decide(by, stored.id, version, { verdict: 'approved' })).refused).toBeNull();
    }
    expect(await read(stored)).toMatchObject({ state: 'approved', needs: { count: 2, without: [ROGUE] } });
    await requests.change(stored.id, { from: ['approved'] }, { state: 'scheduled', dueAt: NOW, wakeAt: NOW });
    await worker.advance(stored.id);
    expect(await read(stored)).toMatchObject({
      state: 'pending',
      approvals: [],
      needs: { count: 2, without: [ROGUE] },
      note: { values: { differences: [{ key: 'plan.difference.new' }] } },
    });
  });

  it('is decided by others from then on: their own word counts for none of it, a colleague’s does', async () => {
    const { half, running } = await seven();
    await worker.flow.setAside(ACTOR, ROGUE, 'Stolen account');
    const again = await read(half);
    const verdict = { verdict: 'approved' } as const;
    expect((await worker.flow.decide(ROGUE, half.id, again.version, verdict)).refused?.key).toBe('approval.set-aside');
    const held = await read(running);
    expect((await worker.flow.letGoOn(ROGUE, held.id, held.version)).refused?.key).toBe('approval.set-aside');
    expect((await worker.flow.decide(OTHER, half.id, again.version, verdict)).refused).toBeNull();
    expect((await worker.flow.letGoOn(OTHER, held.id, held.version)).refused).toBeNull();
    expect(await read(running)).toMatchObject({ hold: null, approvals: [{ by: OTHER }] });
    // And it is no news to set them aside once more.
    expect(await worker.flow.lookSetAside(ACTOR, ROGUE)).toMatchObject({ rows: [] });
  });

  it('is set aside once, by however many clicks at once, with one entry in the audit that names nobody', async () => {
    await seven();
    const answers = await Promise.all([ACTOR, OTHER, ACTOR].map((by) => worker.flow.setAside(by, ROGUE, 'Stolen')));
    const counts = answers.map((answer) => ('rows' in answer ? answer.rows.length : -1));
    expect(counts.toSorted()).toEqual([0, 0, 4]);
    expect(told.filter(({ key }) => key === 'notice.set-aside')).toHaveLength(1);
    const entries = await given
      .database()
      .kysely.selectFrom('audit')
      .selectAll()
      .where('kind', '=', 'set-aside')
      .execute();
    expect(entries.map(({ code }) => code).slice(-1)).toEqual(['4']);
  });

  it('is set aside as a whole or not at all, whatever fails in between', async () => {
    const { theirs } = await seven();
    const before = await Promise.all(theirs.map(read));
    let changed = 0;
    const { requests } = worker.context.ports;
    const change: typeof requests.change = async (...given) => {
      changed += 1;
      if (changed === 3) throw new Error('the process ended');
      return requests.change(...given);
    };
    const broken = workerWith({ requests: { ...requests, change } });
    await expect(broken.flow.setAside(ACTOR, ROGUE, 'Stolen')).rejects.toThrow();
    expect(await Promise.all(theirs.map(read))).toEqual(before);
    expect(await worker.flow.setAside(ACTOR, ROGUE, 'Stolen')).toMatchObject({ rows: { length: 4 } });
  });

  it('changes nothing for who is no approver, for oneself, or without a reason, and shows a stranger nothing', async () => {
    const { theirs } = await seven();
    const before = await Promise.all(theirs.map(read));
    expect(await worker.flow.setAside(randomUUID(), ROGUE, 'x')).toMatchObject({
      refused: { key: 'flow.not-an-approver' },
    });
    expect(await worker.flow.lookSetAside(randomUUID(), ROGUE)).toEqual({ refused: { key: 'flow.not-an-approver' } });
    expect(await worker.flow.setAside(ROGUE, ROGUE, 'x')).toMatchObject({
      refused: { key: 'set-aside.not-yourself' },
    });
    expect(await worker.flow.setAside(ACTOR, ROGUE, ' ')).toMatchObject({ refused: { key: 'flow.reason-missing' } });
    approvers = [];
    expect(await worker.flow.setAside(ACTOR, ROGUE, 'x')).toHaveProperty('refused');
    expect(await Promise.all(theirs.map(read))).toEqual(before);
  });

  it('holds for people also what a restore holds that does not start after all', async () => {
    const approved = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: ROGUE });
    const { requests } = worker.context.ports;
    await requests.change(approved.id, { from: ['approved'] }, { state: 'running', startedAt: NOW });
    const restore = await storeRequest(given.database(), {
      state: 'approved',
      targetUserId: approved.targetUserId,
      requesterId: IDS.requester,
      choices: emptyChoices('restore-user', approved.targetUserId),
      approvals: [approvalBy(OTHER)],
      decision: approvalBy(OTHER),
    });
    const by = { by: OTHER, byName: 'Other', reason: restore.reference, at: NOW, until: null, reminded: 0 };
    const hold = { how: 'hold', ...by, restore: restore.reference } as const;
    await requests.change(approved.id, { from: ['running'] }, { hold });
    const done = await worker.flow.setAside(ACTOR, ROGUE, 'Stolen account');
    expect('rows' in done ? done.rows.map(({ request, what }) => [request.id, what]) : done).toEqual([
      [approved.id, 'held-on'],
    ]);
    const withdrawn = { state: 'withdrawn', endedAt: NOW, wakeAt: null, newVersion: true } as const;
    await requests.change(restore.id, { from: ['approved'] }, withdrawn);
    await worker.advance(approved.id);
    const { hold: now, needs, approvals } = await read(approved);
    expect([now?.how, now?.restore, needs.without, approvals]).toEqual(['hold', undefined, [ROGUE], []]);
    expect(now?.lost?.[0]).toMatchObject({
      key: 'lasting.held-earlier-restore',
      values: { reference: restore.reference },
    });
    const steps = await worker.context.ports.ledger.read(approved.id);
    expect(steps.filter(({ attempt }) => attempt > 0)).toEqual([]);
  });

  it('lets no step go on their word either', async () => {
    const approved = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: ROGUE });
    const { requests, ledger } = worker.context.ports;
    await requests.change(approved.id, { from: ['approved'] }, { state: 'running', startedAt: NOW });
    const block = (await ledger.read(approved.id)).find(({ kind }) => kind === 'block-sign-in');
    await ledger.move(block?.id ?? '', ['planned'], 'running', { newAttempt: true });
    await ledger.move(block?.id ?? '', ['running'], 'failed', {});
    await worker.flow.setAside(ACTOR, ROGUE, 'Stolen account');
    const skip = (id: string) => worker.flow.resolveStep(id, approved.id, 'block-sign-in', 'skip');
    expect((await skip(ROGUE)).refused?.key).toBe('approval.set-aside');
    expect((await skip(OTHER)).refused).toBeNull();
  });

  it('takes no answer of theirs once others let it go on: no retry, no result and no task; a colleague’s counts', async () => {
    const needs = { count: 1, by: 'approver', reasons: [], without: [ROGUE] } as const;
    const running = {
      state: 'running',
      startedAt: NOW,
      needs,
      facts: aSyncedTargetUser({ id: randomUUID() }),
    } as const;
    const { id, reference } = await storeRequest(given.database(), { ...running, plan: aPlan({ tasks: [TASK] }) }, [
      { kind: 'block-sign-in', state: 'failed', attempt: 1 },
      { kind: 'disable-account', lane: 'on-premises', state: 'needs-person' },
    ]);
    await worker.context.ports.tasks.open(id, [{ ...TASK, id: randomUUID() }], NOW);
    const result = JSON.stringify({
      leaver: 1,
      reference,
      sid: ON_PREMISES.securityIdentifier,
      actions: [{ kind: 'disable-account', done: true, at: NOW }],
      accountDisabled: true,
    });
    const answersOf = async (by: string) => {
      const given = [
        await worker.flow.resolveStep(by, id, 'block-sign-in', 'retry'),
        await worker.flow.answerRunbook(by, id, { answer: 'done', result }),
        await worker.flow.answerTask(by, id, { task: 'laptop', answer: 'done', result: null }),
      ];
      return given.map(({ refused }) => refused?.key ?? null);
    };
    const before = await worker.context.ports.ledger.read(id);
    expect(await answersOf(ROGUE)).toEqual(Array(3).fill('approval.set-aside'));
    expect(await worker.context.ports.ledger.read(id)).toEqual(before);
    expect(await answersOf(OTHER)).toEqual([null, null, null]);
  });

  it('keeps starts and blocks at once waiting for one statement of each request, and for no other', async () => {
    const steps = ['block-sign-in', 'leave-groups'].map((kind) => ({ kind, state: 'planned' }) as Partial<StepRecord>);
    const begun = { state: 'running', startedAt: NOW, approvals: [approvalBy(ROGUE)] } as const;
    const statementsFor = async (count: number) => {
      for (let each = 0; each < count; each += 1) await storeRequest(given.database(), begun, steps);
      let ran = 0;
      const { ledger, requests, queue } = worker.context.ports;
      const counted = <Port extends object>(port: Port): Port =>
        new Proxy(port, {
          get(of, name) {
            if (typeof name === 'string') ran += 1;
            return Reflect.get(of, name);
          },
        });
      const send: typeof queue.send = async (...job) => {
        if (job[2] !== undefined) ran += 1;
        await queue.send(...job);
      };
      const ports = { ledger: counted(ledger), requests: counted(requests), queue: { ...queue, send } };
      expect(await workerWith(ports).flow.setAside(ACTOR, ROGUE, 'Stolen')).toMatchObject({ rows: { length: count } });
      return ran;
    };
    const [few, many] = [await statementsFor(5), await statementsFor(45)];
    expect(many - few).toBe(40);
  });

  it('lists by number a block at once that they confirmed or refused, which stays, also once it is only watched', async () => {
    const answer = { verdict: 'confirmed', by: ROGUE, byName: 'Rogue', at: NOW } as const;
    const emergency = { confirmBy: minutesAfter(NOW, 240), answer, proposal: null };
    const over = { state: 'done', emergency, startedAt: NOW, endedAt: NOW } as const;
    const running = await storeRequest(given.database(), { state: 'running', startedAt: NOW, emergency });
    const watched = await storeRequest(given.database(), { ...over, wakeAt: minutesAfter(NOW, 60) });
    const refusing = { ...emergency, answer: { ...answer, verdict: 'refused' } } as const;
    const refused = await storeRequest(given.database(), {
      ...over,
      wakeAt: minutesAfter(NOW, 60),
      emergency: refusing,
    });
    const kept = { ...refusing, kept: { by: OTHER, byName: 'Other', at: NOW } } as never;
    // Others decided since that it stays.
    await storeRequest(given.database(), { ...over, wakeAt: minutesAfter(NOW, 60), emergency: kept });
    const before = [await read(running), await read(watched), await read(refused)];
    // Nobody looks at it any more; another confirmed that one; it is about who looks.
    await storeRequest(given.database(), over);
    const other = { ...emergency, answer: { ...answer, by: OTHER } };
    await storeRequest(given.database(), { state: 'running', startedAt: NOW, emergency: other });
    await storeRequest(given.database(), { state: 'running', startedAt: NOW, emergency, targetUserId: ACTOR });
    const stay = [
      ...[running, watched].map(({ id }) => ({ request: { id }, what: 'stays-confirmed' })),
      { request: { id: refused.id }, what: 'stays-refused' },
    ];
    expect(await worker.flow.lookSetAside(ACTOR, ROGUE)).toMatchObject({ rows: stay });
    expect(await worker.flow.setAside(ACTOR, ROGUE, 'Stolen account')).toMatchObject({ rows: stay });
    expect([await read(running), await read(watched), await read(refused)]).toEqual(before);
    expect(told.filter(({ key }) => key === 'notice.set-aside')).toEqual([]);
  });
});
