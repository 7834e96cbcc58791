import { z } from 'zod';
import { type AdAction, actInAd } from './active-directory.ts';
import { immutableId } from './seed-tenant.ts';
import type { Tenant } from './tenant.ts';
import type { AdAccount } from './tenant-state.ts';

const order = z.looseObject({
  leaver: z.literal(1),
  reference: z.string(),
  actions: z.array(z.string()),
  securityIdentifier: z.string(),
  anchor: z.string(),
  distinguishedName: z.string(),
  userPrincipalName: z.string(),
});
type RunbookOrder = z.infer<typeof order>;

/** The line that the runbook's PowerShell prints, to be pasted back. */
export type RunbookLine = {
  readonly leaver: 1;
  readonly reference: string;
  readonly sid: string;
  readonly actions: readonly { readonly kind: string; readonly done: boolean; readonly at: string }[];
  readonly accountDisabled: boolean;
  readonly server: string;
};

/** The only text in the script that is not the same for everybody. */
const LITERAL = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/;

/**
 * Does in Active Directory what the runbook's PowerShell would do there: finds the account by SID, compares anchor, DN
 * and UPN before the first write, then acts. Takes the decoded literal, or `{ script }` as it stands on the card. Runs
 * no PowerShell. `refused` is what the script would throw; nothing was written then.
 */
export function runRunbook(tenant: Tenant, body: unknown): RunbookLine | { readonly refused: string } {
  const read = order.safeParse(literalOf(body));
  if (!read.success) return { refused: `This is not a runbook: ${z.prettifyError(read.error)}` };
  const { securityIdentifier } = read.data;
  const found = Object.values(tenant.state().people).find(
    (person) => person.ad?.securityIdentifier === securityIdentifier,
  );
  if (found?.ad == null) return { refused: 'Expected one account with this SID, found 0. Nothing was written.' };
  const wrong = mismatch(read.data, found.ad);
  if (wrong !== null) return { refused: `${wrong} is not as expected. Nothing was written.` };
  const actions = read.data.actions.map((kind) => ({
    kind,
    done: runOne(tenant, found.id, kind),
    at: `${tenant.clock.now().toISOString().slice(0, 19)}Z`,
  }));
  const account = tenant.state().people[found.id]?.ad ?? found.ad;
  return {
    leaver: 1,
    reference: read.data.reference,
    sid: account.securityIdentifier,
    actions,
    accountDisabled: account.deletedAt !== null || !account.enabled,
    server: account.server,
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

function mismatch(asked: RunbookOrder, account: AdAccount): string | null {
  if (asked.anchor !== immutableId(account.objectGuid)) return 'Anchor';
  if (account.deletedAt !== null) return null;
  if (asked.distinguishedName.toLowerCase() !== account.distinguishedName.toLowerCase()) return 'DN';
  return asked.userPrincipalName.toLowerCase() === account.userPrincipalName.toLowerCase() ? null : 'UPN';
}

const ACTIONS: Readonly<Record<string, readonly AdAction[]>> = {
  'reset-password': ['reset-password', 'reset-password'],
  'disable-account': ['disable'],
  'enable-account': ['enable'],
  'delete-account': ['delete'],
  'restore-account': ['restore'],
};

/** May be run again: what is already so counts as done. */
function runOne(tenant: Tenant, personId: string, kind: string): boolean {
  const deleted = tenant.state().people[personId]?.ad?.deletedAt != null;
  if ((kind === 'delete-account' && deleted) || (kind === 'restore-account' && !deleted)) return true;
  const steps = ACTIONS[kind] ?? [];
  return steps.length > 0 && steps.every((action) => actOnce(tenant, personId, action));
}

function actOnce(tenant: Tenant, personId: string, action: AdAction): boolean {
  const outcome = actInAd(tenant.state(), tenant.clock.now(), personId, action);
  if ('refused' in outcome) return false;
  tenant.change('active-directory', () => outcome);
  return true;
}
