import { type Kysely, sql } from 'kysely';
import { awaitsAnswer } from '../domain/emergency.ts';
import { AnotherIsOpen, codeOf, InternalError } from '../domain/errors.ts';
import { isOpen, mayStandBeside, OPEN_STATES, type Request, type RequestState } from '../domain/request.ts';
import type { RequestChange, RequestFilter, RequestStore } from '../flow/ports.ts';
import { fillCalled, isCalled } from './called.ts';
import type { Database } from './database.ts';
import { insertSteps } from './ledger.ts';
import { letGoOnBehind } from './let-go-on-behind.ts';
import { RAISED } from './raised.ts';
import { auditAsked, auditChange } from './request-record.ts';
import { numberOf, toChangedColumns, toRequest, toRow } from './request-row.ts';
import type { Tables } from './tables.ts';
import { HAS_OPEN_TASKS, TASKS } from './task-row.ts';

/**
 * Requests in the database. It gives the references (from L-1001) and it alone judges whether another request for the
 * same target user is open; every change raises the request's revision.
 */
export function createRequestStore(database: Database): RequestStore {
  return {
    async insert(transaction, request, steps) {
      const executor = database.executor(transaction);
      const stored = await insertUnlessOpen(executor, request);
      if ('openRequest' in stored) return stored;
      await insertSteps(executor, steps);
      database.record(transaction, auditAsked(stored));
      return stored;
    },

    async read(idOrReference) {
      const number = numberOf(idOrReference);
      const requests = database.executor().selectFrom('requests').selectAll().select(TASKS);
      const found =
        number === null ? requests.where('id', '=', idOrReference.trim()) : requests.where('number', '=', number);
      const row = await found.executeTakeFirst();
      return row === undefined ? null : toRequest(row);
    },

    async change(id, { from, version, approvals, remarks, unanswered, answered, proposal }, change, transaction) {
      if (from.length === 0) return null;
      return await database.within(transaction, async (within) => {
        const row = await database
          .executor(within)
          .updateTable('requests')
          .set(toChangedColumns(change))
          .$if(!isNobodysNews(change), (update) => update.set(RAISED))
          .$if(change.newVersion === true, (update) => update.set({ version: sql`version + 1` }))
          .$if(isAnotherToApprove(change), (update) => update.set({ approvals: voided(change) }))
          .where('id', '=', id)
          .where('state', 'in', from)
          .$if(version !== undefined, (update) => update.where('version', '=', version ?? 0))
          .$if(approvals !== undefined, (update) => update.where(sql`jsonb_array_length(approvals)`, '=', approvals))
          .$if(remarks !== undefined, (update) => update.where(sql`jsonb_array_length(remarks)`, '=', remarks))
          .$if(unanswered === true, (update) => update.where('answer_by', 'is not', null))
          .$if(answered !== undefined, (update) => update.where(isAnswered(answered ?? '')))
          .$if(proposal !== undefined, (update) => update.where(isProposed(proposal ?? null)))
          .$if(opens(change), (update) => update.where(noneInTheWay(change.state)))
          .returningAll()
          .returning(TASKS)
          .executeTakeFirst()
          .catch(sayAnotherIsOpen);
        if (row === undefined) return null;
        const changed = toRequest(row);
        if (!isNobodysNews(change)) database.record(within, auditChange(changed, change));
        const others = await letGoOnBehind(database.executor(within), changed, change);
        for (const record of others) database.record(within, record);
        return changed;
      });
    },

    async list(filter, transaction) {
      const { limit, oldestFirst } = filter;
      const rows = await matching(database.executor(transaction), filter)
        .selectAll()
        .select(TASKS)
        .orderBy('number', oldestFirst === true ? 'asc' : 'desc')
        .$if(limit !== undefined, (select) => select.limit(limit ?? 0))
        .execute();
      return rows.map(toRequest);
    },

    async openMeantBy(typed) {
      await fillCalled(database.executor());
      const rows = await database
        .executor()
        // By itself: ordered and limited, all requests might be walked through, by their numbers.
        .with(
          (cte) => cte('meant').materialized(),
          (executor) =>
            executor
              .selectFrom('requests')
              .select(['id', 'number', 'target_user_id'])
              .where(isAmong('state', OPEN_STATES))
              .where(isCalled(typed)),
        )
        .selectFrom('meant')
        .distinctOn('target_user_id')
        .select('id')
        .orderBy('target_user_id')
        .orderBy('number', 'desc')
        .limit(2)
        .execute();
      return rows.map(({ id }) => id);
    },

    async count(filter) {
      const { count } = await matching(database.executor(), filter)
        .select(({ fn }) => fn.countAll().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async replaceSteps(transaction, id, steps) {
      const executor = database.executor(transaction);
      const pending = await executor
        .updateTable('requests')
        .set(RAISED)
        .where('id', '=', id)
        .where('state', '=', 'pending')
        .returning('id')
        .executeTakeFirst();
      if (pending === undefined)
        throw new InternalError(`The ledger of request ${id} can only be replaced while it is pending.`);
      await executor.deleteFrom('steps').where('request_id', '=', id).execute();
      await insertSteps(executor, steps);
    },
  };
}

/** One that was stored at the same moment: the condition did not see it, and the index did. */
function sayAnotherIsOpen(error: unknown): never {
  if (codeOf(error) === UNIQUE_VIOLATION) throw new AnotherIsOpen('another request about the same target user is open');
  throw error;
}

const UNIQUE_VIOLATION = '23505';

/** As written in the index, literally: PostgreSQL only then sees that it is this index that is meant. */
const openStates = sql`state in (${sql.join(OPEN_STATES.map((state) => sql.lit(state)))})`;

/** The same as `mayStandBeside`, about the row that is to come to this state and every other one. */
const noneInTheWay = (state: RequestState | undefined) => sql<boolean>`(requests.emergency is not null or not exists (
  select from requests as other
  where other.target_user_id = requests.target_user_id and other.id <> requests.id and other.emergency is null
    and other.state in (${sql.join(OPEN_STATES.map((each) => sql.lit(each)))})
    and (other.kind = requests.kind
      or other.kind = 'restore-user' and ${sql.lit(state === 'pending' || state === 'approved')}
      or requests.kind = 'restore-user' and other.state in ('pending', 'approved'))))`;

const isAnswered = (verdict: string) => sql<boolean>`emergency->'answer'->>'verdict' = ${verdict}::text`;

/** Distinct from, since nothing is proposed where it is null. */
const isProposed = (reference: string | null) =>
  sql<boolean>`emergency->>'proposal' is not distinct from ${reference}::text`;

/** How often to look again when the open request that stood in the way has just ended. */
const TRIES = 5;

async function insertUnlessOpen(
  executor: Kysely<Tables>,
  request: Omit<Request, 'reference'>,
): Promise<Request | { readonly openRequest: string }> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const row = await executor
      .insertInto('requests')
      .values(toRow(request))
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) return toRequest(row);
    const open = await executor
      .selectFrom('requests')
      .selectAll()
      .where('target_user_id', '=', request.targetUserId)
      .where(sql<boolean>`(${openStates} or answer_by is not null)`)
      .orderBy('number')
      .execute();
    const inTheWay = open.map(toRequest).find((other) => isInTheWay(request, other));
    if (inTheWay !== undefined) return { openRequest: inTheWay.reference };
  }
  throw new InternalError(`Request ${request.id} could not be stored: others about the same target user come and go.`);
}

/** Of blocks made at once, one that nobody answered about: a click that comes twice blocks once. */
function isInTheWay(request: Omit<Request, 'reference'>, other: Request): boolean {
  if (request.emergency !== null) return awaitsAnswer(other);
  return isOpen(other.state) && !mayStandBeside(request, other);
}

/** When to look again, and what a look found as it was. */
function isNobodysNews(change: RequestChange): boolean {
  return change.quiet === true || Object.keys(change).every((name) => name === 'wakeAt');
}

/** A new version, of whose approvals nothing is said: what was given before was given for another one. */
function isAnotherToApprove({ newVersion, approvals, state = 'pending' }: RequestChange): boolean {
  return newVersion === true && approvals === undefined && state === 'pending';
}

/** A change without a state is one of what waits for a decision only where the row does. */
function voided({ state }: RequestChange) {
  return state === 'pending'
    ? sql<string>`'[]'::jsonb`
    : sql<string>`case state when 'pending' then '[]'::jsonb else approvals end`;
}

/** A request that only watches may have been followed by another; it does not become open again beside that one. */
function opens(change: RequestChange): boolean {
  return change.state !== undefined && isOpen(change.state);
}

function matching(executor: Kysely<Tables>, filter: Omit<RequestFilter, 'limit'>) {
  return executor
    .selectFrom('requests')
    .where((where) =>
      where.and([
        ...(filter.requesterId === undefined ? [] : [where('requester_id', '=', filter.requesterId)]),
        ...(filter.targetUserId === undefined ? [] : [where('target_user_id', '=', filter.targetUserId)]),
        ...(filter.targetUserIds === undefined ? [] : [isAmong('target_user_id', filter.targetUserIds)]),
        ...(filter.states === undefined ? [] : [isAmong('state', filter.states)]),
        ...(filter.kinds === undefined ? [] : [isAmong('kind', filter.kinds)]),
        ...(filter.unanswered === undefined ? [] : [where('answer_by', 'is not', null)]),
        ...(filter.answeredBy === undefined ? [] : [isAnsweredBy(filter.answeredBy)]),
        ...(filter.openTasks === undefined ? [] : [HAS_OPEN_TASKS]),
        ...(filter.passwordLeft === undefined ? [] : [HAS_PASSWORD_LEFT]),
        ...(filter.readWhole === undefined ? [] : [WAS_READ_WHOLE]),
      ]),
    );
}

const isAnsweredBy = (personId: string) =>
  sql<boolean>`(wake_at is not null or ended_at is null) and emergency->'answer'->>'verdict' in ('confirmed', 'refused')
    and emergency->'answer'->>'by' = ${personId}::text`;

/** Of the few requests that are looked at after their end. */
const HAS_PASSWORD_LEFT = sql<boolean>`requests.state = 'done-with-gaps' and requests.wake_at is not null and exists (
  select from parts join steps on steps.id = parts.step_id
  where steps.request_id = requests.id and parts.kind = 'password' and parts.state = 'left')`;

/** The same as `wasReadWhole`. */
const WAS_READ_WHOLE = sql<boolean>`(facts->>'found' = 'active' and facts->>'readInPart' is distinct from 'true')`;

/** `in ()` is no SQL: nothing is among nothing. */
function isAmong(column: 'state' | 'kind' | 'target_user_id', values: readonly string[]) {
  return values.length === 0 ? sql<boolean>`false` : sql<boolean>`${sql.ref(column)} in (${sql.join(values)})`;
}
