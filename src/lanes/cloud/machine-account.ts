import type { User } from '@microsoft/microsoft-graph-types';
import { isServiceName } from '../../domain/service-name.ts';
import type { Protection } from '../../domain/target-user.ts';

/**
 * Accounts of Microsoft's sync clients: Connect's in the cloud (`Sync_SERVER_0123456789ab@…onmicrosoft.com`), Cloud Sync's
 * (`ADToAADSyncServiceAccount@…`), and those that both make in AD DS (`MSOL_…`, `AAD_…`, `provAgentgMSA$`). Microsoft Learn,
 * "Microsoft Entra Connect: Accounts and permissions". Changing one stops directory sync for everybody.
 */
const SYNC_ACCOUNTS = [/^Sync_[^@]+_[0-9a-f]{8,}@/i, /^ADToAADSyncServiceAccount@/i];
const SYNC_ACCOUNTS_IN_AD = [/^MSOL_[0-9a-f]+$/i, /^AAD_[0-9a-f]+$/i, /gMSA\$?$/i, /^ADSync/i];

/** What its maker wrote there. */
const SERVICE_TYPES = /^(service|system|machine|robot)\b/i;

type Account = Pick<User, 'userPrincipalName' | 'onPremisesSamAccountName' | 'employeeType'>;

/**
 * What is no person: protected, since nobody leaves there and everybody would miss it. Names can be chosen; that is safe
 * here, as a name can only add protection and never take it away.
 */
export function machineAccountOf(account: Account): readonly Protection[] {
  const signInName = account.userPrincipalName ?? '';
  const inAd = account.onPremisesSamAccountName ?? '';
  const is = (patterns: readonly RegExp[], name: string) => patterns.some((pattern) => pattern.test(name));
  if (is(SYNC_ACCOUNTS, signInName) || is(SYNC_ACCOUNTS_IN_AD, inAd)) return [{ kind: 'sync-account', name: '' }];
  const isService = isServiceName(signInName) || isServiceName(inAd);
  return isService || SERVICE_TYPES.test(account.employeeType ?? '') ? [{ kind: 'service-account', name: '' }] : [];
}
