import { expect, it } from 'vitest';
import { storeApproved } from '../../src/commands/prove/brake-worker.ts';
import { STEP_HELD } from '../../src/domain/brakes.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { text } from '../../src/domain/text.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { requestWithWorkInAd } from './request-with-work-in-ad.ts';
import { workerWithLanes } from './worker-with-lanes.ts';

describeOnEachDatabase('a step that has to be looked at before anything is sent', (given) => {
  it('is looked at again, and what is found then is kept before it is sent', async () => {
    const looks = [null, { before: 'what was there' }, { before: 'another' }];
    const sent: unknown[] = [];
    const worker = workerWithLanes(given.database(), {
      cloud: {
        look: async ({ step }) => ({
          status: 'needed',
          snapshot: step.kind === 'block-sign-in' ? (looks.shift() ?? null) : { before: 'nothing' },
        }),
        async perform({ step }) {
          if (step.snapshot === null) return { status: 'look-first', seconds: 0 };
          if (step.kind === 'block-sign-in') sent.push(step.snapshot);
          return { status: 'accepted', evidence: null };
        },
      },
    });
    const { id } = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: IDS.approver });
    for (let turn = 0; turn < 4; turn += 1) await worker.advance(id);
    expect(sent).toEqual([{ before: 'what was there' }]);
    const block = (await worker.context.ports.ledger.read(id)).find(({ kind }) => kind === 'block-sign-in');
    expect(block).toMatchObject({ state: 'verified', snapshot: { before: 'what was there' } });
  });

  it('that people are waited for with is looked at with each look of its request, and keeps when that was', async () => {
    let now = NOW;
    const worker = workerWithLanes(given.database(), {
      now: () => now,
      cloud: {
        perform: async ({ step }) =>
          step.kind === 'block-sign-in'
            ? { status: 'needs-person', note: text('graph.block.refused-by-sync') }
            : { status: 'accepted', evidence: null },
        verify: async ({ step }) =>
          step.kind === 'block-sign-in'
            ? { status: 'not-seen', evidence: { read: now } }
            : { status: 'seen', evidence: null },
      },
    });
    const { requests, ledger } = worker.context.ports;
    const { id } = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: IDS.approver });
    for (let turn = 0; turn < 4; turn += 1) await worker.advance(id);
    now = (await requests.read(id))?.wakeAt ?? '';
    await worker.advance(id);
    const block = (await ledger.read(id)).find(({ kind }) => kind === 'block-sign-in');
    expect(block).toMatchObject({ state: 'needs-person', evidence: { read: now } });
    expect(now > NOW).toBe(true);
  });

  it('that was turned back and is found in place again was seen then, not at the hour of before', async () => {
    let [now, found]: [string, 'seen-temporary' | 'not-seen'] = [NOW, 'seen-temporary'];
    const worker = workerWithLanes(given.database(), {
      now: () => now,
      cloud: {
        verify: async ({ step }) => {
          if (step.kind !== 'block-sign-in') return { status: 'seen', evidence: null };
          return { status: found, evidence: { read: now } };
        },
      },
    });
    const { requests, ledger } = worker.context.ports;
    const { id } = await storeApproved(worker.context, { requesterId: IDS.requester, approverId: IDS.approver });
    const blockOf = async () => (await ledger.read(id)).find(({ kind }) => kind === 'block-sign-in');
    const look = async () => {
      now = (await requests.read(id))?.wakeAt ?? '';
      await worker.advance(id);
    };
    for (let turn = 0; turn < 4; turn += 1) await worker.advance(id);
    expect(await blockOf()).toMatchObject({ state: 'accepted', verifiedAt: NOW });
    const block = await blockOf();
    const turnedBack = { times: 2, at: minutesAfter(NOW, 30), by: null, how: 'sync' } as const;
    await ledger.move(block?.id ?? '', ['accepted'], 'overwritten', { turnedBack });
    found = 'not-seen';
    await look();
    expect((await blockOf())?.state).toBe('overwritten');
    found = 'seen-temporary';
    await look();
    expect(await blockOf()).toMatchObject({ state: 'accepted', verifiedAt: now });
    expect(now > NOW).toBe(true);
  });

  it('lets a person in, and is held by a pause, is seen as done by directory sync; only the rest is held back then', async () => {
    let [now, isIn]: [string, boolean] = [NOW, false];
    const worker = workerWithLanes(given.database(), {
      now: () => now,
      cloud: {
        look: async ({ step }) =>
          isIn && step.kind === 'unblock-sign-in'
            ? { status: 'already', note: text('graph.unblock.already'), snapshot: null }
            : { status: 'needed', snapshot: null },
      },
    });
    const { requests, ledger } = worker.context.ports;
    const running = { state: 'running', wakeAt: NOW } as const;
    const enable = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW } as const;
    const { id } = await requestWithWorkInAd(given.database(), running, { enable });
    const held = async () => (await ledger.read(id)).map(({ state, note }) => [state, note?.key ?? null]);
    expect(await worker.flow.pauseEverything(IDS.approver)).not.toHaveProperty('refused');
    await worker.advance(id);
    expect(await held()).toMatchObject([
      ['verified', null],
      ['waiting', STEP_HELD],
      ['waiting', null],
    ]);
    [now, isIn] = [minutesAfter(NOW, 30), true];
    await requests.change(id, { from: ['running', 'watching'] }, { wakeAt: now });
    for (let turn = 0; turn < 3; turn += 1) await worker.advance(id);
    expect(await held()).toMatchObject([
      ['verified', null],
      ['skipped', 'graph.unblock.already'],
      ['waiting', STEP_HELD],
    ]);
    expect(worker.sent).toEqual([]);
    const [request, steps] = [await requests.read(id), await ledger.read(id)];
    const report = request && buildReport({ request, steps, now });
    expect(report?.todo.filter(({ key }) => key === 'report.todo.step-held')).toMatchObject([
      { values: { steps: [{ key: 'step.rejoin-groups.title' }] } },
    ]);
    expect(report?.steps.find(({ kind }) => kind === 'unblock-sign-in')?.note?.key).toBe('graph.unblock.by-sync');
    expect(report?.lines.find(({ id }) => id === 'new-sign-ins')?.state).toBe('seen');
    for (const { reference } of (await worker.context.ports.stops.open()).values())
      await worker.flow.resumeStop(IDS.approver, reference);
  });
});
