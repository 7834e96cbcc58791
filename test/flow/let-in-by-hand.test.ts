import { expect, it } from 'vitest';
import { emptyChoices } from '../../src/domain/choices.ts';
import type { Hold } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import type { Performed } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aTargetUser, minutesAfter, NOW } from '../helpers/given.ts';
import { APPROVER } from '../helpers/helpdesk-flow.ts';
import { storeRequest } from '../store/store-request.ts';
import { workerWithLanes } from './worker-with-lanes.ts';

const REFUSED: Performed = { status: 'refused', note: text('graph.refused.forbidden') };
const LOST: Performed = { status: 'ambiguous', seconds: 0 };
const LATER = minutesAfter(NOW, 120);
const decided = { verdict: 'approved', by: APPROVER.id, byName: 'Noor', reason: null } as const;
const stop: Hold = { how: 'stop', by: APPROVER.id, byName: 'Noor', at: LATER, reason: 'No', until: null, reminded: 0 };

/** A person of Active Directory who was blocked in the cloud alone, whom people decided to let in. */
describeOnEachDatabase('a block that was watched when people decided to let the person in', (given) => {
  /** `answers`: what the unblock is answered, before anybody lets the person in, by whatever way. */
  async function restoreThat(answers: readonly Performed[], end: 'skip' | Hold) {
    await given.database().kysely.deleteFrom('requests').execute();
    let now = NOW;
    let isEnabled = false;
    const sent = { block: 0, unblock: 0 };
    const worker = workerWithLanes(given.database(), {
      now: () => now,
      cloud: {
        look: async () => ({ status: 'needed', snapshot: { accountEnabled: isEnabled } }),
        async perform({ step }) {
          if (step.kind === 'unblock-sign-in') return answers[sent.unblock++] ?? REFUSED;
          if (step.kind === 'block-sign-in') sent.block += 1;
          isEnabled = false;
          return { status: 'accepted', evidence: null };
        },
        async verify({ step }) {
          const evidence = { accountEnabled: isEnabled, found: 'active', read: now };
          if (step.kind === 'unblock-sign-in') return { status: isEnabled ? 'seen' : 'not-seen', evidence };
          if (step.kind !== 'block-sign-in') return { status: 'seen', evidence };
          return isEnabled
            ? { status: 'not-seen', evidence, turnedBack: { how: 'unknown', by: null } }
            : { status: 'seen-temporary', evidence };
        },
      },
      onPremises: { verify: async () => ({ status: 'later', seconds: 0 }) },
    });
    const { ledger } = worker.context.ports;
    const facts = aTargetUser({ identity: 'synced' });
    const about = { targetUserId: facts.id, facts };
    const block = await storeRequest(
      given.database(),
      {
        ...about,
        state: 'watching',
        startedAt: NOW,
        wakeAt: minutesAfter(NOW, 60),
        decision: { ...decided, at: NOW },
        choices: emptyChoices('block-sign-in', facts.id),
      },
      [
        {
          kind: 'block-sign-in',
          lane: 'cloud',
          state: 'accepted',
          attempt: 1,
          intendedAt: NOW,
          acceptedAt: NOW,
          verifiedAt: NOW,
          snapshot: { accountEnabled: true },
        },
        { kind: 'disable-account', lane: 'on-premises', state: 'needs-person' },
      ],
    );
    now = LATER;
    const restore = await storeRequest(
      given.database(),
      {
        ...about,
        state: 'running',
        startedAt: now,
        wakeAt: now,
        decision: { ...decided, at: now },
        choices: emptyChoices('restore-user', facts.id),
      },
      [{ kind: 'unblock-sign-in', lane: 'cloud', state: 'planned' }],
    );
    const unblock = async () => (await ledger.read(restore.id))[0];
    for (let passes = 0; passes < 30 && (await unblock())?.state !== 'failed'; passes += 1)
      await worker.advance(restore.id);
    expect((await unblock())?.state).toBe('failed');
    isEnabled = true;
    const { requests } = worker.context.ports;
    if (end === 'skip')
      expect((await worker.flow.resolveStep(APPROVER.id, restore.id, 'unblock-sign-in', 'skip')).refused).toBeNull();
    else expect(await requests.change(restore.id, { from: ['watching'] }, { hold: end })).not.toBeNull();
    for (let looks = 0; looks < 4; looks += 1) {
      for (const { id } of [restore, block, block]) await worker.advance(id);
      now = minutesAfter(now, 13 * 60);
    }
    const [step] = await ledger.read(block.id);
    return { again: sent.block, state: step?.state, how: step?.turnedBack?.how };
  }

  it.each<[string, readonly Performed[]]>([
    ['Microsoft 365 refused to, and the helpdesk skipped it', [REFUSED]],
    ['no answer came, a later attempt was refused, and the helpdesk skipped it', [LOST, REFUSED]],
  ])('is not made again by itself, and people are asked: %s', async (_, answers) => {
    expect(await restoreThat(answers, 'skip')).toEqual({ again: 0, state: 'overwritten', how: 'unknown' });
  });

  it('is made again where an approver stopped that', async () => {
    expect(await restoreThat([REFUSED], stop)).toMatchObject({ again: 1 });
  });
});
