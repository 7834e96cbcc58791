import { expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { takenFrom } from '../../src/domain/taken.ts';
import { text } from '../../src/domain/text.ts';
import type { Performed } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aTargetUser, NOW } from '../helpers/given.ts';
import { APPROVER } from '../helpers/helpdesk-flow.ts';
import { storeRequest } from '../store/store-request.ts';
import { workerWithLanes } from './worker-with-lanes.ts';

const why = text('graph.refused.forbidden');
const REFUSED = { status: 'refused', note: why } as const;
const LOST = { status: 'ambiguous', seconds: 0 } as const;
const SHARE = { driveId: 'd', itemId: 'i', successorId: 's', before: [] };
/** Done once, seen, and taken away by somebody since. */
const TAKEN_AWAY: Partial<StepRecord> = {
  state: 'overwritten',
  attempt: 1,
  intendedAt: NOW,
  acceptedAt: NOW,
  verifiedAt: NOW,
  snapshot: SHARE,
  evidence: { ...SHARE, permissionIds: ['p1'], lowered: [] },
  turnedBack: { times: 1, at: NOW, by: null, how: 'person' },
};
/** The same, of which the successor can still read. */
const LOWERED: Partial<StepRecord> = {
  ...TAKEN_AWAY,
  evidence: { ...SHARE, permissionIds: ['p1'], lowered: ['p1'] },
};
/** What a call answers; or the look before it is refused. */
type Comes = Performed | 'unread';

describeOnEachDatabase('a retry that is refused', (given) => {
  /** Files are shared: what comes of it one after another, retried whenever it is stuck. */
  async function shareThat(comes: readonly Comes[], before: Partial<StepRecord> = {}) {
    const left = [...comes];
    const worker = workerWithLanes(given.database(), {
      cloud: {
        idempotent: () => false,
        async look() {
          if (left[0] !== 'unread') return { status: 'needed', snapshot: SHARE };
          left.shift();
          return REFUSED;
        },
        async perform() {
          const answer = left.shift();
          if (typeof answer !== 'object') throw new Error('it was not to be sent');
          return answer;
        },
        verify: async () => ({ status: 'not-seen', evidence: SHARE }),
      },
    });
    const { ledger, requests } = worker.context.ports;
    const { id } = await storeRequest(given.database(), { state: 'running', startedAt: NOW }, [
      { kind: 'share-onedrive', lane: 'cloud', state: 'planned', ...before },
    ]);
    for (let turn = 0; turn < 20; turn += 1) {
      const [step] = await ledger.read(id);
      if (left.length > 0 && (step?.state === 'failed' || step?.state === 'overwritten'))
        await worker.flow.resolveStep(APPROVER.id, id, step.kind, 'retry');
      await worker.advance(id);
    }
    const [step] = await ledger.read(id);
    const request = await requests.read(id);
    if (step === undefined || request === null) throw new Error('it is not there');
    const { away } = takenFrom([{ request, steps: [step] }], aTargetUser());
    return [step.state, step.note?.key, away.map(({ how }) => how)];
  }

  it.each<[string, readonly Comes[]]>([
    ['every attempt before was refused', [REFUSED, REFUSED]],
    ['every attempt before was refused, or not made', [REFUSED, 'unread', REFUSED, 'unread']],
  ])('changed nothing, and leaves nothing for a restore, where %s', async (_, comes) => {
    expect(await shareThat(comes)).toEqual(['failed', 'flow.refused-unchanged', []]);
  });

  it.each<[string, readonly Comes[]]>([
    ['before it is sent', ['unread']],
    ['when it is sent', [REFUSED, REFUSED]],
  ])('leaves nothing for a restore of what was seen, and taken away since: %s', async (_, comes) => {
    expect(await shareThat(comes, TAKEN_AWAY)).toEqual(['failed', 'flow.refused-since-back', []]);
  });

  it.each<[string, readonly Comes[]]>([
    ['before it is sent', ['unread']],
    ['when it is sent', [REFUSED]],
    ['also the second time', [REFUSED, 'unread', REFUSED]],
  ])('leaves to a restore, as done, what was lowered since, and is there still: %s', async (_, comes) => {
    expect(await shareThat(comes, LOWERED)).toEqual(['failed', 'flow.refused-since-changed', ['done']]);
  });

  it('leaves to a restore what was lowered since also where a retry got no answer', async () => {
    expect(await shareThat([LOST, REFUSED], LOWERED)).toEqual(['failed', 'flow.refused-again', ['done']]);
  });

  it.each<[string, Partial<StepRecord>, string]>([
    ['put on a schedule', { evidence: { autoReply: 'scheduled' } }, 'flow.refused-since-changed'],
    ['turned off', { evidence: { autoReply: 'disabled' } }, 'flow.refused-since-back'],
  ])('says of a reply that somebody has %s what became of it', async (_, found, note) => {
    const snapshot = { setting: { status: 'disabled' }, reply: 'Gone.' };
    const reply = { ...TAKEN_AWAY, kind: 'set-auto-reply', snapshot, ...found } as const;
    expect((await shareThat([REFUSED], reply))[1]).toBe(note);
  });

  it.each<[string, readonly Comes[], Partial<StepRecord>?]>([
    ['the first', [LOST, REFUSED]],
    ['a later one', [REFUSED, LOST, REFUSED]],
    ['one after the first was taken away', [LOST, 'unread'], TAKEN_AWAY],
  ])('leaves open what an attempt did that nothing answered: %s', async (_, comes, before) => {
    expect(await shareThat(comes, before)).toEqual(['failed', 'flow.refused-again', ['tried']]);
  });
});
