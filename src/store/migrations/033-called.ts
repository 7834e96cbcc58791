import { type Kysely, sql } from 'kysely';

/**
 * What the person is called whom a request is about, in words (`called.ts`), so that a name is looked for without
 * reading every open request. No index: those that are open are found by their state, and no index finds the middle of
 * a text.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table requests add column called text not null default ''`.execute(database);
  const { rows } = await sql<Names>`
    select id, facts->>'displayName' as name, facts->>'userPrincipalName' as address,
      facts->>'outsideAddress' as outside
    from requests`.execute(database);
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const called = rows.slice(from, from + AT_ONCE).map((row) => ({ id: row.id, called: words(row) }));
    await sql`
      update requests set called = given.called
      from jsonb_to_recordset(${JSON.stringify(called)}::jsonb) as given (id text, called text)
      where requests.id = given.id`.execute(database);
  }
}

const AT_ONCE = 1000;

type Names = { readonly id: string } & Readonly<Record<'name' | 'address' | 'outside', string | null>>;

function words({ name, address, outside }: Names): string {
  const all = [name, address, outside ?? address].flatMap((text) => (text ?? '').toLowerCase().split(NO_WORD));
  return all.flatMap((word) => (word === '' ? [] : [` ${word}`])).join('');
}

const NO_WORD = /[^\p{L}\p{N}]+/u;
