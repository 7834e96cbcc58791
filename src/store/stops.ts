import { type Selectable, sql } from 'kysely';
import { HELD, STEP_HELD, type Stop } from '../domain/brakes.ts';
import { InternalError } from '../domain/errors.ts';
import type { AuditRecord, Stops } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { DEADLINE } from './deadline.ts';
import { referenceOf } from './request-row.ts';
import { requiredJson } from './storable.ts';
import { instant, type StopsTable } from './tables.ts';

/** Stops, open and resumed; the partial unique index alone judges that one is open per scope. */
export function createStops(database: Database): Stops {
  return {
    async open(transaction) {
      const rows = await database
        .executor(transaction)
        .selectFrom('stops')
        .selectAll()
        .where('resumed_at', 'is', null)
        .orderBy('number')
        .execute();
      return rows.map(toStop);
    },

    async add(stop, transaction) {
      const executor = database.executor(transaction);
      const { kind, key, name } = stop.scope;
      const added = await executor
        .insertInto('stops')
        .values({
          kind,
          key,
          name,
          why: requiredJson(stop.why),
          since: stop.since,
          by: stop.by,
          tripped_by: stop.trippedBy,
          parties: requiredJson(stop.parties),
          again: stop.isAgain ?? false,
        })
        .onConflict((conflict) => conflict.columns(['kind', 'key']).where('resumed_at', 'is', null).doNothing())
        .returningAll()
        .executeTakeFirst();
      const open =
        added ??
        (await executor
          .selectFrom('stops')
          .selectAll()
          .where('kind', '=', kind)
          .where('key', '=', key)
          .where('resumed_at', 'is', null)
          .executeTakeFirst());
      if (added !== undefined) database.record(transaction, auditStop(toStop(added)));
      if (open === undefined) throw new InternalError('A stop was resumed while it was added: it was not its turn.');
      return toStop(open);
    },

    async pausedAlone(by, since, transaction) {
      const paused = await database
        .executor(transaction)
        .selectFrom('stops')
        .select('number')
        .where('kind', '=', 'everything')
        .where('by', '=', by)
        .where('resumed_at', '>', sql<Date>`${since}::timestamptz`)
        .where(sql<boolean>`parties = '[]'::jsonb`)
        .executeTakeFirst();
      return paused !== undefined;
    },

    async confirm(reference, by, transaction) {
      const confirmed = await database
        .executor(transaction)
        .updateTable('stops')
        .set({ parties: sql`parties || ${requiredJson([by])}::jsonb` })
        .where('number', '=', numberOf(reference))
        .where('kind', '=', 'everything')
        .where('by', '<>', by)
        .where('resumed_at', 'is', null)
        .where(sql<boolean>`not parties ? ${by}`)
        .returning('number')
        .executeTakeFirst();
      if (confirmed === undefined) return false;
      database.record(transaction, { kind: 'pause-confirmed', actorId: by, code: `S-${confirmed.number}` });
      return true;
    },

    async sayMayGo(reference, lift, before, transaction) {
      const said = await database
        .executor(transaction)
        .updateTable('stops')
        .set({ lift: requiredJson(lift) })
        .where('number', '=', numberOf(reference))
        .where('resumed_at', 'is', null)
        .where(sql<boolean>`lift->>'by' is not distinct from ${before}::text`)
        .returning('number')
        .executeTakeFirst();
      if (said === undefined) return false;
      database.record(transaction, { kind: 'may-be-lifted', actorId: lift.by, code: `S-${said.number}` });
      return true;
    },

    async setWordsAside(personId, actorId, transaction) {
      const { rows } = await sql<{ number: number }>`
        update stops set lift = null where resumed_at is null and lift->>'by' = ${personId}
        returning number`.execute(database.executor(transaction));
      const references = rows.map(({ number }) => `S-${number}`);
      for (const code of references) database.record(transaction, { kind: 'first-word-set-aside', actorId, code });
      return references;
    },

    async resume({ reference, parties, lift }, by, at, transaction) {
      const executor = database.executor(transaction);
      const resumed = await executor
        .updateTable('stops')
        .set({
          resumed_at: at,
          resumed_by: by,
          resumed_after: sql`(select coalesce(max(number), 0) from starts)`,
        })
        .where('number', '=', numberOf(reference))
        .where('resumed_at', 'is', null)
        .where(sql<boolean>`parties = ${requiredJson(parties)}::jsonb`)
        .where(sql<boolean>`lift->>'by' is not distinct from ${lift?.by ?? null}::text`)
        .returning('number')
        .executeTakeFirst();
      if (resumed === undefined) return false;
      database.record(transaction, { kind: 'resumed', actorId: by, code: `S-${resumed.number}` });
      // Held requests have no hour of their own: the sweep takes them up in order of their deadline, before what it had
      // given out, and whoever is held by something else rests again.
      await sql`
        update requests set wake_at = least(${at}::timestamptz, ${DEADLINE}), woken_at = null
        where (note->>'key' = ${HELD} and state in ('approved', 'scheduled'))
          or id in (select request_id from steps where note->>'key' = ${STEP_HELD})`.execute(executor);
      return true;
    },

    async waiting(reader) {
      const found = await sql<{ stop: string; number: number }>`
        select distinct stop, number from (
          select number, note->'values'->>'stop' as stop from requests
          where note->>'key' = ${HELD} and state in ('approved', 'scheduled') and target_user_id <> ${reader}
          union all
          select requests.number, steps.note->'values'->>'stop' from steps
          join requests on requests.id = steps.request_id
          where steps.note->>'key' = ${STEP_HELD} and steps.state in ('planned', 'waiting')
            and requests.target_user_id <> ${reader}
        ) as held order by number`.execute(database.executor());
      const held = Map.groupBy(found.rows, ({ stop }) => stop);
      return Object.fromEntries([...held].map(([stop, rows]) => [stop, rows.map((row) => referenceOf(row.number))]));
    },
  };
}

/** The scope's key and name may be a person's or a department's: the stop's own reference leads to them. */
function auditStop({ reference, scope, why, by, trippedBy }: Stop): AuditRecord {
  return { kind: 'stopped', actorId: by, requestId: trippedBy, code: `${reference} ${scope.kind} ${why.key}` };
}

function toStop(row: Selectable<StopsTable>): Stop {
  return {
    reference: `S-${row.number}`,
    scope: { kind: row.kind, key: row.key, name: row.name },
    why: row.why,
    since: instant(row.since),
    by: row.by,
    trippedBy: row.tripped_by,
    parties: row.parties,
    lift: row.lift,
    isAgain: row.again,
  };
}

/** 0, which is no stop's, for what is no reference. */
function numberOf(reference: string): number {
  return Number(/^\s*s-(\d{1,9})\s*$/i.exec(reference)?.[1] ?? 0);
}
