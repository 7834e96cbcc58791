import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type AuditEntry, type AuditHead, entryHash, NO_HEAD, pseudonymOf, textDigest } from '../domain/audit-entry.ts';
import { InternalError } from '../domain/errors.ts';
import type { Json } from '../domain/text.ts';
import type { AuditRecord } from '../flow/ports.ts';
import { requiredJson, storableText } from './storable.ts';
import type { Tables } from './tables.ts';

/** What was recorded, with who did it settled. */
export type SettledRecord = AuditRecord & { readonly actorId: string | null };

/**
 * Adds entries to the chain, as the last thing of a transaction: the lock on the chain is held from here to the commit,
 * and whoever holds it asks for no other, so that one writes at a time and nobody waits in a circle. The head is read
 * by a statement of its own after the lock: in the lock's own statement it would be the head of before the wait. Two
 * entries after the same one, should the lock ever fail, are refused by the table.
 */
export async function writeAudit(executor: Kysely<Tables>, records: readonly SettledRecord[]): Promise<void> {
  await lockChain(executor);
  const ids = [...new Set(records.flatMap(peopleOf))];
  const found = await readHead(executor, ids);
  const people = new Map(found.people.map(({ person_id, pseudonym }) => [person_id, pseudonym]));
  const unknown = ids.filter((id) => !people.has(id)).map(newPerson);
  for (const { person_id, pseudonym } of unknown) people.set(person_id, pseudonym);
  const rows = chain(records, { ...found, people });
  if (unknown.length > 0) await executor.insertInto('audit_people').values(unknown).execute();
  const texts = rows.flatMap((row) => row.texts);
  if (texts.length > 0) await executor.insertInto('audit_texts').values(texts).execute();
  await executor
    .insertInto('audit')
    .values(rows.map((row) => row.entry))
    .execute();
}

/** Nobody adds to the chain, and nothing beside it is erased, until this transaction ends. */
export async function lockChain(executor: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`.execute(executor);
}

/** Any number that nothing else in this database locks. */
const CHAIN_LOCK = sql.lit(1_097_949_289);

/** An instant as the chain has it: to the microsecond, so that no digit of it can be changed unseen. */
export const chainInstant = (instant: string) =>
  sql<string>`to_char(${sql.raw(instant)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

type Found = {
  readonly at: string;
  readonly head: AuditHead | null;
  readonly people: readonly { readonly person_id: string; readonly pseudonym: string }[];
};

async function readHead(executor: Kysely<Tables>, ids: readonly string[]): Promise<Found> {
  const { rows } = await sql<Found>`
    select ${chainInstant('clock_timestamp()')} as at,
      (select json_build_object('number', number, 'hash', hash) from audit order by number desc limit 1) as head,
      (select coalesce(json_agg(json_build_object('person_id', person_id, 'pseudonym', pseudonym)), '[]')
        from audit_people where person_id in (select jsonb_array_elements_text(${requiredJson(ids)}::jsonb))) as people
    `.execute(executor);
  const [found] = rows;
  if (found === undefined) throw new InternalError('the head of the audit was not read');
  return found;
}

function chain(
  records: readonly SettledRecord[],
  { at, head, people }: Omit<Found, 'people'> & { readonly people: ReadonlyMap<string, string> },
) {
  const pseudonym = (id: string | null | undefined) => (id ? (people.get(storableText(id)) ?? null) : null);
  let previous = head ?? NO_HEAD;
  return records.map((record) => {
    const number = previous.number + 1;
    const texts = (record.texts ?? []).map(({ about, text }, place) => {
      const salt = newSalt();
      const storable: Json = JSON.parse(requiredJson(text));
      const owners = [...new Set(about.flatMap((id) => pseudonym(id) ?? []))];
      return { number, place, people: owners, salt, text: storable, digest: textDigest(salt, storable) };
    });
    const entry: AuditEntry = {
      number,
      at,
      kind: record.kind,
      actor: pseudonym(record.actorId),
      subject: pseudonym(record.targetUserId),
      requestId: record.requestId ?? null,
      version: record.version ?? null,
      planHash: record.planHash ?? null,
      step: record.step ?? null,
      code: record.code === undefined || record.code === null ? null : storableText(record.code),
      graphRequestIds: record.graphRequestIds ?? [],
      texts: texts.map(({ people: owners, digest }) => ({ people: owners, digest })),
      previousHash: previous.hash,
    };
    previous = { number, hash: entryHash(entry) };
    return { entry: toRow(entry, previous.hash), texts: texts.map(toTextRow) };
  });
}

function toRow(entry: AuditEntry, hash: string) {
  const { requestId, planHash, graphRequestIds, texts, previousHash, ...rest } = entry;
  return {
    ...rest,
    request_id: requestId,
    plan_hash: planHash,
    graph_request_ids: requiredJson(graphRequestIds),
    texts: requiredJson(texts),
    previous_hash: previousHash,
    hash,
  };
}

function toTextRow(kept: { number: number; place: number; people: readonly string[]; salt: string; text: Json }) {
  const { number, place, people, salt, text } = kept;
  return { number, place, people: requiredJson(people), salt, text: requiredJson(text) };
}

function newPerson(person_id: string) {
  const salt = newSalt();
  return { pseudonym: pseudonymOf(salt, person_id), salt, person_id };
}

/** Too long to be tried out: once it is erased, its hash says nothing about what was hashed. */
function newSalt(): string {
  return randomBytes(32).toString('hex');
}

function peopleOf({ actorId, targetUserId, texts = [] }: SettledRecord): readonly string[] {
  const ids = [actorId, targetUserId, ...texts.flatMap(({ about }) => about)];
  return ids.filter((id) => id !== null && id !== undefined && id !== '').map((id) => storableText(id as string));
}
