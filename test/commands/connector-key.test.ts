import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../src/commands/prove/postgres-server.ts';
import { readConnectorKey } from '../../src/domain/connector-key.ts';
import { createConnectorKeys } from '../../src/store/connector-keys.ts';
import { openDatabase } from '../../src/store/database.ts';
import { readEntries } from '../store/read-chain.ts';

const COMMAND = join(process.cwd(), 'src/commands/connector-key.ts');
let folder: string;
let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaver-connector-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], environment: Record<string, string> = { DATA_DIR: join(folder, 'data') }) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, env: { PATH, HOME, ...environment } });
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

const keyIn = (out: string) => readConnectorKey(/^CONNECTOR_KEY=(.*)$/m.exec(out)?.[1] ?? '');

describe('npm run connector-key', () => {
  it('adds, rotates, lists and revokes on a database that the bot uses meanwhile, and shows a key once', async () => {
    const url = await postgres.createDatabase();
    const on = { DATABASE_URL: url };
    const bot = await openDatabase({ kind: 'postgres', url }, { owner: 'bot' });
    const added = await run(['add', 'lyon', '--domains', 'Contoso.local, fabrikam.local'], on);
    const key = keyIn(added.out);
    const keys = createConnectorKeys(bot);
    expect(await keys.secretOf(key?.id ?? '')).toBe(key?.secret);
    expect((await run(['add', 'lyon', '--domains', 'contoso.local'], on)).errors).toContain('has a key already');
    const next = keyIn((await run(['rotate', 'lyon'], on)).out);
    const listed = await run(['list'], on);
    expect(listed.out.match(/contoso\.local,fabrikam\.local/g)).toHaveLength(2);
    for (const secret of [key?.secret, next?.secret]) expect(listed.out).not.toContain(secret);
    expect((await run(['revoke', key?.id ?? ''], on)).code).toBe(0);
    expect(await keys.secretOf(key?.id ?? '')).toBeNull();
    expect(await keys.secretOf(next?.id ?? '')).toBe(next?.secret);
    expect((await run(['list'], on)).out).toMatch(new RegExp(`${key?.id}.*revoked .*\n${next?.id}.*valid`));
    const story = (await readEntries(bot)).map(({ kind, code }) => [kind, code]);
    expect(story).toEqual([
      ['connector-key-made', key?.id],
      ['connector-key-made', next?.id],
      ['connector-key-revoked', key?.id],
    ]);
    await bot.close();
  });

  it('says that the bot must be stopped while it holds the embedded database', async () => {
    const dataDir = join(folder, 'data');
    const bot = await openDatabase({ kind: 'pglite', dataDir }, { owner: 'bot' });
    const refused = await run(['list']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.errors).toContain('Keys are made while the bot is stopped');
    expect(refused.errors).not.toContain('    at ');
    await bot.close();
    expect(await run(['list'])).toMatchObject({ code: 0, out: 'No connector has a key.\n' });
  });

  it('makes no key that would be gone at once', async () => {
    expect((await run(['list'], { DATA_DIR: 'memory' })).errors).toContain('DATA_DIR=memory keeps no keys');
  });

  it.each([
    [[]],
    [['add', 'lyon']],
    [['add', 'lyon', '--domains', 'no domain']],
    [['add', '', '--domains', 'contoso.local']],
    [['add', 'lyon', 'x', '--domains', 'contoso.local']],
    [['rotate']],
    [['revoke']],
    [['list', 'x']],
    [['remove', 'lyon']],
    [['list', '--all']],
  ])('shows how it is used when it is given %j, and opens nothing', async (args) => {
    const shown = await run(args);
    expect(shown.errors).toContain('npm run connector-key -- add <name>');
    expect(shown.code).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
