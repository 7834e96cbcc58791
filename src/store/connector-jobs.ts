import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { InternalError } from '../domain/errors.ts';
import type { Json } from '../domain/text.ts';
import type { ConnectorCall, ConnectorJobState, ConnectorJobs, ConnectorLeases } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { requiredJson } from './storable.ts';

/** Real seconds after which a connector that asked for no work counts as gone: a long poll and its longest pause. */
const LISTENING_SECONDS = 60;
/** Real seconds that a job may be held in all: a connector that hangs keeps an account no longer from others. */
const MOST_SECONDS = 300;
/** Real seconds from offering a job to beginning it: a request and its answer. */
const OFFER_SECONDS = 5;
/** Results are about people: kept only as long as somebody may still ask for them. */
const KEPT_SECONDS = 600;

/**
 * Work for connectors in the database. Every change is a compare-and-set by the database's clock, so that several bots,
 * workers and connectors agree: a job is begun once, answered only by the key that holds it, and never after its lease.
 */
export function createConnectorJobs(database: Database): ConnectorJobs & ConnectorLeases {
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const resolve of waiting) resolve();
  };
  return {
    async put({ domainName, account, call, order, key, waitSeconds }) {
      await lapse(database);
      await forget(database);
      const put = await sql<{ id: string }>`
        insert into connector_jobs (id, domain_name, account, call, ad_order, key, wait_until)
        values (${randomUUID()}, ${domainName.toLowerCase()}, ${account}, ${call}, ${requiredJson(order)}::jsonb, ${key},
          ${after(waitSeconds)})
        on conflict (key) where state in ('waiting', 'leased')
        do update set wait_until = greatest(connector_jobs.wait_until, excluded.wait_until)
        returning id`.execute(database.executor());
      const id = put.rows[0]?.id;
      if (id === undefined) throw new InternalError('a job for a connector was not stored');
      wake();
      return id;
    },

    async read(id) {
      const found = await sql<{ state: ConnectorJobState; result: Json }>`
        select case when ${offered} then 'waiting' when ${ended} then 'lapsed' else state end as state, result
        from connector_jobs where id = ${id}`.execute(database.executor());
      // Forgotten after a while: whoever still asks was not told.
      return found.rows[0] ?? { state: 'lapsed', result: null };
    },

    async withdraw(id) {
      const withdrawn = await sql`
        update connector_jobs set state = 'withdrawn' where id = ${id} and (state = 'waiting' or ${offered})
        returning id`.execute(database.executor());
      return withdrawn.rows.length > 0;
    },

    async isListening(domainName) {
      const keys = await sql`
        select id from connector_keys
        where revoked_at is null and domains @> to_jsonb(${domainName.toLowerCase()}::text)
          and seen_at > ${after(-LISTENING_SECONDS)}
        limit 1`.execute(database.executor());
      return keys.rows.length > 0;
    },

    async offer(keyId) {
      await lapse(database);
      await see(database, keyId);
      return await offerOldest(database, keyId);
    },

    change(milliseconds) {
      return new Promise((resolve) => {
        const end = () => {
          waiting.delete(end);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(end, milliseconds);
        waiting.add(end);
      });
    },

    async begin(id, keyId, seconds) {
      const begun = await sql`
        update connector_jobs set begun_at = clock_timestamp(), leased_until = ${after(seconds)}
        where id = ${id} and ${heldBy(keyId)} and begun_at is null
        returning id`.execute(database.executor());
      return begun.rows.length > 0;
    },

    async renew(id, keyId, seconds) {
      const renewed = await sql`
        update connector_jobs set leased_until = ${after(seconds)}
        where id = ${id} and ${heldBy(keyId)} and begun_at > ${after(-MOST_SECONDS)}
        returning id`.execute(database.executor());
      return renewed.rows.length > 0;
    },

    async finish(id, keyId, { call, result }) {
      const finished = await sql`
        update connector_jobs set state = 'finished', result = ${requiredJson(result)}::jsonb
        where id = ${id} and call = ${call} and ${heldBy(keyId)} and begun_at is not null
        returning id`.execute(database.executor());
      // Its account is free for the next one.
      wake();
      return finished.rows.length > 0;
    },
  };
}

type OfferedRow = {
  readonly id: string;
  readonly call: ConnectorCall;
  readonly domain_name: string;
  readonly ad_order: Json;
};

async function offerOldest(database: Database, keyId: string) {
  const leased = await sql<OfferedRow>`
    with oldest as (
      select jobs.id from connector_jobs as jobs
      join connector_keys as keys on keys.id = ${keyId} and keys.revoked_at is null
        and keys.domains @> to_jsonb(jobs.domain_name)
      where jobs.state = 'waiting' and jobs.wait_until > clock_timestamp()
        and not exists (select from connector_jobs as other where other.account = jobs.account and other.state = 'leased')
      order by jobs.number
      limit 1
      for update of jobs skip locked
    )
    update connector_jobs set state = 'leased', leased_by = ${keyId}, begun_at = null,
      leased_until = ${after(OFFER_SECONDS)}
    where id in (select id from oldest) and state = 'waiting'
    returning id, call, domain_name, ad_order`
    .execute(database.executor())
    .catch((error: unknown) => {
      // Somebody was given another job of the same account at this very moment: this one waits its turn.
      if (codeOf(error) === UNIQUE_VIOLATION) return { rows: [] };
      throw error;
    });
  const row = leased.rows[0];
  if (row === undefined) return null;
  return { id: row.id, call: row.call, domainName: row.domain_name, order: row.ad_order };
}

const UNIQUE_VIOLATION = '23505';

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

const offered = sql`(state = 'leased' and begun_at is null)`;
const ended = sql`(state = 'leased' and leased_until <= clock_timestamp())`;

function after(seconds: number) {
  return sql`clock_timestamp() + make_interval(secs => ${seconds})`;
}

function heldBy(keyId: string) {
  return sql`state = 'leased' and leased_by = ${keyId} and leased_until > clock_timestamp()
    and exists (select from connector_keys where id = ${keyId} and revoked_at is null)`;
}

/** Written at times only: a connector asks all day long. */
async function see(database: Database, keyId: string): Promise<void> {
  await sql`
    update connector_keys set seen_at = clock_timestamp()
    where id = ${keyId} and (seen_at is null or seen_at < ${after(-LISTENING_SECONDS / 6)})`.execute(
    database.executor(),
  );
}

/**
 * Leases that ended: what was begun is never given out again, since nobody knows what was done; what was only offered
 * waits again.
 */
async function lapse(database: Database): Promise<void> {
  await sql`
    update connector_jobs set state = case when ${offered} then 'waiting' else 'lapsed' end
    where ${ended}`.execute(database.executor());
}

async function forget(database: Database): Promise<void> {
  await sql`
    delete from connector_jobs
    where created_at < ${after(-KEPT_SECONDS)}
      and (state in ('finished', 'withdrawn', 'lapsed') or (state = 'waiting' and wait_until <= ${after(-KEPT_SECONDS)}))`.execute(
    database.executor(),
  );
}
