import { expect, it } from 'vitest';
import { initiatorOf } from '../../../src/lanes/cloud/audit-rows.ts';

const user = (userPrincipalName: string, displayName = '') => ({ user: { userPrincipalName, displayName } });
const app = (displayName: string, appId: string | null = null) => ({ app: { displayName, appId } });

it.each([
  ['sync', user('Sync_DC01_8f2c11d04ab5@contoso.onmicrosoft.com')],
  ['sync', user('ADToAADSyncServiceAccount@contoso.onmicrosoft.com')],
  ['sync', user('', 'On-Premises Directory Synchronization Service Account')],
  ['sync', app('Renamed', '6bf85cfa-ac8a-4be5-b5de-425a0d0dc016')],
  ['sync', app('Azure AD Cloud Sync')],
  ['person', app('HR Cloud Sync')],
  ['person', app('Entra Connect health board', '00000000-1111-2222-3333-444444444444')],
  ['person', user('sync_admin@contoso.com')],
  ['person', user('sync_team_abba@contoso.com')],
  ['person', user('sync.admin@contoso.com')],
  ['person', user('ann@contoso.com', 'Ann of Directory Synchronization')],
  ['person', user('provisioning@contoso.com')],
] as const)('%s is who changed it where the audit log names %j', (how, initiatedBy) => {
  expect(initiatorOf({ initiatedBy })).toMatchObject({ how });
});
