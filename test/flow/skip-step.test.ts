import { expect, it } from 'vitest';
import { createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { text } from '../../src/domain/text.ts';
import type { StepLane } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW, someChoices } from '../helpers/given.ts';
import { APPROVER, helpdeskFlow } from '../helpers/helpdesk-flow.ts';
import { storeRequest } from '../store/store-request.ts';

describeOnEachDatabase('what the helpdesk skips', (given) => {
  it.each<[string, Partial<StepRecord>, string]>([
    ['was refused', { note: text('graph.refused.forbidden') }, 'flow.waived-after'],
    ['says nothing', { note: null }, 'flow.waived'],
    [
      'was accepted and could not be read',
      { acceptedAt: NOW, note: text('flow.not-read', { why: text('graph.refused.forbidden') }) },
      'flow.waived-not-known-after',
    ],
    ['was accepted and never seen', { acceptedAt: NOW, note: text('flow.not-confirmed') }, 'flow.waived-not-confirmed'],
    ['was never answered', { note: text('flow.no-answer', { count: 4 }) }, 'flow.waived-not-known-after'],
    [
      'was answered with an error only',
      { note: text('flow.only-answered', { status: 503, count: 4 }) },
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
    const sent: string[] = [];
    const lane: StepLane = {
      lane: 'cloud',
      idempotent: () => true,
      look: async () => ({ status: 'needed', snapshot: null }),
      perform: async ({ step }) => {
        sent.push(step.kind);
        return { status: 'accepted', evidence: null };
      },
      verify: async () => ({ status: 'seen', evidence: null }),
    };
    const worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(NOW),
      onChange: () => {},
      replace: (ports) => ({ ...ports, lanes: { cloud: lane } }),
    });
    const note = text('flow.runbook-cannot', { reason: 'no rights' });
    const choices = someChoices('restore-user');
    const { id } = await storeRequest(given.database(), { state: 'running', startedAt: NOW, choices }, [
      { kind: 'enable-account', lane: 'on-premises', state: 'failed', note },
      { kind: 'unblock-sign-in', state: 'waiting', after: ['enable-account'] },
      { kind: 'rejoin-groups', state: 'waiting', after: ['enable-account', 'unblock-sign-in'] },
    ]);
    const { flow, ports } = helpdeskFlow(given);
    expect((await flow.resolveStep(APPROVER.id, id, 'enable-account', 'skip')).refused).toBeNull();
    await worker.advance(id);
    const steps = await ports.ledger.read(id);
    expect([sent, steps.map(({ state }) => state)]).toEqual([[], ['waived', 'waived', 'waived']]);
    expect((await ports.requests.read(id))?.state).toBe('done-with-gaps');
  });
});
