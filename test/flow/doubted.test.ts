import { expect, it } from 'vitest';
import type { Gap } from '../../src/domain/gap.ts';
import { goneEvidence } from '../../src/domain/gone.ts';
import { headlineOf } from '../../src/domain/report-headline.ts';
import { text } from '../../src/domain/text.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { minutesAfter, NOW } from '../helpers/given.ts';
import { helpdeskFlow } from '../helpers/helpdesk-flow.ts';
import { storeRequest } from '../store/store-request.ts';
import { workerWithLanes } from './worker-with-lanes.ts';

const kept: Gap = {
  ...{ end: 'left', kind: 'licence', id: 'e3', name: 'Microsoft 365 E3', through: null },
  ...{ why: 'carries-mailbox-chosen', who: 'exchange-admin' },
};
const seen = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW } as const;

const others: Gap = { ...kept, kind: 'group', id: 'hr', name: 'HR', why: 'mail-enabled' };

describeOnEachDatabase('what one look did not find', (given) => {
  it.each([
    ['nothing else is left', [], 'report.headline.done'],
    ['something else is left', [others], 'report.headline.done-left'],
  ] as const)('is seen at no hour until another look finds it, and then by that one: %s', async (_, gaps, key) => {
    let [now, isThere] = [minutesAfter(NOW, 900), false];
    const worker = workerWithLanes(given.database(), {
      now: () => now,
      cloud: {
        verify: async ({ step }) => {
          if (step.kind === 'remove-licences') return { status: 'seen', evidence: null, gaps: [] };
          if (step.kind === 'leave-groups') return { status: 'seen', evidence: null };
          return isThere
            ? { status: 'seen', evidence: { reply: 'Gone' } }
            : { status: 'gone', evidence: goneEvidence(null, 'mailbox', now) };
        },
      },
    });
    const { id } = await storeRequest(
      given.database(),
      { state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, wakeAt: NOW },
      [
        { kind: 'remove-licences', ...seen, gaps: [kept] },
        { kind: 'leave-groups', ...seen, gaps },
        { kind: 'set-auto-reply', ...seen },
      ],
    );
    const { ports } = helpdeskFlow(given);
    const look = async () => {
      await worker.advance(id);
      const request = await ports.requests.read(id);
      if (request === null) throw new Error('it is gone');
      const row = given.database().kysely.selectFrom('requests').select('revision').where('id', '=', id);
      const { revision } = await row.executeTakeFirstOrThrow();
      const steps = await ports.ledger.read(id);
      return { request, steps, revision: Number(revision), headline: headlineOf(request, steps) };
    };
    const doubted = await look();
    const doubt = { at: { instant: now }, steps: [text('step.set-auto-reply.title')] };
    expect(doubted.headline).toMatchObject({ key: 'report.headline.done-but', values: { at: { instant: NOW } } });
    expect(doubted.headline.values?.gaps).toContainEqual(text('report.gap.not-found-once', doubt));
    [now, isThere] = [doubted.request.wakeAt ?? '', true];
    const found = await look();
    expect(found.headline).toMatchObject({ key, values: { at: { instant: gaps.length === 0 ? now : NOW } } });
    expect(found.steps.map(({ verifiedAt }) => verifiedAt)).toEqual([minutesAfter(NOW, 900), NOW, now]);
    // Cards are brought up to date.
    expect(found.revision).toBeGreaterThan(doubted.revision);
  });
});
