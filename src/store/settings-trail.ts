import { sql } from 'kysely';
import { SETTINGS_IN_USE, SETTINGS_TOLD } from '../domain/audit-entry.ts';
import { jsonField } from '../domain/json-field.ts';
import { type SettingsChange, type SettingsInUse, settingsHash } from '../domain/settings-in-use.ts';
import type { Json } from '../domain/text.ts';
import type { SettingsTrail, Transaction } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { lockChain } from './write-audit.ts';

/**
 * Which settings were in force from when on stands in the audit itself, so that whoever may write other tables cannot
 * hide it.
 */
export function createSettingsTrail(database: Database): SettingsTrail {
  const add = (kind: string, code: string, transaction: Transaction, text?: Json) =>
    database.record(transaction, {
      kind,
      code,
      actorId: null,
      ...(text === undefined ? {} : { texts: [{ about: [], text }] }),
    });

  return {
    takeIntoUse: (settings, at) =>
      database.run(async (transaction) => {
        await lockChain(database.executor(transaction));
        const last = (await readEntries(database, transaction)).findLast(({ kind }) => kind === SETTINGS_IN_USE);
        const hash = settingsHash(settings);
        if (last?.code === hash) return;
        add(SETTINGS_IN_USE, hash, transaction, { version: 1, at, settings });
      }),

    async untold() {
      const entries = await readEntries(database);
      const told = Number(entries.findLast(({ kind }) => kind === SETTINGS_TOLD)?.code ?? 0);
      const all = entries.filter(({ kind }) => kind === SETTINGS_IN_USE);
      return all.flatMap((entry, place) => {
        const before = all[place - 1];
        return before === undefined || entry.number <= told ? [] : [changeOf(before, entry)];
      });
    },

    told: (number) => database.run(async (transaction) => add(SETTINGS_TOLD, String(number), transaction)),

    async heard(number) {
      const rows = await database
        .executor()
        .selectFrom('settings_told')
        .select('person_id')
        .where('number', '=', number)
        .execute();
      return new Set(rows.map((row) => row.person_id));
    },

    async hears(number, personId) {
      await database
        .executor()
        .insertInto('settings_told')
        .values({ number, person_id: personId })
        .onConflict((conflict) => conflict.columns(['number', 'person_id']).doNothing())
        .execute();
    },
  };
}

type Entry = { readonly number: number; readonly kind: string; readonly code: string | null; readonly text: Json };

async function readEntries(database: Database, transaction?: Transaction): Promise<readonly Entry[]> {
  const { rows } = await sql<Entry>`
    select audit.number, audit.kind, audit.code, audit_texts.text from audit
    left join audit_texts on audit_texts.number = audit.number and audit_texts.place = 0
    where kind in (${sql.lit(SETTINGS_IN_USE)}, ${sql.lit(SETTINGS_TOLD)})
    order by audit.number`.execute(database.executor(transaction));
  return rows;
}

function changeOf(before: Entry, { number, code, text }: Entry): SettingsChange {
  const at = jsonField(text, 'at');
  return {
    number,
    at: typeof at === 'string' ? at : null,
    from: before.code ?? '',
    to: code ?? '',
    before: settingsIn(before.text),
    now: settingsIn(text),
  };
}

/** Null where another version wrote it otherwise, or it is gone: the hashes still say that it changed. */
function settingsIn(text: Json): SettingsInUse | null {
  const settings = jsonField(text, 'settings');
  const isWhole = ['policy', 'groups', 'domains'].every((name) => {
    const part = jsonField(settings, name);
    return typeof part === 'object' && part !== null && !Array.isArray(part);
  });
  return isWhole ? (settings as unknown as SettingsInUse) : null;
}
