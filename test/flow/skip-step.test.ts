import { expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import { gapsOf } from '../../src/domain/gaps-of.ts';
import { jsonField } from '../../src/domain/json-field.ts';
import { LEFT_WITH } from '../../src/domain/left-with.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { newPart } from '../../src/domain/part.ts';
import { text } from '../../src/domain/text.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';
import { APPROVER, helpdeskFlow } from '../helpers/helpdesk-flow.ts';
import { storeRequest } from '../store/store-request.ts';
import { requestWithWorkInAd } from './request-with-work-in-ad.ts';
import { workerWithLanes } from './worker-with-lanes.ts';

describeOnEachDatabase('what the helpdesk skips', (given) => {
  it.each<[string, Partial<StepRecord>, string]>([
    ['was refused', { note: text('graph.refused.forbidden') }, 'flow.waived-after'],
    ['says nothing', { note: null }, 'flow.waived'],
    [
      'was accepted and could not be read',
      { acceptedAt: NOW, note: text('flow.not-read', { why: text('graph.refused.forbidden') }) },
      'flow.waived-not-known-after',
    ],
    [
      'was not answered and could not be read',
      { note: text('flow.not-read-unanswered', { why: text('graph.refused.forbidden') }) },
      'flow.waived-not-known-after',
    ],
    [
      'was not answered and could not be read in an earlier version',
      { note: text('flow.not-read', { why: text('graph.refused.forbidden') }) },
      'flow.waived-not-known-after',
    ],
    ['was accepted and never seen', { acceptedAt: NOW, note: text('flow.not-confirmed') }, 'flow.waived-not-confirmed'],
    ['was never answered', { note: text('flow.no-answer', { count: 4 }) }, 'flow.waived-not-known-after'],
    [
      'was answered with an error only',
      { note: text('flow.only-answered', { status: 503, count: 4 }) },
      'flow.waived-not-known-after',
    ],
    [
      'was not answered, and refused when it was tried again',
      { attempt: 2, note: text('flow.refused-again', { why: text('graph.refused.forbidden') }) },
      'flow.waived-not-known-after',
    ],
    ['was changed back', { state: 'overwritten', acceptedAt: NOW, verifiedAt: NOW }, 'flow.waived-changed-back'],
  ])('says what is known of a step that %s, and why it was not done', async (_, step, note) => {
    const { flow, ports } = helpdeskFlow(given);
    const request = await storeRequest(given.database(), { state: 'watching', startedAt: NOW }, [
      { kind: 'leave-groups', state: 'failed', attempt: 1, ...step },
    ]);
    expect((await flow.resolveStep(APPROVER.id, request.id, 'leave-groups', 'skip')).refused).toBeNull();
    const [skipped] = await ports.ledger.read(request.id);
    expect(skipped).toMatchObject({ state: 'waived', note: { key: note }, evidence: { waivedAt: expect.any(String) } });
    if (note.endsWith('-after')) expect(skipped?.note?.values?.why).toEqual(step.note);
  });

  it('leaves what waits for it with it: nothing is given back to somebody who stays blocked', async () => {
    const worker = workerWithLanes(given.database());
    const note = text('flow.runbook-cannot', { reason: 'no rights' });
    const block = await storeRequest(given.database(), { state: 'done', startedAt: NOW, endedAt: NOW });
    const proposal = { block: block.reference, verdict: 'unanswered', byName: null } as const;
    const running = { state: 'running', proposal } as const;
    const enable = { state: 'failed', note } as const;
    const { id, reference } = await requestWithWorkInAd(given.database(), running, { enable });
    const { flow, ports } = helpdeskFlow(given);
    const answer = { verdict: 'unanswered', by: null, byName: null, at: NOW } as const;
    const emergency = { confirmBy: NOW, answer, proposal: reference };
    await ports.requests.change(block.id, { from: ['done'] }, { emergency });
    expect((await flow.resolveStep(APPROVER.id, id, 'enable-account', 'skip')).refused).toBeNull();
    await worker.advance(id);
    // The block that this was to undo says that it did not.
    expect((await ports.requests.read(block.id))?.emergency).toEqual({ ...emergency, inVain: true });
    const steps = await ports.ledger.read(id);
    expect([worker.sent, steps.map(({ state }) => state)]).toEqual([[], ['waived', 'waived', 'waived']]);
    expect((await ports.requests.read(id))?.state).toBe('done-with-gaps');
  });

  it('comes back by a retry where directory sync shows that it is needed, with what was left with it', async () => {
    const { flow, ports } = helpdeskFlow(given);
    const back = { turnedBack: { times: 1, at: NOW, by: null, how: 'sync' }, attempt: 1, acceptedAt: NOW } as const;
    const stored = await requestWithWorkInAd(
      given.database(),
      { state: 'watching' },
      {
        enable: { state: 'waived', note: text('flow.waived-said') },
        unblock: { state: 'overwritten', ...back },
        rejoin: { state: 'waived', after: ['enable-account'], note: text(LEFT_WITH) },
      },
    );
    const { id } = stored;
    const report = buildReport({ request: stored, steps: await ports.ledger.read(id), now: NOW });
    expect(report.steps.filter(({ stuck }) => stuck).map(({ kind }) => kind)).toEqual([
      'enable-account',
      'unblock-sign-in',
    ]);
    expect(report.todo.map(({ key }) => key)).toContain('report.todo.skipped-in-ad');
    expect(await flow.runbookFile(APPROVER.id, id)).toMatchObject({ refused: { key: 'flow.runbook-skipped' } });
    expect((await flow.resolveStep(APPROVER.id, id, 'enable-account', 'skip')).refused?.key).toBe(
      'flow.step-not-stuck',
    );
    expect((await flow.resolveStep(APPROVER.id, id, 'enable-account', 'retry')).refused).toBeNull();
    expect((await ports.ledger.read(id)).map(({ state, note }) => [state, note])).toEqual([
      ['planned', null],
      ['overwritten', null],
      ['planned', null],
    ]);
  });

  it('keeps the hour at which it was skipped, whatever later looks find of what it left to people', async () => {
    let now: string = NOW;
    const worker = workerWithLanes(given.database(), {
      now: () => now,
      cloud: { verify: async () => ({ status: 'seen', evidence: { read: now, found: 'active' } }) },
    });
    const toDo = newPart({ kind: 'password', id: 'password', name: 'new-password' });
    const left = { ...toDo, state: 'left', why: 'new-password', who: 'helpdesk' } as const;
    const { id } = await storeRequest(given.database(), { state: 'watching', startedAt: NOW, wakeAt: NOW }, [
      {
        kind: 'unblock-sign-in',
        state: 'overwritten',
        attempt: 1,
        acceptedAt: NOW,
        verifiedAt: NOW,
        parts: [left],
        gaps: gapsOf([left]),
      },
      { kind: 'rejoin-groups', state: 'verified', acceptedAt: NOW, verifiedAt: NOW },
    ]);
    const { flow, ports } = helpdeskFlow(given);
    expect((await flow.resolveStep(APPROVER.id, id, 'unblock-sign-in', 'skip')).refused).toBeNull();
    const skippedAt = jsonField((await ports.ledger.read(id))[0]?.evidence ?? null, 'waivedAt');
    await worker.advance(id);
    now = (await ports.requests.read(id))?.wakeAt ?? '';
    await worker.advance(id);
    const [looked] = await ports.ledger.read(id);
    expect(looked?.evidence).toMatchObject({ read: now, waivedAt: skippedAt });
  });

  it('of a block that was refused is looked at for as long as its note says that the person can sign in', async () => {
    let [now, found]: [string, 'not-seen' | 'seen-temporary'] = [NOW, 'not-seen'];
    let where: 'active' | 'soft-deleted' | 'gone' = 'active';
    const worker = workerWithLanes(given.database(), {
      now: () => now,
      cloud: {
        verify: async ({ step }) =>
          step.kind === 'block-sign-in'
            ? { status: found, evidence: { read: now, found: where } }
            : { status: 'seen', evidence: null },
      },
      onPremises: { verify: async () => ({ status: 'later', seconds: 1 }) },
    });
    const why = text('graph.block.refused-by-sync');
    const { id } = await storeRequest(given.database(), { state: 'watching', startedAt: NOW, wakeAt: NOW }, [
      { kind: 'block-sign-in', state: 'needs-person', attempt: 1, note: why },
      { kind: 'revoke-sessions', state: 'verified', acceptedAt: NOW, verifiedAt: NOW },
      { kind: 'disable-account', lane: 'on-premises', state: 'needs-person', attempt: 1 },
    ]);
    const { flow, ports } = helpdeskFlow(given);
    expect((await flow.resolveStep(APPROVER.id, id, 'block-sign-in', 'skip')).refused).toBeNull();
    const look = async () => {
      now = (await ports.requests.read(id))?.wakeAt ?? '';
      await worker.advance(id);
      return (await ports.ledger.read(id))[0];
    };
    expect(await look()).toMatchObject({ state: 'waived', note: { values: { why } }, evidence: { read: now } });
    expect(worker.sent).toEqual([]);
    found = 'seen-temporary';
    const seen = await look();
    const out = text('graph.block.refused-but-out', { at: { instant: now } });
    expect(seen).toMatchObject({ state: 'waived', note: text('flow.waived-after', { why: out }) });
    expect(seen?.evidence).toMatchObject({ read: now, waivedAt: expect.any(String) });
    // Whoever signed in meanwhile has sessions of later than those that were ended.
    expect(worker.sent).toEqual(['revoke-sessions']);
    found = 'not-seen';
    expect(await look()).toMatchObject({ state: 'waived', note: { values: { why } } });
    expect(worker.sent).toEqual(['revoke-sessions']);
    // One read that finds the account neither here nor among the deleted may lag.
    const seenGone = ['seen-temporary', 'gone'] as const;
    [found, where] = seenGone;
    expect(await look()).toMatchObject({ note: { values: { why } }, evidence: { goneOnce: now } });
    [found, where] = ['not-seen', 'active'];
    expect((await look())?.evidence).not.toHaveProperty('goneOnce');
    [found, where] = seenGone;
    expect(await look()).toMatchObject({ note: { values: { why } } });
    expect(await look()).toMatchObject({ note: { values: { why: { key: 'graph.block.refused-but-out' } } } });
    // A deleted account has no sessions to end.
    expect(worker.sent).toEqual(['revoke-sessions']);
  });
});
