import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { HELD } from '../../src/domain/brakes.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { planFor } from '../../src/flow/draft-request.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';

describeOnEachDatabase('a restore that is about to start', (given) => {
  let worker: BrakeWorker;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0, limits: { ...BUILT_IN_POLICY.limits, perRequester: 1 } },
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (ports) => {
        const { readTargetUser } = ports.directory;
        const directory = {
          ...ports.directory,
          readTargetUser: async (id: string) => ({ ...(await readTargetUser(id)), accountEnabled: false }),
        };
        return { ...ports, directory };
      },
    });
  });

  const ports = () => worker.context.ports;
  const read = async ({ id }: Request) => {
    const request = await ports().requests.read(id);
    if (request === null) throw new Error('it is gone');
    return request;
  };

  /** What is planned for tomorrow about a person, and a restore of that person that was approved. */
  async function plannedAndRestore(requesterId: string) {
    const due = await storeApproved(worker.context, { requesterId: IDS.director, approverId: IDS.approver });
    const tomorrow = minutesAfter(NOW, 1440);
    await ports().requests.change(
      due.id,
      { from: ['approved'] },
      { state: 'scheduled', dueAt: tomorrow, wakeAt: tomorrow },
    );
    const choices = emptyChoices('restore-user', due.targetUserId);
    const facts = await ports().directory.readTargetUser(due.targetUserId);
    const requester = await ports().people.read(requesterId);
    if (requester === null) throw new Error('nobody asks');
    const plan = await planFor(worker.context, { choices, facts, requester });
    const asked = { ...due, id: randomUUID(), requesterId, choices, facts, plan };
    const restore = await ports().transactions.run((transaction) => ports().requests.insert(transaction, asked, []));
    if ('openRequest' in restore) throw new Error(`${restore.openRequest} is open already`);
    return { planned: due, restore };
  }

  it('withdraws what is planned about the person only once it starts: what holds it leaves that as it is', async () => {
    const { planned, restore } = await plannedAndRestore(IDS.requester);
    const other = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: IDS.approver });
    await worker.advance(other.id);
    await worker.advance(restore.id);
    expect(await read(restore)).toMatchObject({ state: 'approved', note: { key: HELD } });
    const before = await read(planned);
    expect(before.state).toBe('scheduled');
    const facts = { ...before.facts, displayName: 'Their Old Name', readAt: minutesAfter(before.facts.readAt, -60) };
    await ports().requests.change(planned.id, { from: ['scheduled'] }, { facts });

    expect((await worker.flow.resumeStop(LEAD, null)).refused).toBeNull();
    await worker.advance(restore.id);
    expect((await read(restore)).startedAt).toBe(NOW);
    const { reference } = restore;
    expect(await read(planned)).toMatchObject({
      state: 'withdrawn',
      note: { key: 'flow.withdrawn-by-restore', values: { reference } },
      facts: { displayName: before.facts.displayName },
    });
  });

  it('says once behind what it waits while something runs about the person, and no more once it starts', async () => {
    const { planned, restore } = await plannedAndRestore(IDS.requester);
    await ports().requests.change(planned.id, { from: ['scheduled'] }, { state: 'running', startedAt: NOW });
    const [step] = await ports().ledger.read(planned.id);
    await ports().ledger.move(step?.id ?? '', ['planned'], 'running', { newAttempt: true, intendedAt: NOW });
    await worker.advance(restore.id);
    const waits = { key: 'flow.waits-for-held', values: { reference: planned.reference } };
    expect(await read(restore)).toMatchObject({ state: 'approved', note: waits });
    const changes = async () => (await ports().cards.revision(restore.id)).current;
    const told = await changes();
    await worker.advance(restore.id);
    expect(await changes()).toBe(told);
    await ports().requests.change(planned.id, { from: ['running'] }, { state: 'done-with-gaps', wakeAt: null });
    await worker.advance(restore.id);
    expect(await read(restore)).toMatchObject({ startedAt: NOW, note: null });
  });

  it('lets what would have to be decided again wait, which says so', async () => {
    const { planned, restore } = await plannedAndRestore(IDS.requester);
    await ports().requests.change(planned.id, { from: ['scheduled'] }, { dueAt: NOW, wakeAt: NOW });
    const { readTargetUser } = ports().directory;
    const changed = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, approvals: { ...BUILT_IN_POLICY.approvals, count: 2 } },
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (given) => ({ ...given, directory: { ...given.directory, readTargetUser } }),
    });
    await changed.advance(planned.id);
    expect(await read(planned)).toMatchObject({
      state: 'scheduled',
      note: { key: 'flow.waits-behind-restore', values: { reference: restore.reference } },
    });
  });
});
