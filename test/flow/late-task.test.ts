import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { type BrakeWorker, createBrakeWorker } from '../../src/commands/prove/brake-worker.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { WATCH_MINUTES } from '../../src/domain/next-look.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Verified } from '../../src/flow/ports.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aPerson, aPlan, aTargetUser, IDS, minutesAfter, NOW } from '../helpers/given.ts';
import { storeRequest } from '../store/store-request.ts';

const COLLEAGUE = '99999999-0000-4000-8000-000000000001';
const TASK = {
  key: 'laptop',
  title: { en: 'Laptop', nl: 'Laptop' },
  instruction: null,
  group: 'helpdesk',
  phase: 'at-start',
  dueDays: 2,
  evidence: 'attestation',
} as const;
/** IT let the person in again in AD DS, and the audit log is silent about who it was. */
const BACK: Verified = {
  status: 'not-seen',
  note: null,
  evidence: {},
  turnedBack: { how: 'unknown', by: null },
} as never;
const STANDS = { status: 'seen', evidence: { found: 'active' } } as const;

describeOnEachDatabase('the last task of a request', (given) => {
  let worker: BrakeWorker;
  let changed: string[];
  let now: string;
  let found: Verified;
  beforeEach(async () => {
    for (const table of ['starts', 'stops', 'requests'] as const)
      await given.database().kysely.deleteFrom(table).execute();
    [changed, found] = [[], BACK];
    worker = createBrakeWorker(given.database(), {
      policy: { ...BUILT_IN_POLICY, settleSeconds: 0 },
      now: () => new Date(now),
      onChange: (id) => changed.push(id),
      replace: (ports) => {
        const { cloud } = ports.lanes;
        if (cloud === undefined) throw new Error('there is no lane');
        return { ...ports, lanes: { cloud: { ...cloud, verify: async () => found } } };
      },
    });
  });

  /** Every step was seen, and all that is left is the laptop. */
  async function withLaptop(wakeAt: string | null) {
    const targetUserId = randomUUID();
    const request = await storeRequest(
      given.database(),
      {
        state: 'done-with-gaps',
        targetUserId,
        choices: emptyChoices('offboard', targetUserId),
        plan: aPlan({ tasks: [TASK] }),
        facts: aTargetUser({ id: targetUserId }),
        requesterId: IDS.requester,
        startedAt: NOW,
        endedAt: NOW,
        wakeAt,
      },
      [{ kind: 'block-sign-in', state: 'verified', attempt: 1, acceptedAt: NOW, verifiedAt: NOW }],
    );
    await worker.context.ports.tasks.open(request.id, [{ ...TASK, id: randomUUID() }], NOW);
    return request.id;
  }
  async function answer(id: string) {
    const { refused } = await worker.flow.answerTask(COLLEAGUE, id, { task: 'laptop', answer: 'done', result: null });
    expect(refused).toBeNull();
  }
  async function standing(id: string) {
    const { requests, ledger } = worker.context.ports;
    const [request, steps] = [await requests.read(id), await ledger.read(id)];
    if (request === null) throw new Error('it is gone');
    const { headline } = buildReport({ request, steps, now });
    return { state: request.state, headline: headline.key, steps: steps.map(({ kind, state }) => `${kind} ${state}`) };
  }

  it('answered weeks after the watch locks nobody out who came back meanwhile, and says as of when it was seen', async () => {
    now = minutesAfter(NOW, 8 * WATCH_MINUTES);
    const id = await withLaptop(null);
    await answer(id);
    await worker.advance(id);
    expect(changed).toEqual([]);
    expect(await standing(id)).toEqual({
      state: 'done',
      headline: 'report.headline.done-tasks-seen',
      steps: ['block-sign-in verified'],
    });
  });

  it('is shown to whoever answers it with the name that the person has by then', async () => {
    now = minutesAfter(NOW, 300);
    const id = await withLaptop(minutesAfter(NOW, 600));
    const { people, requests } = worker.context.ports;
    const targetUserId = (await requests.read(id))?.targetUserId ?? '';
    Object.assign(people, { read: async (who: string) => ({ ...aPerson({ id: who }), displayName: `Called ${who}` }) });
    const { view } = await worker.flow.answerTask(COLLEAGUE, id, { task: 'laptop', answer: 'cannot', reason: '' });
    expect(JSON.stringify(view)).toContain(`"displayName":"Called ${targetUserId}"`);
  });

  it('nor does anything else that has it looked at so late: people are asked', async () => {
    now = minutesAfter(NOW, 8 * WATCH_MINUTES);
    const id = await withLaptop(now);
    await worker.advance(id);
    expect(changed).toEqual([]);
    expect((await standing(id)).steps).toEqual(['block-sign-in overwritten']);
  });

  it('makes it done by a look that answered, and until then names who said so', async () => {
    now = minutesAfter(NOW, 300);
    const id = await withLaptop(minutesAfter(NOW, 600));
    found = { status: 'later', seconds: 1 };
    await answer(id);
    const before = { state: 'done-with-gaps', headline: 'report.headline.tasks-over' };
    expect(await standing(id)).toMatchObject(before);
    await worker.advance(id);
    expect(await standing(id)).toMatchObject(before);
    now = minutesAfter(now, 31);
    found = STANDS;
    await worker.advance(id);
    expect(await standing(id)).toMatchObject({ state: 'done', headline: 'report.headline.done-tasks-over' });
  });

  it('is followed by a look within the week that still blocks again what sync turned back', async () => {
    now = minutesAfter(NOW, 60);
    const id = await withLaptop(minutesAfter(NOW, 600));
    await answer(id);
    await worker.advance(id);
    expect(changed).not.toEqual([]);
  });
});
