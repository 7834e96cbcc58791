import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Part } from '../domain/part.ts';
import type { Parts } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { readPart, type StoredPart } from './part-rows.ts';
import { toJson } from './storable.ts';
import type { Tables } from './tables.ts';

/**
 * The parts of steps while they are made. Each move is one statement: compare-and-set on the part, fenced by its step.
 */
export function createParts(database: Database): Parts {
  return {
    begin: (step, part, { before, evidence }) =>
      // The step's row is held until the part is written: who takes the step over comes before, or finds it begun.
      one(
        database.executor(),
        sql<StoredPart>`
          insert into parts (step_id, kind, identity, through, position, name, state, attempt, before, evidence)
          select fence.id, ${part.kind}, ${part.id}, ${part.through ?? ''},
            (select coalesce(max(position) + 1, 0) from parts where step_id = ${step.id})::integer,
            ${part.name}, 'running', ${part.attempt + 1}::integer, ${toJson(before)}::jsonb, ${toJson(evidence)}::jsonb
          from (
            select id from steps where id = ${step.id} and state = 'running' and attempt = ${step.attempt}::integer
            for share
          ) as fence
          on conflict (step_id, kind, identity, through) do update set
            state = 'running', attempt = excluded.attempt, before = excluded.before, evidence = excluded.evidence,
            why = null, who = null
          where parts.state = ${part.state} and parts.attempt = ${part.attempt}::integer
          returning *`,
      ),

    end: (stepId, part, { state, evidence = part.evidence, why = null, who = null }) =>
      one(
        database.executor(),
        sql<StoredPart>`
          update parts set state = ${state}, evidence = ${toJson(evidence)}::jsonb, why = ${why}, who = ${who}
          where step_id = ${stepId} and kind = ${part.kind} and identity = ${part.id}
            and through = ${part.through ?? ''} and state = 'running' and attempt = ${part.attempt}::integer
          returning *`,
      ),
  };
}

async function one(executor: Kysely<Tables>, statement: RawBuilder<StoredPart>): Promise<Part | null> {
  const [row] = (await statement.execute(executor)).rows;
  return row === undefined ? null : readPart(row);
}
