import { changePerson, noted } from './tenant-record.ts';
import type { AdAccount, TenantState, TimelineChange } from './tenant-state.ts';

export const AD_ACTIONS = ['disable', 'enable', 'delete', 'restore', 'reset-password'] as const;
export type AdAction = (typeof AD_ACTIONS)[number];

/**
 * What an administrator does in Active Directory; nothing of it is in the cloud before the next sync cycle. Doing what
 * is already so changes nothing. `refused` is what the console would say.
 */
export function actInAd(
  state: TenantState,
  now: Date,
  personId: string,
  action: AdAction,
): TenantState | { readonly refused: string } {
  const account = state.people[personId]?.ad ?? null;
  if (account === null) return { refused: 'There is no such account in Active Directory.' };
  const done = ACTIONS[action](account, now.toISOString());
  if ('refused' in done) return done;
  if (done.account === account) return state;
  const changed = changePerson(state, personId, (person) => ({
    ...person,
    ad: { ...done.account, whenChanged: now.toISOString() },
  }));
  return noted(changed, now, 'ad-console', personId, done.what);
}

type Done = { readonly account: AdAccount; readonly what: TimelineChange } | { readonly refused: string };

const ACTIONS: Readonly<Record<AdAction, (account: AdAccount, at: string) => Done>> = {
  disable: (account) =>
    inDirectory(account, 'ad-disabled', () => (account.enabled ? { ...account, enabled: false } : account)),
  enable: (account) =>
    inDirectory(account, 'ad-enabled', () => (account.enabled ? account : { ...account, enabled: true })),
  'reset-password': (account, at) =>
    inDirectory(account, 'ad-password-reset', () => ({
      ...account,
      passwordChangedAt: at,
      passwordResets: account.passwordResets + 1,
    })),
  delete: (account, at) => inDirectory(account, 'ad-deleted', () => ({ ...account, deletedAt: at })),
  restore: (account) =>
    account.deletedAt === null
      ? { refused: 'The account is not in the Active Directory Recycle Bin.' }
      : { account: { ...account, deletedAt: null }, what: 'ad-restored' },
};

function inDirectory(account: AdAccount, what: TimelineChange, change: () => AdAccount): Done {
  if (account.deletedAt !== null) return { refused: 'The account is in the Active Directory Recycle Bin.' };
  return { account: change(), what };
}
