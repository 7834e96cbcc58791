import { parentOf, rdnOf } from '../domain/ad-domain.ts';
import { changePerson, noted } from './tenant-record.ts';
import type { AdAccount, TenantState, TimelineChange } from './tenant-state.ts';

export const AD_ACTIONS = ['disable', 'enable', 'delete', 'restore', 'reset-password'] as const;
export type AdAction = (typeof AD_ACTIONS)[number];

/** What can be changed in AD beside the console's own actions; lists are distinguished names. */
export type AdWork =
  | { readonly action: AdAction }
  | { readonly action: 'leave-groups' | 'join-groups'; readonly groups: readonly string[] }
  | { readonly action: 'set-hidden'; readonly hidden: boolean | null }
  | { readonly action: 'move'; readonly to: string }
  | {
      readonly action: 'set-attributes';
      readonly userPrincipalName: string;
      readonly mailNickname: string | null;
      readonly attributes: AdAccount['attributes'];
    };

/**
 * What an administrator does in Active Directory; nothing of it is in the cloud before the next sync cycle. Doing what
 * is already so changes nothing. `refused` is what the console would say.
 */
export function actInAd(
  state: TenantState,
  now: Date,
  personId: string,
  work: AdAction | AdWork,
): TenantState | { readonly refused: string } {
  const account = state.people[personId]?.ad ?? null;
  if (account === null) return { refused: 'There is no such account in Active Directory.' };
  const done = perform(state, account, now.toISOString(), typeof work === 'string' ? { action: work } : work);
  if ('refused' in done) return done;
  if (done.account === account) return state;
  const changed = changePerson(state, personId, (person) => ({
    ...person,
    ad: { ...done.account, whenChanged: now.toISOString() },
  }));
  return noted(changed, now, 'ad-console', personId, done.what, done.detail ?? null);
}

type Done =
  | { readonly account: AdAccount; readonly what: TimelineChange; readonly detail?: string }
  | { readonly refused: string };

function perform(state: TenantState, account: AdAccount, at: string, work: AdWork): Done {
  if (work.action === 'restore') return restore(state, account);
  if (account.deletedAt !== null) return { refused: 'The account is in the Active Directory Recycle Bin.' };
  switch (work.action) {
    case 'disable':
      return { account: account.enabled ? { ...account, enabled: false } : account, what: 'ad-disabled' };
    case 'enable':
      return { account: account.enabled ? account : { ...account, enabled: true }, what: 'ad-enabled' };
    case 'reset-password':
      return {
        account: { ...account, passwordChangedAt: at, passwordResets: account.passwordResets + 1 },
        what: 'ad-password-reset',
      };
    case 'delete':
      return { account: { ...account, deletedAt: at }, what: 'ad-deleted' };
    case 'leave-groups':
      return { account: withGroups(account, without(account.groups, work.groups)), what: 'ad-groups-left' };
    case 'join-groups':
      return {
        account: withGroups(account, [...account.groups, ...without(work.groups, account.groups)]),
        what: 'ad-groups-joined',
      };
    case 'set-hidden':
      return {
        account: account.hidden === work.hidden ? account : { ...account, hidden: work.hidden },
        what: work.hidden === true ? 'ad-hidden' : 'ad-shown',
      };
    case 'move':
      return move(state, account, work.to);
    case 'set-attributes':
      return { account: withAttributes(account, work), what: 'changed' };
  }
}

/** A forest without Recycle Bin gives back little: the name, the SID, whether it was enabled (hybrid.md c). */
function restore(state: TenantState, account: AdAccount): Done {
  if (account.deletedAt === null) return { refused: 'The account is not in the Active Directory Recycle Bin.' };
  const keepsAll = state.adDomains.find(({ name }) => name === account.domainName)?.recycleBin ?? true;
  const lost = { userPrincipalName: '', groups: [], hidden: null, mailNickname: null, attributes: {} };
  return { account: { ...account, deletedAt: null, ...(keepsAll ? {} : lost) }, what: 'ad-restored' };
}

function move(state: TenantState, account: AdAccount, to: string): Done {
  if (same(parentOf(account.distinguishedName), to)) return { account, what: 'ad-moved' };
  const distinguishedName = `${rdnOf(account.distinguishedName)},${to}`;
  const taken = Object.values(state.people).some(
    ({ ad }) => ad !== null && ad.deletedAt === null && same(ad.distinguishedName, distinguishedName),
  );
  if (taken) return { refused: 'An object with that name is already there.' };
  return { account: { ...account, distinguishedName }, what: 'ad-moved', detail: to };
}

function withGroups(account: AdAccount, groups: readonly string[]): AdAccount {
  return groups.length === account.groups.length ? account : { ...account, groups };
}

function withAttributes(account: AdAccount, work: Extract<AdWork, { action: 'set-attributes' }>): AdAccount {
  const { userPrincipalName, mailNickname } = work;
  const attributes = { ...account.attributes, ...work.attributes };
  const next = { ...account, userPrincipalName, mailNickname, attributes };
  return JSON.stringify(next) === JSON.stringify(account) ? account : next;
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  return names.filter((name) => !others.some((other) => same(name, other)));
}

function same(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}
