import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCloudCrowd } from '../../src/commands/bench/cloud-crowd.ts';
import { type Stage, startStage } from '../../src/commands/stage.ts';
import type { TenantPerson } from '../../src/sandbox/tenant.ts';
import { PATIENCE } from './play.ts';

/** Nobody who can write to the bot, or reach it, spends the tenant's Graph quota. */
describe('what Graph is asked', () => {
  let stage: Stage;
  let requests = 0;
  beforeAll(async () => {
    stage = await startStage({
      speed: 6,
      onExchange: ({ inBatch }) => {
        requests += inBatch ? 0 : 1;
      },
    });
  });
  afterAll(() => stage.stop());

  it('for a name that fits ten people is three requests at most', async () => {
    addCloudCrowd(stage.sandbox.tenant, 20);
    await stage.manager.say('offboard');
    requests = 0;
    await stage.manager.say('crowd');
    expect(stage.manager.lastCard().text).toContain('Crowd person');
    expect(requests).toBeLessThanOrEqual(3);
  });

  it.each(['manager', 'helpdesk'] as const)(
    'for a name that nobody has is three as well, whoever asks: the %s',
    async (who) => {
      deleted(addCloudCrowd(stage.sandbox.tenant, 250));
      await stage[who].say('offboard');
      requests = 0;
      await stage[who].say('offboard qqzzxx');
      expect(stage[who].lastCard().text).toContain('qqzzxx');
      expect(requests).toBeLessThanOrEqual(3);
    },
  );

  it('and does not answer takes no replica out of rotation', async () => {
    await stage.faults({ outage: { until: Date.now() + PATIENCE } });
    const answer = await fetch(`${stage.app.url}/readyz`);
    await fetch(`${stage.sandbox.url}/sandbox/faults`, { method: 'DELETE' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ database: 'ok', queue: 'ok', graph: 'unavailable' });
  });

  it('for readiness is one request in fifteen seconds, however often somebody asks', async () => {
    requests = 0;
    const began = performance.now();
    for (let probe = 0; probe < 40; probe += 1) {
      const answer = await fetch(`${stage.app.url}/readyz`);
      expect(await answer.json()).toMatchObject({ database: 'ok' });
    }
    // One more for each fifteen seconds that a busy machine took over it.
    expect(requests).toBeLessThanOrEqual(1 + Math.floor((performance.now() - began) / 15_000));
  });

  function deleted(people: readonly TenantPerson[]): void {
    const deletedDateTime = stage.sandbox.tenant.clock.now().toISOString();
    const gone = people.map((person) => [
      person.id,
      { ...person, cloud: person.cloud === null ? null : { ...person.cloud, deletedDateTime } },
    ]);
    stage.sandbox.tenant.change('time', (state) => ({
      ...state,
      people: { ...state.people, ...Object.fromEntries(gone) },
    }));
  }
});
