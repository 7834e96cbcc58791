import { ON_PREMISES_KINDS } from './ad-account.ts';
import { ACTIONS, CHECKS, END, HEAD, MAIN } from './runbook-powershell.ts';
import type { Json } from './text.ts';

/** What the script is told, as data: nothing of it ever becomes PowerShell. */
export type RunbookOrder = {
  readonly leaver: 1;
  readonly reference: string;
  readonly requestId: string;
  readonly actions: readonly string[];
  readonly securityIdentifier: string;
  /** onPremisesImmutableId: base64 of mS-DS-ConsistencyGuid, else of objectGUID (hybrid.md 1.3). */
  readonly anchor: string;
  readonly distinguishedName: string;
  /**
   * Distinguished names under which the account may be found: as the cloud says, and where the work itself moves it.
   */
  readonly places: readonly string[];
  readonly userPrincipalName: string;
  readonly samAccountName: string;
  readonly domainName: string;
  /** Outside all of them the account would be deleted from the cloud; empty = the whole domain is in scope. */
  readonly inScopeOus: readonly string[];
  /** move-to-ou: where to. */
  readonly ou: string | null;
  /** return-to-ou: where the account was, its own name included. */
  readonly formerPlace: string | null;
  /** rejoin-ad-groups and restore-account: distinguished names, or SIDs, of the groups that it was in. */
  readonly groups: readonly string[];
  /** show-in-address-lists: what it said before. */
  readonly hidden: boolean | null;
  /** restore-account: what a forest without Recycle Bin loses; names as in `AdReading`. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
};

/**
 * PowerShell for the ActiveDirectory module (never MSOnline, which stopped in 2025: hybrid.md section 3). Its only
 * interpolation is one single-quoted base64 literal of the order as JSON (hybrid.md section 3, rule 1): the alphabet
 * A–Z a–z 0–9 + / = cannot end the literal, whatever names the order holds. The rest is ours and depends on the kinds
 * of action alone: only what they need, since it has to fit on a card. Passwords are made on the host and shown to
 * nobody. It finds the account by SID, compares anchor, DN and UPN before the first write, may be run again, and prints
 * one line of JSON to paste back.
 */
export function runbookScript(order: RunbookOrder): string {
  const literal = Buffer.from(JSON.stringify(order satisfies Json), 'utf8').toString('base64');
  const kinds = ON_PREMISES_KINDS.filter((kind) => order.actions.includes(kind));
  const functions = new Set(kinds.flatMap((kind) => ACTIONS[kind].needs));
  const branches = kinds.map((kind) => `      '${kind}' { ${ACTIONS[kind].call} | Out-Null }\n`);
  return [HEAD, literal, CHECKS, ...functions, MAIN, ...branches, END].join('');
}
