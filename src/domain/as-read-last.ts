import type { Request } from './request.ts';
import { type Text, text } from './text.ts';

/** The request with the name and address that its facts have: facts are read again before a run, the rest is as it was asked. */
export function asReadLast(request: Request): Request {
  const { displayName, userPrincipalName } = request.facts;
  return { ...request, targetUserName: displayName, targetUserPrincipalName: userPrincipalName };
}

/** "renamed from Adele Vance (adele@contoso.com)", where that is not what was asked about; an old address is nobody's here. */
export function renamedFrom({
  facts,
  targetUserName: name,
  targetUserPrincipalName: address,
}: Request): readonly Text[] {
  if (facts.displayName === name && facts.userPrincipalName.toLowerCase() === address.toLowerCase()) return [];
  return [text('report.standing.renamed', { name, address })];
}
