import { z } from 'zod';
import { canonicalDn, parentOf } from '../domain/ad-domain.ts';
import type { AdConsole } from './ad-console.ts';
import { runRunbookAction } from './runbook-actions.ts';
import { type RunbookOrder, runbookOrder } from './runbook-order.ts';
import { immutableId } from './seed-tenant.ts';
import type { Tenant } from './tenant.ts';
import type { AdAccount, RunbookFile } from './tenant-state.ts';

/** The line that the runbook's PowerShell prints, to be pasted back. */
export type RunbookLine = {
  readonly leaver: 1;
  readonly reference: string;
  readonly sid: string;
  readonly actions: readonly { readonly kind: string; readonly done: boolean; readonly at: string }[];
  readonly accountDisabled: boolean;
  readonly server: string;
  readonly before: RunbookFile['before'];
  readonly sync: {
    readonly stagingMode: boolean;
    readonly schedulerEnabled: boolean;
    readonly nextCycleUtc: string;
  } | null;
};

/** The only text in the script that is not the same for everybody. */
const LITERAL = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/;

/**
 * Does in Active Directory what the runbook's PowerShell would do there: finds the account by SID, compares anchor, DN
 * and UPN before the first write, then acts. Takes the decoded literal, or `{ script }` as it stands on the card; with
 * `onSyncServer` it runs on the Entra Connect server, with `startSync` a cycle follows there. Runs no PowerShell.
 * `refused` is what the script would throw; nothing was written then. Null: this is no runbook.
 */
export async function runRunbook(
  tenant: Tenant,
  console: AdConsole,
  body: unknown,
): Promise<RunbookLine | { readonly refused: string } | null> {
  const read = runbookOrder.safeParse(literalOf(body));
  if (!read.success) return null;
  const { securityIdentifier } = read.data;
  await console.catchUp();
  const found = Object.values(tenant.state().people).find(
    (person) => person.ad?.securityIdentifier === securityIdentifier,
  );
  if (found?.ad == null) return { refused: 'Expected one account with this SID, found 0. Nothing was written.' };
  const wrong = mismatch(read.data, found.ad);
  if (wrong !== null) return { refused: `${wrong} Nothing was written.` };
  const before = keepBefore(tenant, read.data.requestId, found.ad);
  const actions: RunbookLine['actions'][number][] = [];
  for (const kind of read.data.actions) {
    const done = await runRunbookAction({ tenant, console }, found.id, kind, read.data);
    actions.push({ kind, done, at: seconds(tenant.clock.now()) });
  }
  const account = tenant.state().people[found.id]?.ad ?? found.ad;
  return {
    leaver: 1,
    reference: read.data.reference,
    sid: account.securityIdentifier,
    actions,
    accountDisabled: account.deletedAt !== null || !account.enabled,
    server: account.server,
    before,
    sync: syncServer(tenant, body),
  };
}

function literalOf(body: unknown): unknown {
  const script = z.object({ script: z.string() }).safeParse(body);
  if (!script.success) return body;
  const literal = LITERAL.exec(script.data.script)?.[1];
  try {
    return literal === undefined ? null : JSON.parse(Buffer.from(literal, 'base64').toString('utf8'));
  } catch {
    return null;
  }
}

/** In the order of the script: what it would throw before its first write. */
function mismatch(asked: RunbookOrder, account: AdAccount): string | null {
  const kept = account.deletedAt !== null && asked.attributes['mS-DS-ConsistencyGuid;binary']?.[0] === asked.anchor;
  if (asked.anchor !== immutableId(account.objectGuid) && !kept) return 'Anchor is not as expected.';
  const places = [asked.distinguishedName, ...asked.places].map(canonicalDn);
  const place = canonicalDn(account.distinguishedName);
  if (account.deletedAt !== null) {
    if (!places.map(parentOf).includes(parentOf(place))) return 'The deleted account was in another place.';
  } else {
    if (!places.includes(place)) return 'DN is not as expected.';
    const isLost = asked.actions.includes('restore-account') && account.userPrincipalName === '';
    const isSame = asked.userPrincipalName.toLowerCase() === account.userPrincipalName.toLowerCase();
    if (!isSame && !isLost) return 'UPN is not as expected.';
  }
  return account.adminCount ? 'The account is protected in Active Directory (adminCount is 1).' : null;
}

/** The script leaves a file; a second run finds it and reports what the first one found. */
function keepBefore(tenant: Tenant, requestId: string, account: AdAccount): RunbookFile['before'] {
  const { distinguishedName, groups, hidden } = account;
  const fresh = {
    sid: account.securityIdentifier,
    before: account.deletedAt === null ? { distinguishedName, groups, hidden } : null,
  };
  const state = tenant.change('active-directory', (known) =>
    requestId in known.runbookFiles ? known : { ...known, runbookFiles: { ...known.runbookFiles, [requestId]: fresh } },
  );
  return state.runbookFiles[requestId]?.before ?? null;
}

const onServer = z.looseObject({ onSyncServer: z.boolean().default(false), startSync: z.boolean().default(false) });

/** Only where the script runs on the server of Entra Connect. */
function syncServer(tenant: Tenant, body: unknown): RunbookLine['sync'] {
  const read = onServer.safeParse(body);
  if (!read.success || !read.data.onSyncServer) return null;
  const { paused, nextCycleAt } = tenant.state().sync;
  if (read.data.startSync) tenant.sync();
  return { stagingMode: false, schedulerEnabled: !paused, nextCycleUtc: seconds(new Date(nextCycleAt)) };
}

function seconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
