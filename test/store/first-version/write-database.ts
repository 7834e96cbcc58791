import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { openFirstVersion } from '../../../src/commands/prove/first-version.ts';
import type { Stage, startStage } from '../../../src/commands/stage.ts';
import type { Database, openDatabase } from '../../../src/store/database.ts';

/**
 * `node test/store/first-version/write-database.ts`: the first version (b70e843) plays offboardings, blocks and a restore
 * on its own sandbox, by its own front door, and its database as it leaves it becomes `database.json.gz`. Done once: the
 * first version writes the same for ever.
 */
const PATIENCE = 300_000;

/** Without what is of that one process: dialogs, leases, secrets. */
const TABLES = [
  'requests',
  'steps',
  'decisions',
  'shown_cards',
  'notices',
  'conversations',
  'audit',
  'audit_people',
  'audit_texts',
  'starts',
  'stops',
];

async function main(): Promise<void> {
  const first = await openFirstVersion();
  const folder = await mkdtemp(join(tmpdir(), 'leaver-written-'));
  try {
    const { startStage: start } = await first.load<{ startStage: typeof startStage }>('src/commands/stage.ts');
    const stage = await start({ speed: 6, environment: { DATA_DIR: folder } });
    await play(stage);
    await stage.stop();
    const store = await first.load<{ openDatabase: typeof openDatabase }>('src/store/database.ts');
    const database = await store.openDatabase({ kind: 'pglite', dataDir: folder }, { owner: 'fixture' });
    const written = await rowsOf(database);
    await database.close();
    for (const row of written.requests ?? []) say(`L-${row.number} ${row.kind} ${row.state} ${row.target_user_name}`);
    await writeFile(join(import.meta.dirname, 'database.json.gz'), gzipSync(JSON.stringify(written), { level: 9 }));
  } finally {
    await first.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function play(stage: Stage): Promise<void> {
  const { manager, helpdesk } = stage;

  const withVerb = (...verbs: readonly string[]) =>
    manager.until(
      (message) => verbs.some((verb) => JSON.stringify(message.card).includes(`"verb":"${verb}"`)),
      PATIENCE,
    );
  const made = new Set<string>();
  const newIn = (text: string) => (text.match(/L-\d+/g) ?? []).find((reference) => !made.has(reference));
  const asked = async (words: string, form: Readonly<Record<string, string>> = {}) => {
    await manager.say(words);
    const card = await withVerb('review', 'submit');
    if (card.verbs.includes('review')) await card.fill(form).execute('review');
    const review = await withVerb('submit');
    await review.execute('submit');
    // A click that takes long is answered in time, and the card follows.
    const isNew = (text: string) => newIn(text) !== undefined;
    const reference = newIn((await manager.until((_, text) => isNew(text), PATIENCE)).text) ?? '';
    made.add(reference);
    say(`${reference} ${words}`);
    return reference;
  };
  const cardWith = (reference: string, verb: string) =>
    helpdesk.until(
      (message, text) => text.includes(reference) && JSON.stringify(message.card).includes(`"${verb}"`),
      PATIENCE,
    );
  const approved = async (words: string, form: Readonly<Record<string, string>> = {}) => {
    const reference = await asked(words, form);
    await (await cardWith(reference, 'approve')).execute('approve');
    return reference;
  };
  const complete = (reference: string) =>
    manager.until(
      (message, text) => message.card === null && text.includes(reference) && text.includes('is complete'),
      PATIENCE,
    );
  const dayAhead = (days: number) =>
    new Date(stage.sandbox.tenant.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);

  // Done; done and given back; scheduled; to be decided.
  await complete(await approved('offboard adele'));
  await complete(await approved('offboard sam.peeters@contoso.com'));
  await complete(await approved('restore user sam.peeters@contoso.com'));
  await approved('offboard zoe', { when: 'at', lastDay: dayAhead(3), hour: '17:00' });
  await asked('block sign-in nils');
  // Blocked at once, and nobody answered.
  const lead = stage.as('emergencyLead');
  await lead.install();
  await lead.say('block now ravi');
  await lead.lastCard().execute('block-now');
  // Of those whom Active Directory masters: said to be done, shown to be done, not possible, and open.
  await (await cardWith(await approved('block sign-in emma'), 'runbook-done')).execute('runbook-done');
  const shown = await cardWith(await approved('offboard bram'), 'runbook-done');
  const literal = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/.exec(JSON.stringify(shown.json))?.[1] ?? '';
  const result = await stage.runRunbook(`FromBase64String('${literal}')`);
  await shown.fill({ result }).execute('runbook-done');
  const cannot = await cardWith(await approved(`block sign-in pat.o'brien@contoso.com`), 'runbook-cannot');
  await cannot.fill({ reason: 'No rights on that domain' }).execute('runbook-cannot');
  await cardWith(await approved('offboard alex wilber'), 'runbook-done');
  // In the middle of its run: no group is left, however often it is tried.
  await stage.faults({ throttle: { match: 'DELETE /groups/.*', times: 100_000, status: 503, retryAfter: 600 } });
  await approved('offboard grady');
  while (stage.person('grady').cloud?.accountEnabled) await wait(100);
}

async function rowsOf({ kysely }: Database) {
  const written: Record<string, readonly Record<string, unknown>[]> = {};
  for (const table of TABLES) {
    const { rows } = await sql<{ readonly row: Record<string, unknown> }>`
      select to_jsonb(each) as row from ${sql.table(table)} each order by 1`.execute(kysely);
    written[table] = rows.map(({ row }) => row);
  }
  return written;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
process.exit(0);
