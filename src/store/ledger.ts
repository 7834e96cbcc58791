import { type Insertable, type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import { gapsOf } from '../domain/gaps-of.ts';
import type { StepRecord, StepState } from '../domain/outcome.ts';
import type { Part } from '../domain/part.ts';
import type { Ledger, StepChange } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { changeParts, insertParts, partsOf, readPart, type StoredPart } from './part-rows.ts';
import { toRequest } from './request-row.ts';
import { auditStep } from './step-record.ts';
import { requiredJson, toJson } from './storable.ts';
import { optionalInstant, type StepsTable, type Tables } from './tables.ts';
import { TASKS } from './task-row.ts';

/**
 * What happened to each step. A move is one statement: compare-and-set on the step, and the request's revision raised.
 */
export function createLedger(database: Database): Ledger {
  return {
    read: (requestId, transaction) => readSteps(database.executor(transaction), requestId),

    async readAll(requestIds, transaction) {
      const rows = await selectSteps(database.executor(transaction))
        .where(sql<boolean>`request_id = any(${[...requestIds]}::text[])`)
        .orderBy('position')
        .execute();
      return Map.groupBy(
        rows.map((row) => toStep(row)),
        ({ requestId }) => requestId,
      );
    },

    async move(stepId, from, to, change, given) {
      if (from.length === 0) return null;
      return await database.within(given, async (transaction) => {
        const executor = database.executor(transaction);
        if (change.whileRequest !== undefined && !(await isAsRead(executor, stepId, change.whileRequest))) return null;
        const row = await executor
          // The request first, as whoever changes it and then its steps: two that wait for each other would be a
          // deadlock.
          .with('locked', (executor) =>
            executor
              .selectFrom('requests')
              .select('id')
              .where('id', '=', (of) => of.selectFrom('steps').select('request_id').where('id', '=', stepId))
              .$if(change.quiet !== true, (select) => select.forNoKeyUpdate()),
          )
          .with('moved', (executor) =>
            executor
              .updateTable('steps')
              .set({ state: to, ...toChangedColumns(change) })
              .$if(change.newAttempt === true, (update) => update.set({ attempt: sql`attempt + 1` }))
              .where('id', '=', stepId)
              .where('request_id', 'in', (locked) => locked.selectFrom('locked').select('id'))
              .where('state', 'in', from)
              .$if(change.ofAttempt !== undefined, (update) => update.where('attempt', '=', change.ofAttempt ?? 0))
              .returningAll(),
          )
          .with('raised', (executor) =>
            executor
              .updateTable('requests')
              .set({ revision: sql`revision + 1`, tell_at: null, tell_tries: 0 })
              .where('id', 'in', (moved) => moved.selectFrom('moved').select('request_id'))
              .where(sql.lit(change.quiet !== true)),
          )
          .selectFrom('moved')
          .innerJoin('requests', 'requests.id', 'moved.request_id')
          .selectAll('moved')
          .select([
            'requests.target_user_id',
            'requests.version',
            'requests.plan_hash',
            partsOf('moved').as('stored_parts'),
          ])
          .executeTakeFirst();
        if (row === undefined) return null;
        const changed = await changeParts(executor, row, change);
        const step = toStep(row, changed);
        if (!isOnlyItsHour(from, to, change)) database.record(transaction, auditStep(step, row, change));
        return step;
      });
    },

    async runsOf(targetUserId) {
      const executor = database.executor();
      const requests = await executor
        .selectFrom('requests')
        .selectAll()
        .select(TASKS)
        .where('target_user_id', '=', targetUserId)
        .where('started_at', 'is not', null)
        .orderBy('started_at')
        .orderBy('number')
        .execute();
      if (requests.length === 0) return [];
      const ids = requests.map(({ id }) => id);
      const steps = await selectSteps(executor).where('request_id', 'in', ids).orderBy('position').execute();
      return requests.map((row) => ({
        request: toRequest(row),
        steps: steps.filter(({ request_id }) => request_id === row.id).map((step) => toStep(step)),
      }));
    },
  };
}

/**
 * Locks the request, whose changes wait until the transaction ends; one that was at work on it is waited for, and
 * counts.
 */
async function isAsRead(
  executor: Kysely<Tables>,
  stepId: string,
  { states, heldAs }: NonNullable<StepChange['whileRequest']>,
): Promise<boolean> {
  const found = await executor
    .selectFrom('requests')
    .select('id')
    .where('id', '=', (of) => of.selectFrom('steps').select('request_id').where('id', '=', stepId))
    .where('state', 'in', states)
    .where(sql<boolean>`hold->>'how' is not distinct from ${heldAs}::text`)
    .forUpdate()
    .executeTakeFirst();
  return found !== undefined;
}

/** A look that found nothing new, or when the next one is: nothing that happened. */
function isOnlyItsHour(
  from: readonly StepState[],
  to: StepState,
  { quiet, ofAttempt: _, ...change }: StepChange,
): boolean {
  const names = Object.keys(change);
  return quiet === true || (from.includes(to) && names.every((name) => name === 'notBefore'));
}

/** Writes the ledger of one request; nothing when the plan has no steps. */
export async function insertSteps(executor: Kysely<Tables>, steps: readonly StepRecord[]): Promise<void> {
  if (steps.length === 0) return;
  await executor.insertInto('steps').values(steps.map(toRow)).execute();
  await insertParts(executor, steps);
}

async function readSteps(executor: Kysely<Tables>, requestId: string): Promise<readonly StepRecord[]> {
  const rows = await selectSteps(executor).where('request_id', '=', requestId).orderBy('position').execute();
  return rows.map((row) => toStep(row));
}

function selectSteps(executor: Kysely<Tables>) {
  return executor.selectFrom('steps').selectAll().select(partsOf('steps').as('stored_parts'));
}

function toRow(step: StepRecord): Insertable<StepsTable> {
  return {
    id: step.id,
    request_id: step.requestId,
    position: step.position,
    kind: step.kind,
    lane: step.lane,
    parameters: requiredJson(step.parameters),
    after: requiredJson(step.after),
    state: step.state,
    attempt: step.attempt,
    intended_at: step.intendedAt,
    accepted_at: step.acceptedAt,
    verified_at: step.verifiedAt,
    not_before: step.notBefore,
    snapshot: toJson(step.snapshot),
    evidence: toJson(step.evidence),
    note: toJson(step.note),
    turned_back: toJson(step.turnedBack),
    by: step.by,
  };
}

function toChangedColumns(change: StepChange): Updateable<StepsTable> {
  return {
    ...(change.intendedAt !== undefined && { intended_at: change.intendedAt }),
    ...(change.acceptedAt !== undefined && { accepted_at: change.acceptedAt }),
    ...(change.verifiedAt !== undefined && { verified_at: change.verifiedAt }),
    ...(change.notBefore !== undefined && { not_before: change.notBefore }),
    ...(change.snapshot !== undefined && { snapshot: toJson(change.snapshot) }),
    ...(change.evidence !== undefined && { evidence: toJson(change.evidence) }),
    ...(change.note !== undefined && { note: toJson(change.note) }),
    ...(change.turnedBack !== undefined && { turned_back: toJson(change.turnedBack) }),
    ...(change.by !== undefined && { by: change.by }),
    ...(change.parameters !== undefined && { parameters: requiredJson(change.parameters) }),
  };
}

type StepRow = Selectable<StepsTable> & { readonly stored_parts: readonly StoredPart[] };

function toStep(row: StepRow, parts: readonly Part[] = row.stored_parts.map(readPart)): StepRecord {
  return {
    id: row.id,
    requestId: row.request_id,
    position: row.position,
    kind: row.kind,
    lane: row.lane,
    parameters: row.parameters,
    after: row.after,
    state: row.state,
    attempt: row.attempt,
    intendedAt: optionalInstant(row.intended_at),
    acceptedAt: optionalInstant(row.accepted_at),
    verifiedAt: optionalInstant(row.verified_at),
    notBefore: optionalInstant(row.not_before),
    snapshot: row.snapshot,
    evidence: row.evidence,
    note: row.note,
    parts,
    gaps: gapsOf(parts),
    turnedBack: row.turned_back,
    by: row.by,
  };
}
