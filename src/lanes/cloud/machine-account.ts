import type { User } from '@microsoft/microsoft-graph-types';
import { isServiceName } from '../../domain/service-name.ts';
import { isSyncAccount } from '../../domain/sync-account.ts';
import type { Protection } from '../../domain/target-user.ts';

/**
 * What Microsoft's sync clients make in AD DS (`MSOL_…`, `AAD_…`, `provAgentgMSA$`), beside their accounts in the
 * cloud. Microsoft Learn, "Microsoft Entra Connect: Accounts and permissions". Changing one stops directory sync for
 * everybody.
 */
const SYNC_ACCOUNTS_IN_AD = [/^MSOL_[0-9a-f]+$/i, /^AAD_[0-9a-f]+$/i, /gMSA\$?$/i, /^ADSync/i];

/** What its maker wrote there. */
const SERVICE_TYPES = /^(service|system|machine|robot)\b/i;

type Account = Pick<User, 'userPrincipalName' | 'onPremisesSamAccountName' | 'employeeType'>;

/**
 * What is no person: protected, since nobody leaves there and everybody would miss it. Names can be chosen; that is
 * safe here, as a name can only add protection and never take it away.
 */
export function machineAccountOf(account: Account): readonly Protection[] {
  const signInName = account.userPrincipalName ?? '';
  const inAd = account.onPremisesSamAccountName ?? '';
  const isInAd = SYNC_ACCOUNTS_IN_AD.some((pattern) => pattern.test(inAd));
  if (isSyncAccount(signInName) || isInAd) return [{ kind: 'sync-account', name: '' }];
  const isService = isServiceName(signInName) || isServiceName(inAd);
  return isService || SERVICE_TYPES.test(account.employeeType ?? '') ? [{ kind: 'service-account', name: '' }] : [];
}
