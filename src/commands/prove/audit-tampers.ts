import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { Random } from './random.ts';

/** A log that somebody who owns the tables changes behind everybody's back. */
export type TamperedLog = {
  readonly table: string;
  readonly entries: number;
  /** What an attacker does who knows how the log is made: makes every hash right again, from this entry on. */
  rehash(executor: Kysely<Tables>, from: number, to: number): Promise<void>;
};

type Tamper = (executor: Kysely<Tables>, log: TamperedLog, random: Random) => Promise<void>;

/** Each changes something for certain: of an `update` that leaves all as it was nothing could be seen. */
export const TAMPERS: Readonly<Record<string, Tamper>> = {
  async edit(executor, log, random) {
    await edit(executor, log, number(log, random), random);
  },
  async 'edit, with its own hash made right'(executor, log, random) {
    const at = number(log, random);
    await edit(executor, log, at, random);
    await log.rehash(executor, at, at);
  },
  async 'edit, with every later hash made right'(executor, log, random) {
    const at = number(log, random);
    await edit(executor, log, at, random);
    await log.rehash(executor, at, log.entries);
  },
  async delete(executor, { table, entries }, random) {
    await run(executor, sql`delete from ${sql.table(table)} where number = ${random.between(1, entries - 1)}`);
  },
  async 'delete, and the later ones moved up'(executor, { table, entries }, random) {
    const at = random.between(1, entries - 1);
    await run(executor, sql`delete from ${sql.table(table)} where number = ${at}`);
    await run(executor, sql`update ${sql.table(table)} set number = -number where number > ${at}`);
    await run(executor, sql`update ${sql.table(table)} set number = -number - 1 where number < 0`);
  },
  async swap(executor, { table, entries }, random) {
    const [one, other] = random.pick(
      Array.from({ length: entries }, (_, each) => each + 1),
      2,
    );
    await run(executor, sql`update ${sql.table(table)} set number = -number where number in (${one}, ${other})`);
    await run(
      executor,
      sql`update ${sql.table(table)} set number = case number when ${-Number(one)} then ${other}::integer else ${one}::integer end where number < 0`,
    );
  },
  async truncate(executor, { table, entries }, random) {
    await run(executor, sql`delete from ${sql.table(table)} where number > ${random.between(0, entries - 1)}`);
  },
};

/** What is added to a value, so that it is another. */
const EDITS: readonly RawBuilder<unknown>[] = [
  sql`kind = kind || 'x'`,
  sql`code = coalesce(code, '') || 'x'`,
  sql`step = coalesce(step, '') || 'x'`,
  sql`actor = reverse(coalesce(actor, 'x') || 'y')`,
  sql`subject = coalesce(subject, '') || 'x'`,
  sql`request_id = coalesce(request_id, '') || 'x'`,
  sql`plan_hash = coalesce(plan_hash, '') || 'x'`,
  sql`version = coalesce(version, 0) + 1`,
  sql`at = at - interval '1 microsecond'`,
  sql`graph_request_ids = graph_request_ids || '["x"]'::jsonb`,
  sql`texts = texts || '[{"people":[],"digest":"x"}]'::jsonb`,
];

async function edit(executor: Kysely<Tables>, { table }: TamperedLog, at: number, random: Random): Promise<void> {
  const [change] = random.pick(EDITS, 1);
  if (change !== undefined) await run(executor, sql`update ${sql.table(table)} set ${change} where number = ${at}`);
}

function number({ entries }: TamperedLog, random: Random): number {
  return random.between(1, entries);
}

async function run(executor: Kysely<Tables>, statement: RawBuilder<unknown>): Promise<void> {
  await statement.execute(executor);
}
