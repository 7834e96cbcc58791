import { expect, it } from 'vitest';
import { createBrakeWorker, storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import type { StepState } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { endedByStart } from '../../src/flow/ended-by-start.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const COLLEAGUE = '99999999-0000-4000-8000-000000000002';

describeOnEachDatabase('a block that people approved after a restore', (given) => {
  it.each<[string, Partial<Record<StepKind, StepState>>, 'stop' | null]>([
    [
      'stops one that waits for the helpdesk',
      { 'enable-account': 'needs-person', 'unblock-sign-in': 'waiting' },
      'stop',
    ],
    ['stops one that the helpdesk could not do', { 'enable-account': 'failed', 'unblock-sign-in': 'waiting' }, 'stop'],
    ['stops one that still gives back', { 'unblock-sign-in': 'accepted', 'return-licences': 'planned' }, 'stop'],
    ['leaves one that let them in to be watched', { 'unblock-sign-in': 'accepted' }, null],
  ])('%s', async (_, states, expected) => {
    const worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(NOW),
      onChange: () => {},
    });
    const who = { requesterId: IDS.requester, approverId: IDS.approver };
    const block = await storeApproved(worker.context, who);
    const { targetUserId, decision } = block;
    const startedAt = minutesAfter(NOW, -60);
    const restore = await storeRequest(
      given.database(),
      {
        targetUserId,
        state: 'watching',
        startedAt,
        wakeAt: minutesAfter(NOW, 600),
        choices: emptyChoices('restore-user', targetUserId),
      },
      Object.entries(states).map(([kind, state]) => ({ kind: kind as StepKind, state, acceptedAt: startedAt })),
    );
    const said = await endedByStart(worker.context, block, 'approver');
    expect(said.map(({ key }) => key)).toEqual(expected === null ? [] : ['card.block-ends.stops']);
    await worker.advance(block.id);
    const now = await worker.context.ports.requests.read(restore.id);
    expect((await worker.context.ports.requests.read(block.id))?.startedAt).toBe(NOW);
    const stop = { how: 'stop', reason: block.reference, by: decision?.by };
    expect(now?.hold ?? null).toEqual(expected === null ? null : expect.objectContaining(stop));
    // What the helpdesk says of the block's own work is nothing to it any more: it has ended.
    await worker.advance(restore.id);
    if (expected === 'stop')
      expect((await worker.context.ports.requests.read(restore.id))?.state).toBe('done-with-gaps');
  });

  it.each([
    ['goes no further when it is tried again, also where nothing of the block could be made', null, true],
    ['is tried again where the block was stopped', 'stop', false],
  ] as const)('keeps the person out: a restore of before %s', async (_, how, isStopped) => {
    const worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(NOW),
      onChange: () => {},
    });
    const block = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: IDS.approver });
    const { targetUserId } = block;
    const { requests, ledger, transactions } = worker.context.ports;
    const restore = await storeRequest(
      given.database(),
      {
        targetUserId,
        state: 'watching',
        startedAt: minutesAfter(NOW, -60),
        wakeAt: minutesAfter(NOW, 600),
        choices: emptyChoices('restore-user', targetUserId),
      },
      [{ kind: 'unblock-sign-in', state: 'overwritten', acceptedAt: minutesAfter(NOW, -59) }],
    );
    const by = { by: IDS.approver, byName: 'Approver', reason: '', at: NOW, until: null, reminded: 0 };
    const begun = { state: 'watching', startedAt: minutesAfter(NOW, -30), hold: how === null ? null : { how, ...by } };
    await transactions.run(async (transaction) => {
      await requests.change(block.id, { from: ['approved'] }, { ...begun, state: 'watching' }, transaction);
      for (const { id, state } of await ledger.read(block.id, transaction))
        await ledger.move(id, [state], 'failed', {}, transaction);
    });
    const { refused } = await worker.flow.resolveStep(COLLEAGUE, restore.id, 'unblock-sign-in', 'retry');
    expect(refused).toBeNull();
    await worker.advance(restore.id);
    const tried = (await ledger.read(restore.id))[0]?.attempt ?? 0;
    expect(tried > 0).toBe(!isStopped);
    expect((await requests.read(restore.id))?.hold ?? null).toEqual(
      isStopped ? expect.objectContaining({ how: 'stop', reason: block.reference, byName: 'Approver' }) : null,
    );
  });
});
