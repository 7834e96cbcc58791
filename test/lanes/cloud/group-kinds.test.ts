import { afterAll, beforeAll, expect, it } from 'vitest';
import { DirectoryUnavailable } from '../../../src/domain/errors.ts';
import { createGroupKinds } from '../../../src/lanes/cloud/group-kinds.ts';
import { groupOf, type StartedTenant, startTenant } from './start-tenant.ts';

let tenant: StartedTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.stop());

it('a group that was sound stays so while Graph does not list members, and one that was never read is unknown', async () => {
  let minutes = 0;
  const clock = { now: () => new Date(Date.UTC(2026, 10, 22, 12, minutes)) };
  const kinds = createGroupKinds({ graph: tenant.graph, clock });
  const [known, unknown] = [groupOf('approvers'), groupOf('emergency')];
  await kinds.read([known.toUpperCase()]);
  // What was read before is too old to be taken unasked.
  minutes = 10;
  const match = 'GET /groups/[^/]*/members.*';
  await tenant.control('POST', '/faults', { throttle: { match, times: 100, status: 503, retryAfter: 1 } });
  tenant.exchanges.splice(0);
  expect(await kinds.isUnsound(known)).toBe(false);
  expect(tenant.exchanges.length).toBeGreaterThan(0);
  await expect(kinds.isUnsound(unknown)).rejects.toThrow(DirectoryUnavailable);
  await tenant.control('DELETE', '/faults');
  expect(await kinds.isUnsound(unknown)).toBe(false);
});
