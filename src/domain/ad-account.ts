import type { OnPremisesAccount } from './target-user.ts';

/** Kinds of step that are done in AD DS. */
export const ON_PREMISES_KINDS = [
  'reset-password',
  'disable-account',
  'leave-ad-groups',
  'hide-from-address-lists',
  'move-to-ou',
  'delete-account',
  'restore-account',
  'enable-account',
  'rejoin-ad-groups',
  'show-in-address-lists',
  'return-to-ou',
] as const;
export type OnPremisesKind = (typeof ON_PREMISES_KINDS)[number];

/**
 * What one domain controller says about one account. Attributes are text as LDAP gives it; a name that ends in
 * `;binary` holds base64 (ldap's own convention), since a snapshot is JSON.
 */
export type AdReading = {
  readonly found: 'active' | 'deleted' | 'missing';
  /** Host name of the domain controller that was read. */
  readonly server: string;
  /** userAccountControl bit 2; null unless `found` is `active`. */
  readonly disabled: boolean | null;
  /** adminCount = 1: under AdminSDHolder, for a domain administrator only. */
  readonly isProtected: boolean;
  /** Where it is, or for a deleted account where it was. Null when missing. */
  readonly distinguishedName: string | null;
  /** Distinguished names of its groups, without the primary group. */
  readonly groups: readonly string[];
  /** msExchHideFromAddressLists; null = not set, or the forest has no Exchange schema. */
  readonly hidden: boolean | null;
  /** pwdLastSet as ISO 8601, UTC; null = must be changed, or unknown. */
  readonly passwordSetAt: string | null;
  /** A hide works only with a mail nickname (hybrid.md 1.5). */
  readonly mailNickname: string | null;
  /** What a restore in a forest without Recycle Bin has to give back (hybrid.md c). */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
};

/** Whom a change in AD DS is about: located by SID, everything else is cross-checked before the first write. */
export type AdTarget = OnPremisesAccount & {
  /** Where the account may be found: as Graph says, and where an earlier step of this request moved it. */
  readonly places: readonly string[];
};
