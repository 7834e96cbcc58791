import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../src/commands/prove/postgres-server.ts';
import { createQueue } from '../../src/queue/queue.ts';
import { createAuditTrail } from '../../src/store/audit.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { forgetPerson } from '../../src/store/forget-person.ts';
import { migrate } from '../../src/store/migrate.ts';
import { prepareTables } from '../../src/store/prepare-tables.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { takeIntoUse } from '../../src/store/take-into-use.ts';
import { checkChain, readEntries } from './read-chain.ts';
import { storeRequest } from './store-request.ts';

describe('where the owner of the tables is another role than the application', () => {
  let server: PostgresServer;
  let owner: Database;
  let application: Database;
  let settings: { readonly kind: 'postgres'; readonly url: string; readonly migrationUrl: string };
  const opened: Database[] = [];
  const open = async (url: string) => {
    const database = await openDatabase({ kind: 'postgres', url }, { owner: 'test' });
    opened.push(database);
    return database;
  };

  beforeAll(async () => {
    server = await startPostgres();
    settings = await twoRoles(await server.createDatabase());
    application = await open(settings.url);
    await prepareTables(application, settings);
    owner = await open(settings.migrationUrl);
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await server.stop();
  });

  it('works as before: requests, ledger, queue and a second start', async () => {
    const request = await storeRequest(application, {}, [{}]);
    await createRequestStore(application).change(request.id, { from: ['pending'] }, { state: 'withdrawn' });
    const queue = await createQueue(application, { log: () => {} });
    const handled = new Promise((resolve) => queue.work('advance-request', async (id) => resolve(id)));
    await queue.send('advance-request', request.id);
    expect(await handled).toBe(request.id);
    await queue.stop();
    await Promise.all([prepareTables(application, settings), prepareTables(application, settings)]);
    // A replica that was not told of the owner starts too, when there is nothing to migrate.
    await prepareTables(application, { kind: 'postgres', url: settings.url });
    const again = await createQueue(application, { log: () => {} });
    await again.stop();
    expect((await checkChain(application)).faults).toEqual([]);
  });

  it.each([
    'update audit set code = code',
    'delete from audit',
    'truncate audit',
    'delete from audit_people',
    'delete from audit_texts',
    'update audit_people set salt = salt',
    'update audit_texts set salt = salt',
    'truncate audit_texts, audit_people',
    'drop table audit',
    'alter table audit disable trigger all',
    'drop trigger guard_audit on audit',
    'create or replace function refuse_audit_change() returns trigger language plpgsql as $$ begin return null; end $$',
    'set session_replication_role = replica',
    'alter table audit rename to elsewhere',
    'delete from kysely_migration',
    'create schema elsewhere',
  ])('the application may not %s', async (statement) => {
    await storeRequest(application);
    const before = (await readEntries(owner)).length;
    await expect(sql.raw(statement).execute(application.kysely)).rejects.toThrow(
      /permission denied|must be owner|only ever added to/,
    );
    expect((await readEntries(owner)).length).toBe(before);
  });

  it('lets the owner forget, and not the application', async () => {
    const request = await storeRequest(application);
    await expect(forgetPerson(application, request.targetUserId)).rejects.toThrow('permission denied');
    expect(await forgetPerson(owner, request.targetUserId)).toBe(2);
    expect(JSON.stringify(await readEntries(application))).not.toContain(request.targetUserId);
    expect((await checkChain(application)).faults).toEqual([]);
  });

  it('is taken over from a database that one role owned', async () => {
    const before = await twoRoles(await server.createDatabase());
    const alone = await open(before.migrationUrl);
    await migrate(alone);
    await (await createQueue(alone, { log: () => {} })).stop();
    const request = await storeRequest(alone);
    const later = await open(before.url);
    await prepareTables(later, before);
    const queue = await createQueue(later, { log: () => {} });
    await queue.send('advance-request', request.id);
    await queue.stop();
    await createAuditTrail(later).add({ kind: 'refused' });
    await expect(sql`delete from audit`.execute(later.kysely)).rejects.toThrow('permission denied');
    expect((await checkChain(later)).faults).toEqual([]);
  });

  it('starts with two roles on a database that one role owned and marked', async () => {
    const ours = { tenantId: randomUUID(), mode: 'live' } as const;
    const before = await twoRoles(await server.createDatabase());
    const alone = await open(before.migrationUrl);
    await takeIntoUse(alone, { kind: 'postgres', url: before.migrationUrl }, ours);
    const request = await storeRequest(alone);
    // The application's role has no right in it yet, not even to read whose it is.
    const later = await open(before.url);
    expect(await takeIntoUse(later, before, ours)).toBeNull();
    expect(await createRequestStore(later).read(request.id)).toMatchObject({ reference: request.reference });

    const another = await twoRoles(await server.createDatabase());
    await takeIntoUse(
      await open(another.migrationUrl),
      { kind: 'postgres', url: another.migrationUrl },
      { ...ours, tenantId: randomUUID() },
    );
    await expect(takeIntoUse(await open(another.url), another, ours)).rejects.toThrow('This database belongs to');
  });

  it('does not start where the application could change the audit all the same', async () => {
    const address = await server.createDatabase();
    const { url, migrationUrl } = await twoRoles(address);
    const superuser = { kind: 'postgres', url: address, migrationUrl } as const;
    await expect(prepareTables(await open(address), superuser)).rejects.toThrow('could change the audit');
    const inside = await open(address);
    const names = [url, migrationUrl].map((each) => sql.id(new URL(each).username));
    await sql`grant ${names[1]} to ${names[0]}`.execute(inside.kysely);
    await expect(prepareTables(await open(url), { kind: 'postgres', url, migrationUrl })).rejects.toThrow(
      'could change the audit',
    );
  });

  it('says which address is wrong', async () => {
    const wrong = { ...settings, migrationUrl: settings.migrationUrl.replace(/:[^:@]+@/, ':nonsense@') };
    await expect(prepareTables(application, wrong)).rejects.toThrow('Check DATABASE_MIGRATION_URL');
    const other = await twoRoles(await server.createDatabase());
    await expect(prepareTables(application, { ...settings, migrationUrl: other.migrationUrl })).rejects.toThrow(
      'not the same database',
    );
  });

  it('migrates nothing in another database, nor where the owner sees the requests of another tenant', async () => {
    const tables = async (database: Database) =>
      (
        await sql`select from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`.execute(
          database.kysely,
        )
      ).rows.length;
    const other = await twoRoles(await server.createDatabase());
    const refused = prepareTables(application, { ...settings, migrationUrl: other.migrationUrl });
    await expect(refused).rejects.toThrow('not the same database');
    expect(await tables(await open(other.migrationUrl))).toBe(0);

    const ours = { tenantId: randomUUID(), mode: 'live' } as const;
    const theirs = await open(other.migrationUrl);
    await sql`create table belonging (tenant_id text, mode text, since timestamptz default now())`.execute(
      theirs.kysely,
    );
    await sql`insert into belonging (tenant_id, mode) values (${randomUUID()}, 'live')`.execute(theirs.kysely);
    await expect(prepareTables(await open(other.url), other, ours)).rejects.toThrow('This database belongs to');
    expect(await tables(theirs)).toBe(1);
  });

  /** An owner and an application for a database, as an administrator makes them. */
  async function twoRoles(address: string) {
    const superuser = await open(address);
    const name = new URL(address).pathname.slice(1);
    for (const role of [`${name}_owner`, `${name}_app`])
      await sql`create role ${sql.id(role)} login password 'only-for-this-run'`.execute(superuser.kysely);
    await sql`alter database ${sql.id(name)} owner to ${sql.id(`${name}_owner`)}`.execute(superuser.kysely);
    const as = (role: string) => {
      const url = new URL(address);
      url.username = role;
      url.password = 'only-for-this-run';
      return url.href;
    };
    return { kind: 'postgres', url: as(`${name}_app`), migrationUrl: as(`${name}_owner`) } as const;
  }
});
