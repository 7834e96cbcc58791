import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { StartError } from '../../src/domain/errors.ts';
import { createQueue } from '../../src/queue/queue.ts';
import { openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aNewRequest, storeRequest } from './store-request.ts';

describe('the data folder', () => {
  let folder: string;
  /** A folder that was used before, to copy: making one takes seconds. */
  let used: string;
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    used = await mkdtemp(join(tmpdir(), 'leaver-used-'));
    await (await openDatabase({ kind: 'pglite', dataDir: used }, { owner: 'test' })).close();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leaver-folder-'));
    await cp(used, folder, { recursive: true });
  });
  afterEach(async () => {
    for (const child of started.splice(0)) await kill(child);
    await rm(folder, { recursive: true, force: true });
  });
  afterAll(() => rm(used, { recursive: true, force: true }));

  /** Another Leaver in the same folder, and what it has said so far. */
  function startProcess(task: 'hold' | 'write') {
    const script = join(import.meta.dirname, 'folder-process.ts');
    const child = spawn(process.execPath, [script, folder, task], { stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(child);
    const said: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
    return { child, said, says: (what: string) => expect.poll(() => said).toContain(what) };
  }

  const open = () => openDatabase({ kind: 'pglite', dataDir: folder }, { owner: 'test' });

  it('refuses a second Leaver in the same process and in another, and is free once the first is closed', async () => {
    const database = await open();
    const sentence = `DATA_DIR ${folder} is in use by another Leaver (process ${process.pid}): stop it first, or set another DATA_DIR.`;
    await expect(open()).rejects.toThrow(new StartError(sentence));
    const other = startProcess('hold');
    await other.says(`refused StartError: ${sentence}`);
    await database.close();
    await database.close();
    await (await open()).close();
  });

  it('names the process that holds it', async () => {
    const holder = startProcess('hold');
    await holder.says('open');
    await expect(open()).rejects.toThrow(`another Leaver (process ${holder.child.pid})`);
  });

  it('is free at once when its holder was killed', async () => {
    for (let round = 0; round < 2; round += 1) {
      const holder = startProcess('hold');
      await holder.says('open');
      await kill(holder.child);
      await (await open()).close();
    }
  });

  it('lets one of four in that start at the same moment', async () => {
    const starting = Array.from({ length: 4 }, () => startProcess('hold'));
    await expect.poll(() => starting.filter(({ said }) => said.length > 0).length).toBe(4);
    expect(starting.filter(({ said }) => said.includes('open'))).toHaveLength(1);
  });

  it('has lost nothing that was acknowledged when its holder was killed while it wrote', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const writer = startProcess('write');
      await writer.says('open');
      // In the midst of its work, however slow the machine is.
      await expect.poll(() => writer.said.length, { interval: 5 }).toBeGreaterThan(4);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
      await kill(writer.child);
      acknowledged.push(...writer.said.filter((line) => line !== 'open'));
    }
    expect(acknowledged.length).toBeGreaterThan(8);
    const database = await open();
    const requests = createRequestStore(database);
    const kept = await Promise.all(acknowledged.map((id) => requests.read(id)));
    expect(kept.filter((request) => request === null)).toEqual([]);
    const handled = new Set<string>();
    const queue = await createQueue(database, { log: () => {} });
    await queue.work('advance-request', async (id) => {
      handled.add(id);
    });
    await expect.poll(() => acknowledged.filter((id) => !handled.has(id))).toEqual([]);
    await queue.stop();
    await database.close();
  });

  it('gives one sentence when it cannot be made or written to', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const openIn = (dataDir: string) => openDatabase({ kind: 'pglite', dataDir }, { owner: 'test' });
    await expect(openIn(file)).rejects.toThrow(`DATA_DIR ${file} cannot be used (EEXIST)`);
    await expect(openIn(join(file, 'below'))).rejects.toThrow('cannot be used (ENOTDIR)');
    await writeFile(join(folder, 'db.lock'), 'not a lock at all, but a long text of somebody else'.repeat(50));
    await expect(open()).rejects.toThrow(`DATA_DIR ${folder} cannot be used (file is not a database)`);
  });

  it('gives one sentence when what is in it is no database, and is free again', async () => {
    await rm(join(folder, 'db'), { recursive: true });
    await writeFile(join(folder, 'db'), 'something else');
    await expect(open()).rejects.toThrow(`The database in DATA_DIR ${folder} cannot be opened`);
    await rm(join(folder, 'db'));
    await cp(join(used, 'db'), join(folder, 'db'), { recursive: true });
    await (await open()).close();
  });
});

describe('a PostgreSQL that cannot be used', () => {
  const openAt = (url: string) => openDatabase({ kind: 'postgres', url }, { owner: 'test' });

  it.each([
    [
      'postgres://leaver:s3cret@127.0.0.1:1/leaver',
      'PostgreSQL at 127.0.0.1:1/leaver cannot be used: nothing listens there. Check DATABASE_URL.',
    ],
    [
      'postgres://leaver:s3cret@no-such-host.invalid/leaver',
      'PostgreSQL at no-such-host.invalid/leaver cannot be used: the host name',
    ],
    ['postgres://leaver:s3cret@127.0.0.1:99999/leaver', 'DATABASE_URL is not a PostgreSQL address'],
    ['mysql://leaver:s3cret@127.0.0.1/leaver', 'DATABASE_URL is not a PostgreSQL address'],
    ['s3cret', 'DATABASE_URL is not a PostgreSQL address'],
  ])('at %s is said in one sentence without the password', async (url, sentence) => {
    const error = await openAt(url).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).toContain(sentence);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('s3cret');
  });

  it('because something else listens there, is said as well', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(openAt(`postgres://leaver:s3cret@127.0.0.1:${port}/leaver`)).rejects.toThrow(StartError);
    server.close();
  });
});

describeOnEachDatabase('the database', (given) => {
  it('is brought up to date by eight at once, and again without a change', async () => {
    const others = await Promise.all(Array.from({ length: 8 }, () => given.second()));
    const { kysely } = given.database();
    await sql`drop schema public cascade`.execute(kysely);
    await sql`create schema public`.execute(kysely);
    await Promise.all(others.map((other) => migrate(other)));
    await migrate(given.database());
    expect((await storeRequest(given.database())).reference).toBe('L-1001');
  });

  it('calls back after the commit, and never after a rollback', async () => {
    const heard: string[] = [];
    const database = given.database();
    await database.run(async (transaction) => {
      database.afterCommit(transaction, () => heard.push('committed'));
      heard.push('working');
    });
    const failing = database.run(async (transaction) => {
      database.afterCommit(transaction, () => heard.push('never'));
      throw new Error('lost');
    });
    await expect(failing).rejects.toThrow('lost');
    expect(heard).toEqual(['working', 'committed']);
  });

  it('keeps transactions that run at once apart: what fails takes nothing of the others with it', async () => {
    const database = given.database();
    const ids = await Promise.all(
      Array.from({ length: 20 }, async (_, count) => {
        const request = aNewRequest();
        const work = database.run(async (transaction) => {
          await createRequestStore(database).insert(transaction, request, []);
          if (count % 2 === 0) throw new Error('lost');
        });
        await work.catch(() => {});
        return request.id;
      }),
    );
    const kept = await Promise.all(ids.map((id) => createRequestStore(database).read(id)));
    expect(kept.map((request) => request !== null)).toEqual(ids.map((_, count) => count % 2 === 1));
  });

  if (given.kind === 'pglite') return;

  it('goes on after the server has ended its connections', async () => {
    const logged: string[] = [];
    const database = await openDatabase(given.settings(), { owner: 'victim', log: ({ kind }) => logged.push(kind) });
    const { kysely } = given.database();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'leaver victim'`.execute(
      kysely,
    );
    await expect.poll(() => logged).toEqual(['database-connection-lost']);
    expect(await storeRequest(database)).toHaveProperty('id');
    await database.close();
  });

  it('survives that a connection is ended in the middle of a transaction, and keeps nothing of it', async () => {
    const logged: string[] = [];
    const database = await openDatabase(given.settings(), { owner: 'cut', log: ({ kind }) => logged.push(kind) });
    const request = aNewRequest();
    const cut = database.run(async (transaction) => {
      await createRequestStore(database).insert(transaction, request, []);
      const { kysely } = given.database();
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'leaver cut'`.execute(
        kysely,
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      await createRequestStore(database).change(request.id, { from: ['pending'] }, {}, transaction);
    });
    await expect(cut).rejects.toThrow();
    await expect.poll(() => logged).toEqual(['database-connection-lost']);
    expect(await createRequestStore(database).read(request.id)).toBeNull();
    await database.close();
  });

  it('says that the password or the database is wrong without naming it', async () => {
    const settings = given.settings();
    const url = settings.kind === 'postgres' ? settings.url : '';
    const openAt = (changed: string) => openDatabase({ kind: 'postgres', url: changed }, { owner: 'test' });
    await expect(openAt(url.replace('only-for-this-run', 'wr0ng'))).rejects.toThrow(
      'it refuses the user name or the password',
    );
    await expect(openAt(url.replace('leaver_1', 'nowhere'))).rejects.toThrow('that database does not exist');
  });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
