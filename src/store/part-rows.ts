import { type Insertable, type Kysely, sql } from 'kysely';
import { readOwner, readReason } from '../domain/gap.ts';
import type { StepRecord, StepState } from '../domain/outcome.ts';
import { PART_KINDS, PART_STATES, type Part } from '../domain/part.ts';
import { partsAfter } from '../domain/parts-after.ts';
import { canonicalJson } from '../domain/plan-hash.ts';
import type { StepChange } from '../flow/ports.ts';
import { toJson } from './storable.ts';
import type { PartsTable, Tables } from './tables.ts';

/** A row of `parts` as JSON of the database has it. */
export type StoredPart = Pick<PartsTable, 'identity' | 'through' | 'name' | 'attempt' | 'why' | 'who'> & {
  readonly kind: string;
  readonly state: string;
  readonly before: Part['before'];
  readonly evidence: Part['evidence'];
};

/** The parts of each step of a statement, in the order in which people read them. */
export function partsOf(steps: 'steps' | 'moved') {
  return sql<readonly StoredPart[]>`(
    select coalesce(jsonb_agg(to_jsonb(parts) order by parts.position, parts.identity), '[]'::jsonb)
    from parts where parts.step_id = ${sql.ref(`${steps}.id`)})`;
}

/** A kind or state that this version does not know is a thing of its step, left: nobody takes it for done. */
export function readPart({ identity, through, kind, state, why, who, ...stored }: StoredPart): Part {
  return {
    kind: PART_KINDS.find((known) => known === kind) ?? 'step',
    id: identity,
    name: stored.name,
    state: PART_STATES.find((known) => known === state) ?? 'left',
    attempt: stored.attempt,
    before: stored.before,
    evidence: stored.evidence,
    why: readReason(why),
    who: readOwner(who),
    through: through === '' ? null : through,
  };
}

export async function insertParts(executor: Kysely<Tables>, steps: readonly StepRecord[]): Promise<void> {
  const rows = steps.flatMap(({ id, parts, gaps }) => toRows(id, partsAfter(parts, { gaps })));
  if (rows.length > 0) await executor.insertInto('parts').values(rows).execute();
}

type Moved = { readonly id: string; readonly state: StepState; readonly stored_parts: readonly StoredPart[] };

/** What a move of a step says of its parts, in the transaction of the move; gives them as they are then. */
export async function changeParts(
  executor: Kysely<Tables>,
  { id, state, stored_parts: stored }: Moved,
  { partsFound, gaps }: Pick<StepChange, 'partsFound' | 'gaps'>,
): Promise<readonly Part[]> {
  const letGo = state === 'waived';
  if (partsFound === undefined && gaps === undefined && !letGo) return stored.map(readPart);
  // Read anew: whoever was at a part may have ended it meanwhile.
  const known = (await lockParts(executor, id)).map(readPart);
  const after = partsAfter(known, { ...partsFound, ...(gaps === undefined ? {} : { gaps }), letGo });
  const changed = toRows(id, after).filter((_, place) => !isSame(known[place], after[place]));
  if (changed.length > 0) await writeParts(executor, changed);
  return after;
}

function lockParts(executor: Kysely<Tables>, stepId: string): Promise<readonly StoredPart[]> {
  const ordered = executor.selectFrom('parts').selectAll().where('step_id', '=', stepId).orderBy('position');
  return ordered.orderBy('identity').forUpdate().execute();
}

function isSame(one: Part | undefined, other: Part | undefined): boolean {
  return one !== undefined && other !== undefined && canonicalJson({ ...one }) === canonicalJson({ ...other });
}

async function writeParts(executor: Kysely<Tables>, rows: readonly Insertable<PartsTable>[]): Promise<void> {
  await executor
    .insertInto('parts')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['step_id', 'kind', 'identity', 'through']).doUpdateSet((row) => ({
        position: row.ref('excluded.position'),
        name: row.ref('excluded.name'),
        state: row.ref('excluded.state'),
        attempt: row.ref('excluded.attempt'),
        before: row.ref('excluded.before'),
        evidence: row.ref('excluded.evidence'),
        why: row.ref('excluded.why'),
        who: row.ref('excluded.who'),
      })),
    )
    .execute();
}

function toRows(stepId: string, parts: readonly Part[]): readonly Insertable<PartsTable>[] {
  return parts.map(({ kind, id, through, before, evidence, ...part }, position) => ({
    step_id: stepId,
    kind,
    identity: id,
    through: through ?? '',
    position,
    ...part,
    before: toJson(before),
    evidence: toJson(evidence),
  }));
}
