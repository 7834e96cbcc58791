import { expect, it } from 'vitest';
import type { Gap } from '../../src/domain/gap.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { text } from '../../src/domain/text.ts';
import type { StepLane } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { NOW } from '../helpers/given.ts';
import { helpdeskFlow } from '../helpers/helpdesk-flow.ts';
import { storeRequest } from '../store/store-request.ts';
import { workerWithLanes } from './worker-with-lanes.ts';

const named = { end: 'left', kind: 'group', id: 'budget', name: 'Budget 2027', through: null } as const;
const alone: Gap = { ...named, why: 'last-owner', who: 'owner-needed' };
const given: Gap = { ...named, why: 'owner-since', who: 'helpdesk' };
const seen = { acceptedAt: NOW, verifiedAt: NOW };
const gone = { gone: 'account', read: NOW };

describeOnEachDatabase('who owns what a deleted person owned alone', (database) => {
  it.each<[string, Partial<StepRecord>, Partial<StepRecord>]>([
    ['groups were left', { state: 'verified', ...seen }, {}],
    ['that went with the account', { state: 'gone', evidence: gone }, {}],
    ['no group could be left', { state: 'skipped' }, {}],
    [
      'Leaver deleted the account',
      { state: 'verified', ...seen },
      { kind: 'delete-account', state: 'verified', ...seen },
    ],
  ])('is read at every look: %s', async (_, step, other) => {
    const look: StepLane['look'] = async () => ({ status: 'refused', note: text('graph.refused.not-found') });
    const verify: StepLane['verify'] = async ({ step: { kind } }) => {
      if (kind === 'leave-groups') return { status: 'gone', evidence: gone, gaps: [given] };
      return { status: 'seen', evidence: { found: 'soft-deleted', read: NOW } };
    };
    const worker = workerWithLanes(database.database(), { now: () => NOW, cloud: { look, verify } });
    const block = { kind: 'block-sign-in', state: 'verified', ...seen } as const;
    const { id } = await storeRequest(
      database.database(),
      { state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, wakeAt: NOW },
      [
        { ...block, ...other },
        { kind: 'leave-groups', gaps: [alone], ...step },
      ],
    );
    await worker.advance(id);
    const { ledger } = helpdeskFlow(database).ports;
    const [, leave] = await ledger.read(id);
    expect(leave).toMatchObject({ state: step.state, gaps: [given], verifiedAt: step.verifiedAt ?? null });
  });
});
