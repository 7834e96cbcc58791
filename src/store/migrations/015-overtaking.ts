import { type Kysely, sql } from 'kysely';

/**
 * An emergency block stands in nobody's way and nothing stands in its way. Otherwise one request of a kind is open per
 * target user: a block beside an offboarding is allowed; a restore, which means the opposite, only beside what is
 * planned for later or runs already, since it takes those back when it starts (design, sections 8.12 and 11).
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table requests add column hold jsonb`.execute(database);
  await sql`drop index one_open_request`.execute(database);
  await sql`
    create unique index one_open_of_a_kind on requests (target_user_id, kind)
    where emergency is null and state in ('pending', 'approved', 'scheduled', 'running')`.execute(database);
  for (const kind of ['offboard', 'block-sign-in']) {
    await sql`
      create unique index ${sql.ref(`no_restore_beside_${kind === 'offboard' ? kind : 'block'}`)} on requests (target_user_id)
      where emergency is null
        and (kind = 'restore-user' and state in ('pending', 'approved', 'scheduled', 'running')
          or kind = ${sql.lit(kind)} and state in ('pending', 'approved'))`.execute(database);
  }
}
