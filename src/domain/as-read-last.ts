import type { Request } from './request.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/**
 * The request with the name and address that its facts have, also in what the plan says of the person; the rest is as
 * it was asked.
 */
export function asReadLast(request: Request): Request {
  const { displayName, userPrincipalName } = request.facts;
  const { plan, targetUserName: asked } = request;
  const named = (sentence: Text): Text =>
    sentence.values?.name === asked ? text(sentence.key, { ...sentence.values, name: displayName }) : sentence;
  return {
    ...request,
    targetUserName: displayName,
    targetUserPrincipalName: userPrincipalName,
    plan: { ...plan, warnings: plan.warnings.map(named), notes: plan.notes.map(named) },
  };
}

/** Facts with the name and address of those that were read later, by whichever request. */
export function namedAsIn(one: TargetUser, other: TargetUser): TargetUser {
  const { displayName, userPrincipalName } = one;
  return one.readAt > other.readAt && one.found === 'active' ? { ...other, displayName, userPrincipalName } : other;
}

/**
 * "renamed from Adele Vance (adele@contoso.com)", where that is not what was asked about, and whose the old address is
 * by now; an old address is never theirs here.
 */
export function renamedFrom({
  facts,
  targetUserName: name,
  targetUserPrincipalName: address,
}: Request): readonly Text[] {
  if (facts.displayName === name && !isRenamed(address, facts.userPrincipalName)) return [];
  const isMadeUp = address.includes(MADE_UP);
  if (isMadeUp && facts.displayName === name) return [];
  const renamed = isMadeUp
    ? text('report.standing.renamed-name', { name })
    : text('report.standing.renamed', { name, address });
  const { oldAddressHolder: holder } = facts;
  return holder === undefined ? [renamed] : [renamed, text('report.standing.address-given', { address, holder })];
}

/** Entra ID's own name for a guest, which nobody knows them by. */
const MADE_UP = '#EXT#';

/** Whether the address was changed; capitals are no change (Entra ID compares without them). */
export function isRenamed(address: string, now: string): boolean {
  return address.toLowerCase() !== now.toLowerCase();
}
