import { type Kysely, sql } from 'kysely';
import { type KeptEntry, peopleIn } from '../domain/check-chain.ts';
import type { Database } from './database.ts';
import { requiredJson } from './storable.ts';
import type { Tables } from './tables.ts';
import { chainInstant } from './write-audit.ts';

/** The whole chain as it stands at one moment, oldest first, with what lies beside it. */
export async function readAudit(database: Database, each: (entry: KeptEntry) => void): Promise<void> {
  await database.kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((transaction) => readChain(transaction, each));
}

/** The same in a transaction that is open already. */
export async function readChain(executor: Kysely<Tables>, each: (entry: KeptEntry) => void): Promise<void> {
  for (let after: number | undefined = LEAST; after !== undefined; ) {
    const page = await readPage(executor, after);
    for (const entry of page) each(entry);
    after = page.length < PAGE ? undefined : page.at(-1)?.number;
  }
}

/** Entries that are read at once. */
const PAGE = 500;
/** Below every number, also of entries that somebody put in. */
const LEAST = -2_147_483_648;

async function readPage(executor: Kysely<Tables>, after: number): Promise<readonly KeptEntry[]> {
  const rows = await executor
    .selectFrom('audit')
    .selectAll()
    .select(chainInstant('at').as('written_at'))
    .where('number', '>', after)
    .orderBy('number')
    .limit(PAGE)
    .execute();
  const entries = rows.map(({ request_id, plan_hash, graph_request_ids, previous_hash, written_at, ...row }) => ({
    ...row,
    at: written_at,
    requestId: request_id,
    planHash: plan_hash,
    graphRequestIds: graph_request_ids,
    previousHash: previous_hash,
  }));
  const people = await peopleOf(executor, entries.flatMap(peopleIn));
  const texts = await textsOf(executor, after, entries.at(-1)?.number ?? after);
  return entries.map((entry) => ({
    ...entry,
    kept: {
      people: Object.fromEntries(
        peopleIn(entry).flatMap((pseudonym) => {
          const known = people.get(pseudonym);
          return known === undefined ? [] : [[pseudonym, { salt: known.salt, personId: known.person_id }]];
        }),
      ),
      texts: Object.fromEntries(
        (texts.get(entry.number) ?? []).map(({ place, salt, text }) => [place, { salt, text }]),
      ),
    },
  }));
}

async function peopleOf(executor: Kysely<Tables>, pseudonyms: readonly string[]) {
  const known = await executor
    .selectFrom('audit_people')
    .selectAll()
    .where(
      sql<boolean>`pseudonym in (select jsonb_array_elements_text(${requiredJson([...new Set(pseudonyms)])}::jsonb))`,
    )
    .execute();
  return new Map(known.map((person) => [person.pseudonym, person]));
}

async function textsOf(executor: Kysely<Tables>, after: number, last: number) {
  const texts = await executor
    .selectFrom('audit_texts')
    .selectAll()
    .where('number', '>', after)
    .where('number', '<=', last)
    .execute();
  return Map.groupBy(texts, ({ number }) => number);
}
