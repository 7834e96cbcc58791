import { expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { text } from '../../src/domain/text.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';
import { APPROVER, helpdeskFlow } from '../helpers/helpdesk-flow.ts';
import { storeRequest } from '../store/store-request.ts';

describeOnEachDatabase('what the helpdesk skips', (given) => {
  it.each<[string, Partial<StepRecord>, string]>([
    ['was refused', { note: text('graph.refused.forbidden') }, 'flow.waived'],
    ['was accepted and never seen', { acceptedAt: NOW, note: text('flow.not-confirmed') }, 'flow.waived-not-confirmed'],
    ['was never answered', { note: text('flow.no-answer', { count: 4 }) }, 'flow.waived-not-known'],
    [
      'was answered with an error only',
      { note: text('flow.only-answered', { status: 503, count: 4 }) },
      'flow.waived-not-known',
    ],
    ['was changed back', { state: 'overwritten', acceptedAt: NOW, verifiedAt: NOW }, 'flow.waived-changed-back'],
  ])('says what is known of a step that %s', async (_, step, note) => {
    const { flow, ports } = helpdeskFlow(given);
    const request = await storeRequest(given.database(), { state: 'watching', startedAt: NOW }, [
      { kind: 'leave-groups', state: 'failed', attempt: 1, ...step },
    ]);
    expect((await flow.resolveStep(APPROVER.id, request.id, 'leave-groups', 'skip')).refused).toBeNull();
    expect(await ports.ledger.read(request.id)).toMatchObject([{ state: 'waived', note: { key: note } }]);
  });
});
