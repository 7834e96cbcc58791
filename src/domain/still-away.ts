import { canonicalDn, parentOf } from './ad-domain.ts';
import { jsonField } from './json-field.ts';
import { lastCycleOf } from './last-cycle.ts';
import { textOf } from './stored.ts';
import type { TargetUser } from './target-user.ts';
import type { Taken } from './undoes.ts';

/**
 * Whether what Leaver took is still as it left it, as far as the facts show; what they do not show, as it could not be
 * read, the step's own look decides. Of somebody deleted nothing is known: all of it is taken to be away.
 */
export function isStillAway({ kind, key, before, at }: Taken, facts: TargetUser): boolean {
  if (facts.found !== 'active') return true;
  switch (kind) {
    case 'rejoin-groups': {
      const now = facts.memberships.find(({ groupId }) => groupId === key);
      const lacks = (as: 'member' | 'owner') => jsonField(before, as) === true && now?.[as] !== true;
      return lacks('member') || lacks('owner');
    }
    case 'return-licences':
      return !facts.licences.some(({ skuId, direct }) => direct && skuId === key);
    case 'rejoin-ad-groups':
      return (
        !facts.memberships.some(({ securityIdentifier }) => securityIdentifier?.toLowerCase() === key) ||
        !isSynced(lastCycleOf(facts) ?? facts.onPremises?.lastSync, at)
      );
    case 'return-to-ou':
      return isIn(textOf(before, 'to'), facts) || !isSynced(facts.onPremises?.lastSync, at);
    case 'stop-auto-reply':
      return facts.autoReply !== 'off';
    case 'enable-devices':
      return facts.deviceStates?.[key] !== true;
    case 'unshare-onedrive':
      return facts.unshared?.includes(key) !== true;
    case 'show-in-address-lists':
      return facts.inAd?.hidden !== false;
  }
}

/**
 * Whether the facts show that something was taken which people were only asked to take: a group that directory sync
 * brings, and does not bring any more, or a place. What they do not show was perhaps never done.
 */
export function isShownTaken({ kind, key, before }: Taken, facts: TargetUser): boolean {
  if (facts.found !== 'active') return false;
  if (kind === 'return-to-ou') return isIn(textOf(before, 'to'), facts);
  const isSid = key.startsWith('s-1-');
  const isMember = facts.memberships.some(({ securityIdentifier }) => securityIdentifier?.toLowerCase() === key);
  return kind === 'rejoin-ad-groups' && isSid && !isMember;
}

function isIn(place: string | null, { onPremises }: TargetUser): boolean {
  return canonicalDn(parentOf(onPremises?.distinguishedName ?? '')) === canonicalDn(place ?? '');
}

/** Until the next sync the cloud shows what was there before our change in AD DS. */
function isSynced(lastSync: string | null | undefined, at: string): boolean {
  return lastSync !== null && lastSync !== undefined && lastSync > at;
}
