import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuditTrail } from '../../src/store/audit.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';

const COMMAND = join(process.cwd(), 'src/commands/audit.ts');
const ALICE = randomUUID();
const BOB = randomUUID();
let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaver-audit-'));
  dataDir = join(folder, 'data');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, env: { PATH, HOME, DATA_DIR: dataDir } });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise<{ code: number | null; out: string; errors: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, errors }));
  });
}

const open = async () => {
  const database = await openDatabase({ kind: 'pglite', dataDir }, { owner: 'bot' });
  await migrate(database);
  return database;
};

async function fill() {
  const database = await open();
  const audit = createAuditTrail(database);
  for (let each = 0; each < 3; each += 1)
    await audit.add({
      kind: 'refused',
      actorId: ALICE,
      targetUserId: BOB,
      code: 'decide approval.stale',
      texts: [{ about: [ALICE], text: { name: '=cmd|calc', reason: 'no; @SUM(1)' } }],
    });
  await database.close();
}

async function behindTheGuard(statement: ReturnType<typeof sql>) {
  const database = await open();
  for (const table of ['audit', 'audit_people', 'audit_texts'])
    await sql`alter table ${sql.table(table)} disable trigger user`.execute(database.kysely);
  await statement.execute(database.kysely);
  await database.close();
}

describe('npm run audit', () => {
  it('verifies, says the head, exports, and verifies what it exported without the database', async () => {
    await fill();
    const head = (await run('head')).out.trim();
    const verified = await run('verify', '--head', head);
    expect(verified).toMatchObject({ code: 0, errors: '' });
    expect(verified.out).toContain('3 entries');
    expect(verified.out).toContain(head);
    expect(await run('export', '--output', 'audit.jsonl')).toMatchObject({ code: 0 });
    const file = join(folder, 'audit.jsonl');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3);
    expect(await run('verify', '--file', 'audit.jsonl', '--head', head)).toMatchObject({ code: 0 });
    writeFileSync(file, readFileSync(file, 'utf8').replace('approval.stale', 'approval.fine'));
    const forged = await run('verify', '--file', 'audit.jsonl');
    expect(forged.code).toBe(1);
    expect(forged.out).toContain('entry 1: is not as it was written');
    writeFileSync(file, 'nonsense\n');
    expect(await run('verify', '--file', 'audit.jsonl')).toMatchObject({ code: 2 });
  });

  it('exports CSV in which nothing is a formula', async () => {
    await fill();
    const { code, out } = await run('export', '--format', 'csv');
    expect(code).toBe(0);
    const [first = '', second = ''] = out.split('\r\n');
    expect(first).toMatch(/^number,at,kind,code,step,who,about,/);
    expect(second).toContain(ALICE);
    for (const piece of out.split(/[,;\t\r\n]/)) expect(piece).not.toMatch(/^[\s"]*[=+\-@]/);
  });

  it('ends with 1 and names the entry when something was changed or cut off', async () => {
    await fill();
    const head = (await run('head')).out.trim();
    await behindTheGuard(sql`delete from audit where number = 3`);
    expect(await run('verify')).toMatchObject({ code: 0 });
    const cut = await run('verify', '--head', head);
    expect(cut.code).toBe(1);
    expect(cut.out).toContain('entry 3: was posted and is not there');
    await behindTheGuard(sql`update audit set code = 'decide approved' where number = 2`);
    const changed = await run('verify');
    expect(changed.code).toBe(1);
    expect(changed.out).toContain('entry 2: is not as it was written');
  });

  it('forgets a person, and the audit still verifies', async () => {
    await fill();
    const head = (await run('head')).out.trim();
    expect(await run('forget', ALICE.toUpperCase())).toMatchObject({ code: 0 });
    const { out } = await run('export');
    expect(out).not.toContain(ALICE);
    expect(out).not.toContain('cmd|calc');
    expect(out).toContain(BOB);
    const verified = await run('verify', '--head', head);
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.out).toContain('3 texts were erased');
    const again = await run('forget', ALICE);
    expect(again.code).toBe(2);
    expect(again.errors).toContain('does not know this object id');
  });

  it('says so when the bot holds the folder, or there is none', async () => {
    expect((await run('verify')).errors).toContain('There is no audit in DATA_DIR');
    const bot = await open();
    const locked = await run('verify');
    await bot.close();
    expect(locked.code).toBe(2);
    expect(locked.errors).toContain('in use by another Leaver');
    expect(locked.errors).toContain('while the bot is stopped');
  });

  it.each([
    [],
    ['nonsense'],
    ['forget'],
    ['forget', 'alice'],
    ['verify', '--head', '3'],
    ['export', '--format', 'xls'],
    ['verify', 'x'],
  ])('changes nothing when it is not understood: %j %j %j', async (...args) => {
    const { code, errors } = await run(...args.filter((each) => each !== undefined));
    expect(code).toBe(2);
    expect(errors).toMatch(/npm run audit|--head takes/);
  });
});
