import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { standInAuthority } from '../../src/commands/prove/stand-in-authority.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import type { PerformContext, Performed, Ports, StepLane } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const APPROVER = '99999999-0000-4000-8000-000000000002';
const POLICY = { ...BUILT_IN_POLICY, settleSeconds: 0 };
const AN_HOUR_AGO = minutesAfter(NOW, -60);

describeOnEachDatabase('what is sent', (given) => {
  let now: string;
  /** Kinds, in the order in which they were sent. */
  let sent: string[];
  let isEnabled: boolean;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, sent, isEnabled] = [NOW, [], false];
  });

  type Hooks = {
    /** Once, while the directory is asked who is protected, right before a write after a wait. */
    readonly whileAsked?: () => Promise<unknown>;
    readonly perform?: (run: PerformContext) => Promise<Performed>;
    readonly replace?: (ports: Ports) => Partial<Ports>;
  };

  function workerWith({ whileAsked, perform, replace = () => ({}) }: Hooks = {}): BrakeWorker {
    let meanwhile = whileAsked;
    return createBrakeWorker(given.database(), {
      policy: POLICY,
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) => {
        const authority = standInAuthority(ports.people, ports.groups);
        const directory: Ports['directory'] = {
          ...ports.directory,
          async readAuthority(asked) {
            const once = meanwhile;
            if (asked.targetUserId !== null) meanwhile = undefined;
            if (asked.targetUserId !== null) await once?.();
            return authority(asked);
          },
        };
        return { ...ports, directory, lanes: { cloud: laneOf(perform) }, ...replace(ports) };
      },
    });
  }

  function laneOf(perform: (run: PerformContext) => Promise<Performed> = taken): StepLane {
    return {
      lane: 'cloud',
      idempotent: () => true,
      look: async () => ({ status: 'needed', snapshot: null }),
      async perform(run) {
        sent.push(run.step.kind);
        return perform(run);
      },
      verify: async ({ step }) => ({ status: isAsWanted(step) ? 'seen' : 'not-seen', evidence: null }),
    };
  }

  /** As the tenant takes it: at once. */
  async function taken({ step }: PerformContext): Promise<Performed> {
    if (step.kind === 'unblock-sign-in') isEnabled = true;
    if (step.kind === 'block-sign-in') isEnabled = false;
    return { status: 'accepted', evidence: null };
  }

  const isAsWanted = ({ kind }: StepRecord) =>
    kind === 'block-sign-in' ? !isEnabled : kind !== 'unblock-sign-in' || isEnabled;

  /** It began an hour ago, so that the next write is one after a wait. */
  function running(kind: 'delete-account' | 'unblock-sign-in'): Promise<Request> {
    const targetUserId = randomUUID();
    const choices = emptyChoices(kind === 'unblock-sign-in' ? 'restore-user' : 'offboard', targetUserId);
    const began = { state: 'running', startedAt: AN_HOUR_AGO, wakeAt: NOW } as const;
    return storeRequest(given.database(), { ...began, targetUserId, choices }, [
      { kind, state: 'planned', attempt: 0 },
    ]);
  }

  async function blockNow({ flow }: BrakeWorker, targetUserId: string): Promise<Request> {
    now = minutesAfter(now, 1);
    const blocked = await flow.blockNow(LEAD, targetUserId);
    if ('refused' in blocked) throw new Error(`refused: ${blocked.refused.key}`);
    return blocked.request;
  }

  const firstStep = async ({ context }: BrakeWorker, { id }: Request) => (await context.ports.ledger.read(id))[0];

  it.each([
    ['Stop', 'waived', 'flow.step-stopped'],
    ['Hold', 'planned', 'flow.step-on-hold'],
    ['pause', 'planned', 'brakes.step-held'],
  ] as const)('is nothing after a %s that came while protections were read', async (how, state, note) => {
    const worker = workerWith({
      whileAsked: async () => {
        const { version } = (await worker.context.ports.requests.read(request.id)) ?? request;
        if (how === 'pause') return expect(await worker.flow.pauseEverything(LEAD)).not.toHaveProperty('refused');
        const change = how === 'Stop' ? worker.flow.stop : worker.flow.hold;
        return expect((await change(APPROVER, request.id, version, 'Wrong person')).refused).toBeNull();
      },
    });
    const request = await running('delete-account');
    for (let turn = 0; turn < 2; turn += 1) await worker.advance(request.id);
    expect(sent).toEqual([]);
    expect(await firstStep(worker, request)).toMatchObject({ state, note: { key: note }, attempt: 0 });
  });

  it('is no unblock after a block at once that was made while protections were read', async () => {
    const worker = workerWith({
      whileAsked: async () => worker.advance((await blockNow(worker, restore.targetUserId)).id),
    });
    const restore = await running('unblock-sign-in');
    for (let turn = 0; turn < 2; turn += 1) await worker.advance(restore.id);
    expect(sent).toEqual(['block-sign-in', 'revoke-sessions']);
    expect(await firstStep(worker, restore)).toMatchObject({ state: 'waived', attempt: 0 });
  });

  it.each([
    ['waits for Active Directory', 'watching', { state: 'waiting', after: ['enable-account'] }],
    ['could not let them in', 'watching', { state: 'failed', attempt: 1 }],
    ['is done, and is turned back since', 'done', { state: 'verified', attempt: 1, verifiedAt: AN_HOUR_AGO }],
  ] as const)(
    'is no unblock of a restore that %s after a block at once, whatever becomes of that',
    async (_, state, unblock) => {
      const worker = workerWith({ replace: ({ groups }) => ({ groups: { ...groups, isMember: async () => true } }) });
      const { requests, ledger } = worker.context.ports;
      const target = randomUUID();
      const restore = await storeRequest(
        given.database(),
        {
          targetUserId: target,
          state,
          startedAt: AN_HOUR_AGO,
          wakeAt: null,
          choices: emptyChoices('restore-user', target),
        },
        [
          { kind: 'enable-account', lane: 'on-premises', state: state === 'done' ? 'verified' : 'needs-person' },
          { kind: 'unblock-sign-in', ...unblock },
        ],
      );
      const block = await blockNow(worker, target);
      const blocked = (await requests.read(block.id)) ?? block;
      expect((await worker.flow.answerEmergency(APPROVER, block.id, blocked.version, 'refused')).refused).toBeNull();
      await worker.advance(block.id);
      // A look finds it turned back, or Active Directory as it is wanted.
      for (const { id, kind, state } of await ledger.read(restore.id))
        if (state !== 'waived')
          await ledger.move(id, [state], kind === 'enable-account' ? 'verified' : 'planned', { notBefore: null });
      if (state === 'done') await requests.change(restore.id, { from: ['done'] }, { state: 'watching', wakeAt: now });
      for (let turn = 0; turn < 3; turn += 1) await worker.advance(restore.id);
      expect(sent).not.toContain('unblock-sign-in');
      expect(await requests.read(restore.id)).toMatchObject({
        state: 'done-with-gaps',
        hold: { how: 'stop', reason: block.reference },
      });
    },
  );

  it('is not intended once the request was stopped, however late that came', async () => {
    const worker = workerWith();
    const request = await running('delete-account');
    const { ledger } = worker.context.ports;
    const step = await firstStep(worker, request);
    expect((await worker.flow.stop(APPROVER, request.id, request.version, 'Wrong person')).refused).toBeNull();
    const whileRequest = { states: ['running', 'watching'], heldAs: null } as const;
    const change = { newAttempt: true, whileRequest };
    expect(await ledger.move(step?.id ?? '', ['planned'], 'running', change)).toBeNull();
    const known = { ...change, whileRequest: { ...whileRequest, heldAs: 'stop' as const } };
    expect(await ledger.move(step?.id ?? '', ['planned'], 'running', known)).toMatchObject({ attempt: 1 });
  });

  it('is the block once more, when an unblock that was on its way beside it has ended', async () => {
    const [onItsWay, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const worker = workerWith({
      perform: async (run) => {
        if (run.step.kind === 'unblock-sign-in') {
          onItsWay.resolve();
          await answer.promise;
        }
        return taken(run);
      },
    });
    const restore = await running('unblock-sign-in');
    const restoring = worker.advance(restore.id);
    await onItsWay.promise;
    const block = await blockNow(worker, restore.targetUserId);
    await worker.advance(block.id);
    // Sent, and not said to be seen while the other call may still land after it.
    expect(await firstStep(worker, block)).toMatchObject({ state: 'accepted', verifiedAt: null });
    answer.resolve();
    await restoring;
    expect(isEnabled).toBe(true);
    await expect
      .poll(async () => {
        await worker.advance(block.id);
        return (await firstStep(worker, block))?.state;
      })
      .toBe('verified');
    expect(isEnabled).toBe(false);
    expect(sent).toEqual([
      'unblock-sign-in',
      ...['block-sign-in', 'revoke-sessions'],
      ...['block-sign-in', 'revoke-sessions'],
    ]);
    // What was on its way is no later decision: the block is watched on, and nobody is said to have meant it.
    expect((await worker.context.ports.requests.read(block.id))?.note).toBeNull();
  });

  it('is told before each part whether it may go on, and what was done by then is recorded', async () => {
    const asked: boolean[] = [];
    const worker = workerWith({
      perform: async ({ mayGoOn, step }) => {
        if (step.attempt > 1) return { status: 'accepted', evidence: null };
        asked.push(await mayGoOn());
        const { version } = (await worker.context.ports.requests.read(request.id)) ?? request;
        await worker.flow.hold(APPROVER, request.id, version, 'Wrong person');
        asked.push(await mayGoOn());
        return { status: 'held', done: { removed: [{ groupId: 'one' }] } };
      },
    });
    const request = await running('delete-account');
    await worker.advance(request.id);
    expect(asked).toEqual([true, false]);
    const evidence = { removed: [{ groupId: 'one' }] };
    const note = { key: 'flow.step-on-hold' };
    expect(await firstStep(worker, request)).toMatchObject({ state: 'planned', attempt: 1, evidence, note });
    const { version } = (await worker.context.ports.requests.read(request.id)) ?? request;
    expect((await worker.flow.letGoOn(APPROVER, request.id, version)).refused).toBeNull();
    await worker.advance(request.id);
    expect(await firstStep(worker, request)).toMatchObject({ state: 'verified', attempt: 2 });
  });

  it('ends as its own attempt did: a worker that lost its lease says nothing of a later one', async () => {
    const [first, second, answered] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ];
    const mayOfFirst: boolean[] = [];
    const late = workerWith({
      perform: async ({ mayGoOn }) => {
        first.resolve();
        await second.promise;
        mayOfFirst.push(await mayGoOn());
        return { status: 'refused', note: text('graph.refused.forbidden') };
      },
      replace: ({ leases }) => ({ leases: { ...leases, take: losesIt(leases.take) } }),
    });
    const next = workerWith({
      perform: async (run) => {
        second.resolve();
        await answered.promise;
        return taken(run);
      },
    });
    const request = await running('delete-account');
    const waiting = late.advance(request.id);
    await first.promise;
    await next.context.ports.leases.releaseAll(null);
    const going = next.advance(request.id);
    await waiting;
    expect(mayOfFirst).toEqual([false]);
    expect(await firstStep(next, request)).toMatchObject({ state: 'running', attempt: 2, note: null });
    answered.resolve();
    await going;
    expect(await firstStep(next, request)).toMatchObject({ state: 'verified', attempt: 2 });
  });
});

/** Taken once, and never renewed: as a worker that lost the database. */
function losesIt(take: Ports['leases']['take']): Ports['leases']['take'] {
  let isFirst = true;
  return async (what, owner, seconds) => {
    if (!isFirst) return false;
    isFirst = false;
    return take(what, owner, seconds);
  };
}
