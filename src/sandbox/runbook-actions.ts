import { canonicalDn, isInSyncScope, parentOf } from '../domain/ad-domain.ts';
import type { AdWork } from './active-directory.ts';
import type { AdConsole } from './ad-console.ts';
import type { RunbookOrder } from './runbook-order.ts';
import type { Tenant } from './tenant.ts';
import type { AdAccount, TenantState } from './tenant-state.ts';

/** Where the script runs. */
export type Desk = { readonly tenant: Tenant; readonly console: AdConsole };

/** One branch of the runbook's script. May be run again: what is already so counts as done. */
export async function runRunbookAction(
  desk: Desk,
  personId: string,
  kind: string,
  order: RunbookOrder,
): Promise<boolean> {
  const { tenant } = desk;
  const account = tenant.state().people[personId]?.ad ?? null;
  const planned = account === null ? null : plan(kind, account, order, tenant.state());
  if (planned === null || account === null) return false;
  for (const work of planned) if (!(await actOnce(desk, personId, work))) return false;
  return kind !== 'restore-account' || giveBackLost(desk, personId, order);
}

/** What is to be done; null = the script would throw. */
function plan(kind: string, account: AdAccount, order: RunbookOrder, state: TenantState): readonly AdWork[] | null {
  const deleted = account.deletedAt !== null;
  switch (kind) {
    case 'reset-password':
      return [{ action: 'reset-password' }, { action: 'reset-password' }];
    case 'disable-account':
      return [{ action: 'disable' }];
    case 'enable-account':
      return [{ action: 'enable' }];
    case 'leave-ad-groups':
      return [{ action: 'leave-groups', groups: account.groups }];
    case 'rejoin-ad-groups':
      return [{ action: 'join-groups', groups: namesIn(state, order.groups) }];
    case 'hide-from-address-lists':
      return account.mailNickname === null ? null : [{ action: 'set-hidden', hidden: true }];
    case 'show-in-address-lists':
      return [{ action: 'set-hidden', hidden: order.hidden }];
    case 'move-to-ou':
      return move(order.ou, order, state, account);
    case 'return-to-ou':
      return move(order.formerPlace === null ? null : parentOf(order.formerPlace), order, state, account);
    case 'delete-account':
      return deleted ? [] : [{ action: 'delete' }];
    case 'restore-account':
      return deleted ? [{ action: 'restore' }] : [];
    default:
      return null;
  }
}

/** Active Directory takes a group by its distinguished name or its SID. */
function namesIn(state: TenantState, groups: readonly string[]): readonly string[] {
  return groups.map((group) => {
    const synced = Object.values(state.groups).find((each) => each.onPremisesSecurityIdentifier === group);
    return synced?.distinguishedName ?? group;
  });
}

/** Out of scope is deletion from the cloud: the script refuses it, and so it does for a place that is not there. */
function move(
  to: string | null,
  order: RunbookOrder,
  state: TenantState,
  { domainName }: AdAccount,
): readonly AdWork[] | null {
  if (to === null || !isInSyncScope(order, to)) return null;
  const root = domainName
    .split('.')
    .map((part) => `dc=${part}`)
    .join(',');
  const isHere = canonicalDn(to).endsWith(root) && state.adDomains.some(({ name }) => name === domainName);
  return isHere ? [{ action: 'move', to }] : null;
}

/** After a restore in a forest without Recycle Bin: from the order, what is not there any more (hybrid.md c). */
async function giveBackLost(desk: Desk, personId: string, order: RunbookOrder): Promise<boolean> {
  const account = desk.tenant.state().people[personId]?.ad;
  if (account == null) return false;
  const { userPrincipalName: _, mailNickname, ...others } = order.attributes;
  const lost = Object.entries(others).filter(([name]) => account.attributes[name] === undefined);
  const given = await actOnce(desk, personId, {
    action: 'set-attributes',
    userPrincipalName: account.userPrincipalName || order.userPrincipalName,
    mailNickname: account.mailNickname ?? mailNickname?.[0] ?? null,
    attributes: Object.fromEntries(lost),
  });
  if (!given || account.groups.length > 0) return given;
  return actOnce(desk, personId, { action: 'join-groups', groups: namesIn(desk.tenant.state(), order.groups) });
}

async function actOnce({ console }: Desk, personId: string, work: AdWork): Promise<boolean> {
  return !('refused' in (await console.act(personId, work)));
}
