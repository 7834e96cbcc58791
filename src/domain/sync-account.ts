/**
 * The account that Microsoft's sync clients work with in the cloud: Connect's
 * (`Sync_SERVER_0123456789ab@…onmicrosoft.com`) or Cloud Sync's (`ADToAADSyncServiceAccount@…`). Microsoft Learn,
 * "Microsoft Entra Connect: Accounts and permissions".
 */
export function isSyncAccount(signInName: string): boolean {
  return SYNC_ACCOUNTS.some((each) => each.test(signInName));
}

const SYNC_ACCOUNTS = [/^Sync_[^@]+_[0-9a-f]{8,}@/i, /^ADToAADSyncServiceAccount@/i];
