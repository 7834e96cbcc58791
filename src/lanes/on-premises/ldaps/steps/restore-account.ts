import { canonicalDn, isInSyncScope, isOrdinaryPlace, parentOf } from '../../../../domain/ad-domain.ts';
import { textOf } from '../ad-entry.ts';
import type { AdEntry } from '../ad-session.ts';
import { type AdStep, type AdStepEnd, type AdWork, DONE, refused } from '../ad-step.ts';
import { findAccount, namingContextOf, SHOW_DELETED } from '../find-account.ts';
import { formerPlaceOf, isDeletedName } from '../former-place.ts';
import { snapshotOf } from '../snapshot.ts';
import { partsOf } from './change-members.ts';
import { giveBackAttributes } from './give-back-attributes.ts';
import { exists } from './move-account.ts';
import { rejoin } from './rejoin-ad-groups.ts';
import { setRandomPassword } from './reset-password.ts';
import { setDisabled } from './set-disabled.ts';

/**
 * Brings the account itself back (same GUID and SID, so that sync brings back the same cloud account, hybrid.md 0.8),
 * then what a forest without Recycle Bin lost: attributes, groups, the password. It ends enabled or disabled as it was.
 */
export const restoreAccount: AdStep = async (work) => {
  const { session, account, order, baseDn } = work;
  if (account.found === 'deleted') {
    const refusal = await reanimate(work, account.entry);
    if (refusal !== null) return refusal;
  }
  const back = await findAccount(session, baseDn, order.target.securityIdentifier);
  if (back.found !== 'active') return refused('on-premises.refused.not-back');
  const snapshot = snapshotOf(order);
  const attributes = await giveBackAttributes(session, back.entry, snapshot?.attributes ?? {});
  const groups = (await rejoin(session, { account: back.entry, baseDn }, snapshot?.groups ?? [])).filter(
    ({ end }) => end !== 'done',
  );
  // Not on an account that was back before: whoever disabled it since, or gave it a password, meant it.
  const isFresh = account.found === 'deleted';
  const isPasswordLost = isFresh && hasLostPassword(account.entry, back.entry);
  if (isPasswordLost) await setRandomPassword(session, back.entry.dn);
  if (isFresh && typeof snapshot?.disabled === 'boolean') await setDisabled(session, back.entry, snapshot.disabled);
  const refusedAttributes = attributes.map((id) => ({ kind: 'attribute', id, why: 'refused' }) as const);
  const password = isPasswordLost ? [{ kind: 'password', id: '', why: 'replaced' } as const] : [];
  const left = [...refusedAttributes, ...partsOf(groups), ...password];
  return left.length === 0 ? DONE : { status: 'done', left };
};

/**
 * Lost without Recycle Bin; with it everything is kept, also that the password must be changed at the next logon
 * (`pwdLastSet` 0). A user principal name is among what a forest without it does not keep of a deleted account
 * (hybrid.md c).
 */
function hasLostPassword(deleted: AdEntry, back: AdEntry): boolean {
  const isKept = textOf(deleted, 'userPrincipalName') !== null;
  return !isKept && (textOf(back, 'pwdLastSet') ?? '0') === '0';
}

/** Exactly these two modifications, on the name among the deleted objects (hybrid.md 4). */
async function reanimate(work: AdWork, deleted: AdEntry): Promise<AdStepEnd | null> {
  const { session, domain, order, baseDn } = work;
  const place = placeFor(deleted, snapshotOf(order)?.distinguishedName ?? null);
  if (place === null) return refused('on-premises.refused.no-place');
  const parent = parentOf(place);
  if (!isOrdinaryPlace(parent, namingContextOf(baseDn)))
    return refused('on-premises.refused.place-administrative', { place: parent });
  if (!isInSyncScope(domain, parent)) return refused('on-premises.refused.out-of-scope', { place: parent });
  if (!(await exists(session, parent))) return refused('on-premises.refused.parent-gone', { place: parent });
  if (await exists(session, place)) return refused('on-premises.refused.place-taken', { place: parent });
  const changes = [
    { operation: 'delete', attribute: 'isDeleted', values: [] },
    { operation: 'replace', attribute: 'distinguishedName', values: [place] },
  ] as const;
  await session.modify(deleted.dn, changes, SHOW_DELETED);
  return null;
}

/**
 * The name that the snapshot knows, when it was in the place that AD DS remembers, or that place was deleted since and
 * made anew; else what AD DS remembers.
 */
function placeFor(deleted: AdEntry, was: string | null): string | null {
  const parent = textOf(deleted, 'lastKnownParent');
  if (parent === null || was === null) return formerPlaceOf(deleted);
  return isDeletedName(parent) || canonicalDn(parentOf(was)) === canonicalDn(parent) ? was : formerPlaceOf(deleted);
}
