import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { DirectoryUnavailable } from '../../src/domain/errors.ts';
import { noticesOf } from '../../src/domain/notices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { makeRequest } from '../../src/flow/draft-request.ts';
import type { Ledger, Ports } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const LATER = minutesAfter(NOW, 14 * 1440);
const IN_TWO_WEEKS = {
  mode: 'at',
  localDate: LATER.slice(0, 10),
  localTime: LATER.slice(11, 16),
  zone: 'UTC',
  instant: LATER,
} as const;
const DONE = { state: 'verified', attempt: 1, intendedAt: NOW, acceptedAt: NOW, verifiedAt: NOW } as const;
const BLOCKED = { kind: 'block-sign-in', ...DONE } as const;

describeOnEachDatabase('what runs while a restore is about to start', (given) => {
  let worker: BrakeWorker;
  let now: string;
  let refuses: boolean;
  let unreadable: boolean;
  let made: string[];

  /** Licences are as they are wanted once `licencesGo`; until then their step waits, and is looked at again and again. */
  let licencesGo: boolean;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, refuses, unreadable, licencesGo, made] = [NOW, false, false, false, []];
    worker = aWorker();
  });

  /** Another one is another process on the same rows. */
  const aWorker = (replace = (ports: Ports) => ports) =>
    createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) => {
        const { cloud } = ports.lanes;
        if (cloud === undefined) throw new Error('there is no cloud');
        return replace({
          ...ports,
          directory: {
            ...ports.directory,
            readTargetUser: async (id) => {
              if (unreadable) throw new DirectoryUnavailable('down');
              const facts = await ports.directory.readTargetUser(id);
              const protections = refuses ? [{ kind: 'directory-role' as const, name: 'Global Administrator' }] : [];
              return { ...facts, accountEnabled: false, protections };
            },
          },
          lanes: {
            cloud: {
              ...cloud,
              look: async ({ step }) =>
                step.kind === 'remove-licences' && !licencesGo
                  ? { status: 'later', seconds: 0 }
                  : { status: 'needed', snapshot: null },
              perform: async ({ step }) => {
                made.push(step.kind);
                return { status: 'accepted', evidence: null };
              },
            },
          },
        });
      },
    });

  const ports = () => worker.context.ports;
  const read = async ({ id }: Request) => {
    const request = await ports().requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };
  const states = async ({ id }: Request) => (await ports().ledger.read(id)).map(({ kind, state }) => [kind, state]);

  /** An offboarding that has blocked and is to take licences, and a restore of the same person that was approved. */
  async function both(steps: readonly Partial<StepRecord>[] = [BLOCKED, { kind: 'remove-licences' }]) {
    const target = randomUUID();
    const offboarding = await storeRequest(
      given.database(),
      {
        targetUserId: target,
        state: 'running',
        startedAt: NOW,
        wakeAt: NOW,
        choices: emptyChoices('offboard', target),
      },
      steps,
    );
    const requester = await ports().people.read(IDS.requester);
    if (requester === null) throw new Error('nobody asks');
    const asked = await makeRequest(worker.context, requester, emptyChoices('restore-user', target));
    if ('refused' in asked) throw new Error(asked.refused.key);
    const { request } = asked;
    const restore = await ports().transactions.run((transaction) =>
      ports().requests.insert(
        transaction,
        { ...request, expiresAt: minutesAfter(NOW, 600) },
        stepRecordsOf(request.plan, request.id, randomUUID),
      ),
    );
    if ('openRequest' in restore) throw new Error(`${restore.openRequest} is open`);
    const approved = await worker.flow.decide(IDS.approver, restore.id, restore.version, { verdict: 'approved' });
    expect(approved.refused).toBeNull();
    return { offboarding, restore };
  }

  const ENDS: Record<string, (restore: Request) => Promise<unknown>> = {
    'its requester withdraws it': ({ id, version }) => worker.flow.withdraw(IDS.requester, id, version),
    'an approver stops it': ({ id, version }) => worker.flow.stop(LEAD, id, version, 'wrong person'),
    'an approver moves it': ({ id, version }) => worker.flow.move(LEAD, id, version, IN_TWO_WEEKS, 'not yet'),
    'the person may not be touched any more': async ({ id }) => {
      refuses = true;
      await worker.advance(id);
    },
    'the person is blocked at once': ({ targetUserId }) =>
      worker.flow.blockNow(LEAD, targetUserId, { given: 'danger' }),
    'everything is paused': async ({ id }) => {
      await worker.flow.pauseEverything(LEAD);
      await worker.advance(id);
    },
  };

  it.each(Object.keys(ENDS))('goes on where %s before it started', async (how) => {
    const { offboarding, restore } = await both();
    now = minutesAfter(NOW, 1);
    await worker.advance(restore.id);
    const { reference } = restore;
    expect(await read(offboarding)).toMatchObject({ state: 'running', hold: { how: 'hold', restore: reference } });
    licencesGo = true;
    // The process dies, and another takes up both: nothing of what is held is begun.
    await aWorker().advance(offboarding.id);
    expect(made).toEqual([]);
    expect(await states(offboarding)).toContainEqual(['remove-licences', 'planned']);
    expect((await worker.flow.letGoOn(LEAD, offboarding.id, (await read(offboarding)).version)).refused).toMatchObject({
      key: 'flow.held-by-restore',
    });

    await ENDS[how]?.(await read(restore));
    expect(await read(restore)).toMatchObject({ startedAt: null });
    expect((await read(offboarding)).hold).toBeNull();
    expect(await ports().wakeups.due({ tenant: new Date(now), real: new Date() }, 50)).toContain(offboarding.id);
    if (how !== 'everything is paused') {
      await worker.advance(offboarding.id);
      expect(made.filter((kind) => kind === 'remove-licences')).toHaveLength(1);
      expect(await states(offboarding)).toContainEqual(['remove-licences', 'verified']);
    }
  });

  it('goes on after an hour in which the person cannot be read, and people hear once why the restore has not begun', async () => {
    const { offboarding, restore } = await both([BLOCKED, { kind: 'remove-licences' }, { kind: 'leave-groups' }]);
    await worker.advance(restore.id);
    [unreadable, licencesGo] = [true, true];
    now = minutesAfter(NOW, 59);
    await worker.advance(restore.id);
    expect(await read(offboarding)).toMatchObject({ hold: { how: 'hold', restore: restore.reference } });

    now = minutesAfter(NOW, 60);
    await worker.advance(restore.id);
    expect((await read(offboarding)).hold).toBeNull();
    const waits = { key: 'flow.waits-unread', values: { at: { instant: NOW } } };
    const waiting = await read(restore);
    expect(waiting).toMatchObject({ state: 'approved', wakeAt: minutesAfter(NOW, 61), note: waits });
    const notices = noticesOf(waiting, [], { now, policy: BUILT_IN_POLICY });
    expect(notices.map(({ to, message }) => [to, message.key])).toEqual([
      ['requester', 'notice.waits-unread'],
      ['approvers', 'notice.waits-unread'],
    ]);
    await worker.advance(offboarding.id);
    expect(await states(offboarding)).toContainEqual(['remove-licences', 'verified']);
    // Told once, and not with every look that fails.
    now = minutesAfter(NOW, 61);
    await worker.advance(restore.id);
    expect(await read(restore)).toMatchObject({ version: waiting.version, note: waits });
  });

  it('is stopped by its start, and nothing of it is made after that', async () => {
    const { offboarding, restore } = await both();
    await worker.advance(restore.id);
    expect(await read(restore)).toMatchObject({ state: 'approved', note: { key: 'flow.waits-for-held' } });
    now = minutesAfter(NOW, 1);
    await aWorker().advance(restore.id);
    licencesGo = true;
    expect((await read(restore)).startedAt).toBe(now);
    await worker.advance(offboarding.id);
    expect(await read(offboarding)).toMatchObject({
      state: 'done-with-gaps',
      hold: { how: 'stop', reason: restore.reference, restore: restore.reference },
    });
    expect(await states(offboarding)).toContainEqual(['remove-licences', 'waived']);
    expect(made).toEqual(['unblock-sign-in']);
  });

  it('is waited for while a step of it is on its way', async () => {
    const { offboarding, restore } = await both([BLOCKED, { kind: 'remove-licences' }, { kind: 'leave-groups' }]);
    const [, licences] = await ports().ledger.read(offboarding.id);
    if (licences === undefined) throw new Error('there is no such step');
    await ports().ledger.move(licences.id, ['planned'], 'running', { newAttempt: true, intendedAt: NOW });
    await worker.advance(restore.id);
    now = minutesAfter(NOW, 1);
    await worker.advance(restore.id);
    expect((await read(restore)).startedAt).toBeNull();
    await ports().ledger.move(licences.id, ['running'], 'verified', { acceptedAt: NOW, verifiedAt: NOW });
    now = minutesAfter(NOW, 2);
    await worker.advance(restore.id);
    expect((await read(restore)).startedAt).toBe(now);
    expect(await states(offboarding)).toContainEqual(['leave-groups', 'waived']);
  });

  it('is held anew where somebody let it go on at the moment of the start', async () => {
    const { offboarding, restore } = await both();
    await worker.advance(restore.id);
    const { ledger } = worker.context.ports;
    let isLetGo = false;
    const letGoOnce: Ledger['read'] = async (id, transaction) => {
      if (id === restore.id && transaction === undefined && !isLetGo) {
        isLetGo = true;
        await ports().requests.change(offboarding.id, { from: ['running'] }, { hold: null });
      }
      return ledger.read(id, transaction);
    };
    now = minutesAfter(NOW, 1);
    await aWorker((ports) => ({ ...ports, ledger: { ...ports.ledger, read: letGoOnce } })).advance(restore.id);
    expect(isLetGo).toBe(true);
    expect((await read(restore)).startedAt).toBeNull();
    expect(await read(offboarding)).toMatchObject({ state: 'running', hold: { how: 'hold' } });
  });

  it('is stopped by its start as well where an approver held it', async () => {
    const { offboarding, restore } = await both();
    const held = await worker.flow.hold(LEAD, offboarding.id, offboarding.version, 'first ask HR');
    expect(held.refused).toBeNull();
    await worker.advance(restore.id);
    expect((await read(restore)).startedAt).toBe(NOW);
    expect(await read(offboarding)).toMatchObject({ hold: { how: 'stop', reason: restore.reference } });
    expect(await states(offboarding)).toContainEqual(['remove-licences', 'waived']);
  });
});
