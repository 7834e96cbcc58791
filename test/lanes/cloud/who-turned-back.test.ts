import { afterAll, beforeAll, expect, it } from 'vitest';
import { whoTurnedBack } from '../../../src/lanes/cloud/who-turned-back.ts';
import { switchInEntra } from '../../../src/sandbox/entra-admin.ts';
import { audited } from '../../../src/sandbox/tenant-record.ts';
import { idOf, type StartedTenant, startTenant } from './start-tenant.ts';

let tenant: StartedTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.stop());

it('who let somebody in is found behind everything that was done to their account since, over all pages', async () => {
  const since = tenant.clock.now().toISOString();
  const change = tenant.sandbox.tenant.change;
  change('time', (state, now) => switchInEntra(state, now, tenant.now('lotte'), true));
  change('time', (state, now) =>
    Array.from({ length: 1_200 }).reduce<typeof state>(
      (logged) => audited(logged, now, 'administrator', 'Update user', tenant.now('lotte'), []),
      state,
    ),
  );
  tenant.exchanges.splice(0);
  const asked = { targetUserId: idOf('lotte'), since, enabled: true };
  expect(await whoTurnedBack(tenant.graph, asked)).toMatchObject({ how: 'person' });
  expect(tenant.exchanges).toHaveLength(2);
});
