import { parentOf } from '../../domain/ad-domain.ts';
import type { AdAccount, TimelineChange } from '../tenant-state.ts';
import type { DirectoryAccount } from './directory-account.ts';

export type Followed = {
  readonly account: AdAccount;
  readonly changes: readonly { readonly what: TimelineChange; readonly detail: string | null }[];
};

/**
 * What the tenant knows of an account, brought to what the directory says now; the same object when nothing changed.
 * `before` is the reading of last time, where there is one; `read` is null when the directory has no such account at
 * all.
 */
export function followAccount(
  account: AdAccount,
  before: DirectoryAccount | null,
  read: DirectoryAccount | null,
  at: string,
): Followed {
  if (read === null || read.isDeleted) {
    if (account.deletedAt !== null) return { account, changes: [] };
    // Where it was and what it had is what is known of it: the deleted object has lost nearly all.
    return { account: { ...account, deletedAt: at, whenChanged: at }, changes: [{ what: 'ad-deleted', detail: null }] };
  }
  const next = { ...account, ...readingOf(account, read), ...passwordOf(account, before, read, at), deletedAt: null };
  const changes = changesBetween(account, next);
  const isTouched = before !== null && before.version !== read.version;
  if (changes.length === 0 && !isTouched) return { account, changes };
  return { account: { ...next, whenChanged: at }, changes };
}

function readingOf(account: AdAccount, read: DirectoryAccount): Partial<AdAccount> {
  const { samAccountName, userPrincipalName, distinguishedName, enabled, hidden, mailNickname, adminCount } = read;
  return {
    samAccountName,
    userPrincipalName,
    distinguishedName,
    enabled,
    hidden,
    mailNickname,
    adminCount,
    groups: sameValue([...account.groups].sort(), read.groups) ? account.groups : read.groups,
    attributes: sameAttributes(account.attributes, read.attributes) ? account.attributes : read.attributes,
  };
}

/** A password of nobody's choice, such as after a restore, is none that would be carried to the cloud. */
function passwordOf(
  account: AdAccount,
  before: DirectoryAccount | null,
  read: DirectoryAccount,
  at: string,
): Partial<AdAccount> {
  if (before === null || read.passwordSet === '0' || read.passwordSet === before.passwordSet) return {};
  const resets = Math.max(1, read.passwordVersion - before.passwordVersion);
  return { passwordChangedAt: at, passwordResets: account.passwordResets + resets };
}

function changesBetween(account: AdAccount, next: AdAccount): Followed['changes'] {
  const changes: { what: TimelineChange; detail: string | null }[] = [];
  const note = (what: TimelineChange, detail: string | null = null) => changes.push({ what, detail });
  if (account.deletedAt !== null) note('ad-restored');
  if (account.enabled !== next.enabled) note(next.enabled ? 'ad-enabled' : 'ad-disabled');
  if (account.passwordChangedAt !== next.passwordChangedAt) note('ad-password-reset');
  if (account.distinguishedName !== next.distinguishedName) note('ad-moved', parentOf(next.distinguishedName));
  if (account.groups.some((group) => !next.groups.includes(group))) note('ad-groups-left');
  if (next.groups.some((group) => !account.groups.includes(group))) note('ad-groups-joined');
  if (account.hidden !== next.hidden) note(next.hidden === true ? 'ad-hidden' : 'ad-shown');
  const isOtherwise =
    account.userPrincipalName !== next.userPrincipalName ||
    account.samAccountName !== next.samAccountName ||
    account.adminCount !== next.adminCount ||
    account.mailNickname !== next.mailNickname ||
    account.attributes !== next.attributes;
  if (isOtherwise && account.deletedAt === null) note('changed');
  return changes;
}

function sameAttributes(one: AdAccount['attributes'], other: AdAccount['attributes']): boolean {
  const inOrder = (attributes: AdAccount['attributes']) =>
    Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return sameValue(inOrder(one), inOrder(other));
}

function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
