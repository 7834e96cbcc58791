import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyChoices } from '../../src/domain/choices.ts';
import { takenFrom } from '../../src/domain/taken.ts';
import { mailboxSettingsPath } from '../../src/lanes/cloud/auto-reply.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { minutesAfter, NOW } from '../helpers/given.ts';
import { APPROVER } from '../helpers/helpdesk-flow.ts';
import { idOf, type StartedTenant, startTenant } from '../lanes/cloud/start-tenant.ts';
import { storeRequest } from '../store/store-request.ts';
import { workerWithLanes } from './worker-with-lanes.ts';

let tenant: StartedTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.stop());

const INSIDE = { status: 'alwaysEnabled', externalAudience: 'none' };
const UNTIL = {
  status: 'scheduled',
  scheduledStartDateTime: { dateTime: '2020-01-01T00:00:00', timeZone: 'UTC' },
  scheduledEndDateTime: { dateTime: '2030-01-01T00:00:00', timeZone: 'UTC' },
};

describeOnEachDatabase('a reply of Leaver’s that IT lets stand', (given) => {
  it.each([
    ['inside the organisation only', INSIDE, false],
    ['inside the organisation only, and a retry is refused', INSIDE, true],
    ['until a date', UNTIL, false],
    ['until a date, and a retry is refused', UNTIL, true],
  ])('is of Leaver still, and taken off by a restore: %s', async (_, automaticRepliesSetting, retried) => {
    await tenant.control('POST', '/reset');
    let now = NOW;
    const worker = workerWithLanes(given.database(), { now: () => now, cloud: tenant.lane });
    const { ledger, requests } = worker.context.ports;
    const targetUserId = idOf('adele');
    await given.database().kysely.deleteFrom('requests').execute();
    const { id } = await storeRequest(
      given.database(),
      {
        targetUserId,
        state: 'running',
        startedAt: NOW,
        choices: { ...emptyChoices('offboard', targetUserId), autoReply: true },
      },
      [
        {
          kind: 'set-auto-reply',
          lane: 'cloud',
          state: 'planned',
          attempt: 0,
          snapshot: null,
          evidence: null,
          acceptedAt: null,
          verifiedAt: null,
          intendedAt: null,
          parameters: { text: 'I do not work here any more' },
        },
      ],
    );
    const turn = async () => {
      for (let times = 0; times < 8; times += 1) {
        await worker.advance(id);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      const [step] = await ledger.read(id);
      if (step === undefined) throw new Error('gone');
      return step;
    };
    expect((await turn()).state).toBe('verified');
    await tenant.graph.write(
      'PATCH',
      mailboxSettingsPath(targetUserId),
      { automaticRepliesSetting },
      { stepId: randomUUID(), mayBeSent: async () => true },
    );
    for (let day = 0; day < 3; day += 1) {
      now = minutesAfter(now, 13 * 60);
      await turn();
    }
    expect((await turn()).state).toBe('overwritten');
    if (retried) {
      await tenant.control('POST', '/faults', { refuse: { match: 'PATCH /users/.*', times: 1 } });
      expect((await worker.flow.resolveStep(APPROVER.id, id, 'set-auto-reply', 'retry')).refused).toBeNull();
      await turn();
    }
    const step = await turn();
    const request = await requests.read(id);
    const facts = await tenant.directory.readTargetUser(targetUserId);
    if (request === null) throw new Error('gone');
    const { away } = takenFrom([{ request, steps: [step] }], facts);
    expect(away.map(({ kind }) => kind)).toEqual(['stop-auto-reply']);
  });
});
