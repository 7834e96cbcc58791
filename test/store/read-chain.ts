import { type AuditHead, NO_HEAD } from '../../src/domain/audit-entry.ts';
import { createChainCheck, type KeptEntry } from '../../src/domain/check-chain.ts';
import type { Database } from '../../src/store/database.ts';
import { readAudit } from '../../src/store/read-audit.ts';

/** Every entry, oldest first. */
export async function readEntries(database: Database): Promise<readonly KeptEntry[]> {
  const entries: KeptEntry[] = [];
  await readAudit(database, (entry) => entries.push(entry));
  return entries;
}

/** What checking the chain as it is now finds. */
export async function checkChain(database: Database, posted: readonly AuditHead[] = []) {
  const check = createChainCheck(posted);
  await readAudit(database, check.next);
  return check.end();
}

/** The last entry's number and hash. */
export async function headOf(database: Database): Promise<AuditHead> {
  const last = (await readEntries(database)).at(-1);
  return last === undefined ? NO_HEAD : { number: last.number, hash: last.hash };
}

/** Who a pseudonym is, as far as the entry still knows. */
export function personOf(entry: KeptEntry | undefined, pseudonym: string | null | undefined): string | null {
  return pseudonym ? (entry?.kept.people[pseudonym]?.personId ?? null) : null;
}
