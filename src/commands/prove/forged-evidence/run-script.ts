import { canonicalDn, parentOf, rdnOf } from '../../../domain/ad-domain.ts';
import { ON_PREMISES } from '../gallery/given.ts';
import { administrativeIn, isAdministrativePlace } from './administrative.ts';
import { BASE, type Forest } from './forest.ts';

/** What a script is told. */
export function orderIn(script: string): Order {
  const literal = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/.exec(script)?.[1] ?? '';
  return JSON.parse(Buffer.from(literal, 'base64').toString()) as Order;
}

type Order = {
  readonly reference: string;
  readonly requestId: string;
  readonly actions: readonly string[];
  readonly groups: readonly string[];
  readonly ou: string | null;
  readonly formerPlace: string | null;
  readonly inScopeOus: readonly string[];
  readonly hidden: boolean | null;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
};

/**
 * As the helpdesk runs it: nothing here runs PowerShell, so this does what its text says, and looks at a group before
 * it joins only where the text does. `file`: what lies beside it already (`Save-Before`), null = nothing. Gives the
 * line that it prints.
 */
export function runScript(script: string, forest: Forest, { at, file }: { at: string; file: string | null }): string {
  const order = orderIn(script);
  const { account } = forest;
  const found = { distinguishedName: account.dn, groups: [...account.memberOf], hidden: account.hidden };
  const before = account.isDeleted ? null : found;
  const saved = file === null ? { sid: ON_PREMISES.securityIdentifier, before } : JSON.parse(file);
  const looks = /function Join-Groups[\s\S]*?Assert-Ordinary \$group[\s\S]*?Add-ADPrincipalGroupMembership/.test(
    script,
  );
  const moveTo = (place: string) => {
    const isFree = isAllowedBy(script, order, place);
    if (isFree) account.dn = `${rdnOf(account.dn)},${place}`;
    return isFree;
  };
  const results = order.actions.map((kind) => {
    if (kind === 'disable-account' || kind === 'enable-account') account.isDisabled = kind === 'disable-account';
    if (kind === 'leave-ad-groups') account.memberOf = [];
    if (kind === 'hide-from-address-lists') account.hidden = true;
    if (kind === 'show-in-address-lists') account.hidden = order.hidden;
    if (kind === 'move-to-ou') return { kind, done: moveTo(order.ou ?? ''), at };
    if (kind === 'return-to-ou') return { kind, done: moveTo(parentOf(order.formerPlace ?? '')), at };
    if (kind === 'delete-account') forest.remove();
    if (kind === 'restore-account') account.isDeleted = false;
    const joins = kind === 'rejoin-ad-groups' || (kind === 'restore-account' && account.memberOf.length === 0);
    const groups = joins ? order.groups.map((group) => forest.find(group)) : [];
    const joined = groups.filter((group) => group !== undefined && !(looks && administrativeIn(group)));
    for (const group of joined) if (group !== undefined) forest.join(group);
    return { kind, done: joined.length === groups.length, at };
  });
  return JSON.stringify({
    leaver: 1,
    reference: order.reference,
    sid: ON_PREMISES.securityIdentifier,
    actions: results,
    accountDisabled: account.isDeleted || account.isDisabled,
    server: 'dc01.corp.contoso.example',
    before: saved.before,
    sync: null,
  });
}

/** As `Move-Account` says: in the domain, in what directory sync sees, and none of the directory's own places. */
function isAllowedBy(script: string, { inScopeOus }: Order, place: string): boolean {
  const target = canonicalDn(place);
  const isIn = (ou: string) => target === canonicalDn(ou) || target.endsWith(`,${canonicalDn(ou)}`);
  if (script.includes('That place is not in the domain') && !isIn(BASE)) return false;
  if (script.includes('That place holds the directory itself') && isAdministrativePlace(`${place},`)) return false;
  return !script.includes('That place is out of scope') || inScopeOus.length === 0 || inScopeOus.some(isIn);
}
