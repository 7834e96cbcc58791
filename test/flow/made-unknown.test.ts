import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { text } from '../../src/domain/text.ts';
import type { Performed, StepLane, Verified } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { minutesAfter, NOW } from '../helpers/given.ts';
import { withAccount } from '../helpers/with-account.ts';

const LEAD = '99999999-0000-4000-8000-000000000001';
const APPROVER = '99999999-0000-4000-8000-000000000002';
const FORBIDDEN = text('graph.refused.forbidden');
const LOST: Performed = { status: 'ambiguous', seconds: 0 };
const REFUSED: Performed = { status: 'refused', note: FORBIDDEN };
const LAGS: Verified = { status: 'not-seen', evidence: { accountEnabled: true } };
const UNREADABLE: Verified = { status: 'unreadable', note: FORBIDDEN };

/** What the attempts of the block are answered, the last one again and again; what reads show; what people do. */
type Story = {
  readonly answers: readonly Performed[];
  readonly reads: Verified;
  readonly note: string;
  readonly isSkipped?: boolean;
  readonly verdict: 'refused' | 'unanswered';
};

/** Microsoft 365 does what it is sent first, and its answer is lost. */
describeOnEachDatabase('a block at once that may have been made', (given) => {
  let now: string;
  let isEnabled: boolean;

  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [now, isEnabled] = [NOW, true];
  });

  function workerOf({ answers, reads }: Story) {
    let sent = 0;
    const lane: Partial<StepLane> = {
      look: async () => ({ status: 'needed', snapshot: { accountEnabled: true } }),
      async perform({ step }) {
        if (step.kind !== 'block-sign-in') return { status: 'accepted', evidence: null };
        isEnabled = false;
        sent += 1;
        return answers[Math.min(sent, answers.length) - 1] ?? LOST;
      },
      verify: async ({ step }) => (step.kind === 'block-sign-in' ? reads : { status: 'seen', evidence: null }),
    };
    return createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0, verifyWithinSeconds: 0 },
      now: () => new Date(now),
      onChange: () => {},
      replace: (ports) =>
        withAccount(
          ports,
          () => ({ accountEnabled: isEnabled, readAt: now }),
          () => lane,
        ),
    });
  }

  const refused = 'flow.refused-again';
  const unread = 'flow.not-read-unanswered';
  const silent = 'flow.no-answer';
  it.each<[string, Story]>([
    [
      'a later attempt was refused, and an approver refused the block',
      { answers: [LOST, REFUSED], reads: LAGS, note: refused, verdict: 'refused' },
    ],
    [
      'a later attempt was refused, and nobody answered in time',
      { answers: [LOST, REFUSED], reads: LAGS, note: refused, verdict: 'unanswered' },
    ],
    [
      'a later attempt was refused, the helpdesk skipped it and an approver refused the block',
      { answers: [LOST, REFUSED], reads: LAGS, note: refused, isSkipped: true, verdict: 'refused' },
    ],
    [
      'it could not be read, and an approver refused the block',
      { answers: [LOST], reads: UNREADABLE, note: unread, verdict: 'refused' },
    ],
    [
      'it could not be read, and nobody answered in time',
      { answers: [LOST], reads: UNREADABLE, note: unread, verdict: 'unanswered' },
    ],
    [
      'it could not be read, the helpdesk skipped it and an approver refused the block',
      { answers: [LOST], reads: UNREADABLE, note: unread, isSkipped: true, verdict: 'refused' },
    ],
    [
      'no answer ever came, and an approver refused the block',
      { answers: [LOST], reads: LAGS, note: silent, verdict: 'refused' },
    ],
    [
      'no answer ever came, the helpdesk skipped it and an approver refused the block',
      { answers: [LOST], reads: LAGS, note: silent, isSkipped: true, verdict: 'refused' },
    ],
    [
      'no answer ever came, the helpdesk skipped it and nobody answered in time',
      { answers: [LOST], reads: LAGS, note: silent, isSkipped: true, verdict: 'unanswered' },
    ],
  ])('is proposed to be undone where the account is blocked: %s', async (_, story) => {
    const worker = workerOf(story);
    const { ledger, requests } = worker.context.ports;
    const blocked = await worker.flow.blockNow(LEAD, randomUUID());
    if (!('request' in blocked)) throw new Error(blocked.refused.key);
    const { id } = blocked.request;
    const block = async () => (await ledger.read(id)).find(({ kind }) => kind === 'block-sign-in');
    for (let passes = 0; passes < 30 && (await block())?.state !== 'failed'; passes += 1) await worker.advance(id);
    expect(await block()).toMatchObject({ state: 'failed', note: { key: story.note } });
    if (story.isSkipped) {
      expect((await worker.flow.resolveStep(APPROVER, id, 'block-sign-in', 'skip')).refused).toBeNull();
      expect((await block())?.note?.key).toBe('flow.waived-not-known-after');
    }
    if (story.verdict === 'refused') {
      const version = (await requests.read(id))?.version ?? 0;
      expect((await worker.flow.answerEmergency(APPROVER, id, version, 'refused')).refused).toBeNull();
    }
    for (let looks = 0; looks < 4; looks += 1) {
      now = minutesAfter(now, 13 * 60);
      await worker.advance(id);
    }
    const { emergency } = (await requests.read(id)) ?? {};
    expect(emergency).toMatchObject({ answer: { verdict: story.verdict }, notProposed: null });
    expect((await requests.read(emergency?.proposal ?? ''))?.choices.kind).toBe('restore-user');
  });
});
