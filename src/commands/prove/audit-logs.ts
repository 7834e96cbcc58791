import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type AuditHead, entryHash, NO_HEAD } from '../../domain/audit-entry.ts';
import { createChainCheck, type KeptEntry } from '../../domain/check-chain.ts';
import { createAuditTrail } from '../../store/audit.ts';
import type { Database } from '../../store/database.ts';
import { readChain } from '../../store/read-audit.ts';
import type { Tables } from '../../store/tables.ts';
import type { TamperedLog } from './audit-tampers.ts';

/** A log as it is checked after somebody was at it. */
export type CheckedLog = TamperedLog & { faults(executor: Kysely<Tables>): Promise<number> };

/** Leaver's own audit, with its head posted. */
export async function chainedLog(database: Database, entries: number): Promise<CheckedLog> {
  await fill(database, entries);
  const posted = (await createAuditTrail(database).head()) ?? NO_HEAD;
  return {
    table: 'audit',
    entries: posted.number,
    async faults(executor) {
      const check = createChainCheck([posted]);
      await readChain(executor, check.next);
      return check.end().faults.length;
    },
    rehash: rechain,
  };
}

/** The control: the same entries, each with a hash of its own and none with the hash of the one before. */
export async function plainLog(database: Database, entries: number): Promise<CheckedLog> {
  await sql`create table plain_audit as select * from audit`.execute(database.kysely);
  await sql`update plain_audit set hash = ${rowHash}`.execute(database.kysely);
  return {
    table: 'plain_audit',
    entries,
    async faults(executor) {
      const changed = await sql`select from plain_audit where hash is distinct from ${rowHash}`.execute(executor);
      return changed.rows.length;
    },
    async rehash(executor, from, to) {
      await sql`update plain_audit set hash = ${rowHash} where number between ${from} and ${to}`.execute(executor);
    },
  };
}

const rowHash = sql`encode(sha256(convert_to(concat_ws('|', at, kind, actor, subject, request_id, version, plan_hash,
  step, code, graph_request_ids, texts), 'UTF8')), 'hex')`;

async function fill(database: Database, entries: number): Promise<void> {
  const audit = createAuditTrail(database);
  const people = Array.from({ length: 7 }, () => randomUUID());
  for (let each = 0; each < entries; each += 1) {
    const [actorId, targetUserId] = [people[each % 7] ?? '', people[(each * 3 + 1) % 7] ?? ''];
    const texts = each % 2 === 0 ? [{ about: [actorId, targetUserId], text: { reason: `reason ${each}` } }] : [];
    const step = each % 3 === 0 ? 'block-sign-in' : null;
    const requestId = randomUUID();
    await audit.add({
      kind: 'proof',
      actorId,
      targetUserId,
      requestId,
      version: each,
      step,
      code: `code-${each}`,
      texts,
    });
  }
}

async function rechain(executor: Kysely<Tables>, from: number, to: number): Promise<void> {
  const entries: KeptEntry[] = [];
  await readChain(executor, (entry) => entries.push(entry));
  let previous: AuditHead = entries.findLast(({ number }) => number < from) ?? NO_HEAD;
  for (const entry of entries.filter(({ number }) => number >= from && number <= to)) {
    const hash = entryHash({ ...entry, previousHash: previous.hash });
    await executor
      .updateTable('audit')
      .set({ previous_hash: previous.hash, hash })
      .where('number', '=', entry.number)
      .execute();
    previous = { number: entry.number, hash };
  }
}
