import { expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { text } from '../../src/domain/text.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';
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
});
