import type { AdTarget } from '../../../domain/ad-account.ts';
import { canonicalDn, parentOf } from '../../../domain/ad-domain.ts';
import { type Text, text } from '../../../domain/text.ts';
import { bytesOf, textOf, textsOf } from './ad-entry.ts';
import type { AdEntry } from './ad-session.ts';
import type { FoundAccount } from './find-account.ts';
import { isDeletedName } from './former-place.ts';
import type { AdSnapshot } from './snapshot.ts';

/**
 * Whether this is the account that is meant, and one that Leaver may write; what does not match is said, null = all of
 * it does.
 */
export function checkAccount(account: FoundAccount, { target, places, snapshot }: Expected): Text | null {
  const { entry } = account;
  if (!isPerson(entry)) return text('on-premises.refused.kind');
  if (!hasAnchor(entry, target, snapshot)) return text('on-premises.refused.anchor');
  if (!isInPlace(account, places)) return text('on-premises.refused.place');
  if (!hasUserPrincipalName(account, target, snapshot)) return text('on-premises.refused.user-principal-name');
  // AdminSDHolder takes the rights of delegates away from such accounts, and rightly so (hybrid.md 4).
  if (textOf(entry, 'adminCount') === '1') return text('on-premises.refused.protected');
  return null;
}

export type Expected = {
  readonly target: AdTarget;
  /** Distinguished names where the account may be. */
  readonly places: readonly string[];
  readonly snapshot: AdSnapshot | null;
};

/**
 * onPremisesImmutableId is mS-DS-ConsistencyGuid, else objectGUID, in base64 (hybrid.md 1.3). A deletion without
 * Recycle Bin strips the first: then the snapshot has to know both.
 */
export function hasAnchor(entry: AdEntry, { immutableId }: AdTarget, snapshot: AdSnapshot | null): boolean {
  const guid = base64Of(entry, 'objectGUID');
  const anchor = base64Of(entry, 'mS-DS-ConsistencyGuid') ?? guid;
  if (anchor === null || guid === null) return false;
  if (anchor === immutableId) return true;
  const before = snapshot?.attributes ?? {};
  return (
    anchor === guid &&
    before['objectGUID;binary']?.[0] === guid &&
    before['mS-DS-ConsistencyGuid;binary']?.[0] === immutableId
  );
}

function base64Of(entry: AdEntry, attribute: string): string | null {
  return bytesOf(entry, attribute)[0]?.toString('base64') ?? null;
}

/** A computer (and a managed service account) is a user too in AD DS. */
function isPerson(entry: AdEntry): boolean {
  const classes = textsOf(entry, 'objectClass').map((name) => name.toLowerCase());
  return classes.includes('user') && !classes.includes('computer');
}

function isInPlace({ found, entry }: FoundAccount, places: readonly string[]): boolean {
  if (found === 'active') return places.some((place) => canonicalDn(place) === canonicalDn(entry.dn));
  const parent = textOf(entry, 'lastKnownParent');
  // A parent that was deleted after it has another name now; then the anchor alone has to do.
  if (parent !== null && isDeletedName(parent)) return true;
  return parent !== null && places.some((place) => canonicalDn(parentOf(place)) === canonicalDn(parent));
}

/** A deletion without Recycle Bin loses the name: then it may be lacking where the snapshot would give it back. */
function hasUserPrincipalName(
  { found, entry }: FoundAccount,
  { userPrincipalName }: AdTarget,
  snapshot: AdSnapshot | null,
): boolean {
  const name = textOf(entry, 'userPrincipalName');
  if (userPrincipalName === '' || found === 'deleted') return true;
  if (name === null) return snapshot?.attributes.userPrincipalName !== undefined;
  return name.toLowerCase() === userPrincipalName.toLowerCase();
}
