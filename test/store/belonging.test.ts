import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Belonging, markDatabase, refuseForeignDatabase } from '../../src/store/belonging.ts';
import { createConnectorKeys } from '../../src/store/connector-keys.ts';
import { createConversations } from '../../src/store/conversations.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { forgetRequests } from '../../src/store/forget-requests.ts';
import { migrate } from '../../src/store/migrate.ts';
import { storeRequest } from './store-request.ts';

const TENANT = '7a0626ea-c858-4feb-9f99-77f1b73ff1d9';
const OTHER = '0bad0000-0000-4000-8000-00000000f00d';
const MODES = ['live', 'sandbox', 'stand-in'] as const;
const ALL = [TENANT, OTHER].flatMap((tenantId) => MODES.map((mode): Belonging => ({ tenantId, mode })));

let database: Database;
beforeAll(async () => {
  database = await openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'test' });
  await migrate(database);
});
afterAll(() => database?.close());
beforeEach(async () => {
  for (const table of ['belonging', 'conversations', 'requests'])
    await sql`delete from ${sql.table(table)}`.execute(database.kysely);
});

const requests = async () => (await sql`select from requests`.execute(database.kysely)).rows.length;

function chat(tenantId: string, serviceUrl: string) {
  return {
    personId: '10000000-0000-4000-8000-000000000002',
    conversationId: 'a:1',
    serviceUrl,
    tenantId,
    channelUserId: '29:miriam',
    clientLocale: null,
    chosenLocale: null,
    timeZone: null,
    unreachableSince: null,
    welcomed: true,
  };
}
const TEAMS = 'https://smba.trafficmanager.net/emea/';
const LOOPBACK = 'http://127.0.0.1:56150/_connector';

describe('whose database it is', () => {
  it.each(ALL)('is recorded at the first start and holds for every other: $mode, $tenantId', async (ours) => {
    expect(await refuseForeignDatabase(database, ours)).toBeNull();
    await markDatabase(database, ours);
    for (const other of ALL) {
      const isOurs = other.tenantId === ours.tenantId && other.mode === ours.mode;
      const opened = refuseForeignDatabase(database, other).then(() => markDatabase(database, other));
      if (isOurs) await opened;
      else
        await expect(opened).rejects.toThrow(
          /^This database belongs to .+ since .+ was started for .+\. Nothing in it was changed\. Set DATABASE_URL or DATA_DIR/,
        );
    }
  });

  it('goes to one of two that start for the first time at the same moment', async () => {
    const starts = await Promise.allSettled(
      ALL.slice(0, 2).map(async (ours) => {
        await refuseForeignDatabase(database, ours);
        await markDatabase(database, ours);
      }),
    );
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a database that does not say, without a request and a chat', () => {
  const ours: Belonging = { tenantId: TENANT, mode: 'live' };

  it('is taken over when it is empty, and refused with a key of a connector or an audit in it', async () => {
    expect(await refuseForeignDatabase(database, ours)).toBeNull();
    await createConnectorKeys(database).add('lyon', ['contoso.local']);
    await expect(refuseForeignDatabase(database, ours)).rejects.toThrow('does not say whose it is');
    await sql`delete from connector_keys`.execute(database.kysely);
    await expect(refuseForeignDatabase(database, ours)).rejects.toThrow('does not say whose it is');
  });
});

describe('a database of an earlier version, which does not say', () => {
  it.each<[string, string, Belonging['mode'], boolean]>([
    [TENANT, TEAMS, 'live', true],
    [TENANT, LOOPBACK, 'sandbox', true],
    [TENANT, LOOPBACK, 'stand-in', true],
    [TENANT, LOOPBACK, 'live', false],
    [TENANT, TEAMS, 'sandbox', false],
    [OTHER, TEAMS, 'live', false],
    [OTHER, LOOPBACK, 'sandbox', false],
  ])('with chats of tenant %s at %s, started as %s: taken is %s', async (tenantId, serviceUrl, mode, taken) => {
    await createConversations(database).put(chat(tenantId, serviceUrl));
    const looked = refuseForeignDatabase(database, { tenantId: TENANT, mode });
    if (taken) expect(await looked).toContain('belongs to that from now on');
    else await expect(looked).rejects.toThrow('does not say whose it is');
  });

  it('with requests and no chat is refused, until people say in it whose it is, as the sentence tells', async () => {
    await sql`drop table belonging`.execute(database.kysely);
    await storeRequest(database);
    const ours: Belonging = { tenantId: TENANT, mode: 'live' };
    const said = await refuseForeignDatabase(database, ours).catch((error: Error) => error.message);
    const [, statements = ''] = /say so in it: (.+)\.$/.exec(said ?? '') ?? [];
    for (const statement of statements.split('; ')) await sql.raw(statement).execute(database.kysely);
    expect(await refuseForeignDatabase(database, ours)).toBeNull();
    await expect(refuseForeignDatabase(database, { ...ours, mode: 'sandbox' })).rejects.toThrow('the live tenant');
  });
});

describe('a reset of the sandbox', () => {
  it.each<[string, Belonging['mode'] | null, number]>([
    ['takes the requests of a sandbox', 'sandbox', 0],
    ['takes nothing of a tenant', 'live', 1],
    ['takes nothing of a stand-in', 'stand-in', 1],
    ['takes nothing where nobody knows whose it is', null, 1],
  ])('%s', async (_what, mode, left) => {
    if (mode !== null) await markDatabase(database, { tenantId: TENANT, mode });
    await storeRequest(database);
    expect(await forgetRequests(database)).toBe(left === 0);
    expect(await requests()).toBe(left);
  });
});
