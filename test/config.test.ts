import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS } from '../src/config/keys.ts';
import { readConfig } from '../src/config.ts';
import { ConfigError } from '../src/domain/errors.ts';
import { BUILT_IN_POLICY } from '../src/domain/policy.ts';

const TENANT = '7a0626ea-c858-4feb-9f99-77f1b73ff1d9';
const BOT = 'b7b8a275-30e6-4a08-ad53-1975d2d38d92';
const GRAPH = 'c1d7f1f0-3a5b-4f64-8f0b-0b8d5f5c9a11';
const GROUP = 'a9928632-610b-4a01-b187-bc2f5cc23ccd';
const SECRET = 'Xy7~not-for-anybodys-eyes';
const GRAPH_SECRET = 'Zk9~nor-for-these';

const BOT_IDENTITY = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: BOT,
  MicrosoftAppPassword: SECRET,
  MicrosoftAppTenantId: TENANT,
};
const LIVE = {
  ...BOT_IDENTITY,
  AZURE_TENANT_ID: TENANT,
  AZURE_CLIENT_ID: GRAPH,
  AZURE_CLIENT_SECRET: GRAPH_SECRET,
  APPROVER_GROUP_ID: GROUP,
  DATABASE_URL: 'postgres://leaver@127.0.0.1/leaver',
};

function problemsOf(
  environment: Record<string, string | undefined>,
  inFile: ReadonlySet<string> = new Set(),
): readonly string[] {
  try {
    readConfig(environment, inFile);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('with nothing configured', () => {
  it('runs the sandbox on this machine', () => {
    expect(readConfig({})).toEqual({
      identity: { kind: 'local', tenantId: null, botId: null },
      graph: { kind: 'sandbox' },
      listen: { host: '127.0.0.1', port: 3978 },
      database: { kind: 'pglite', dataDir: '.data' },
      ops: null,
      dataDir: '.data',
      role: 'all',
      groups: { approver: null, escalation: null, emergency: null, protected: null, requester: null },
      policy: BUILT_IN_POLICY,
      adDomains: [],
      approvals: 'direct',
      defaultLocale: 'en',
      defaultTimeZone: 'UTC',
      sandbox: { port: 3979, speed: 60, ad: 'memory' },
      playground: { clients: 2, port: 56150 },
      chromium: null,
      warnings: [],
      logLevel: 'warn',
    });
  });

  it('counts an empty or blank value as not set', () => {
    expect(readConfig({ MicrosoftAppId: '', HOST: '  ', DATABASE_URL: '' })).toEqual(readConfig({}));
  });

  it('gives a value that nobody can change, at any depth', () => {
    const config = readConfig({});
    expect(Object.isFrozen(config) && Object.isFrozen(config.listen) && Object.isFrozen(config.identity)).toBe(true);
  });

  it('reads .env.example itself as the sandbox', () => {
    const lines = readFileSync('.env.example', 'utf8').match(/^\w+=.*$/gm) ?? [];
    expect(readConfig(Object.fromEntries(lines.map((line) => line.split('=', 2))))).toEqual(readConfig({}));
  });
});

describe('local mode', () => {
  it.each(['127.0.0.1', 'localhost', '::1'])('listens on %s', (HOST) => {
    expect(readConfig({ HOST }).listen.host).toBe(HOST);
  });

  it.each(['0.0.0.0', '::', '192.168.1.20', '127.0.0.1.example.com'])('refuses to listen on %s', (HOST) => {
    expect(problemsOf({ HOST })).toEqual([expect.stringContaining('HOST must be 127.0.0.1, localhost or ::1')]);
  });

  it.each(['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000'])(
    'uses a stand-in Graph at %s',
    (url) => {
      expect(readConfig({ GRAPH_BASE_URL: url }).graph).toEqual({ kind: 'stand-in', baseUrl: url });
      expect(readConfig({ GRAPH_BASE_URL: url }).playground.clients).toBe(0);
    },
  );

  it.each([
    'https://graph.microsoft.com',
    'http://graph.microsoft.com',
    'https://127.0.0.1:4000',
    'http://127.0.0.1.nip.io:4000',
    'http://10.0.0.5:4000',
  ])('never reaches a real Graph: %s', (GRAPH_BASE_URL) => {
    expect(problemsOf({ GRAPH_BASE_URL })).toEqual([
      expect.stringContaining('a bot without an identity never reaches a real Graph'),
    ]);
  });

  it('is refused in production', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([expect.stringContaining('NODE_ENV=production')]);
  });

  it('has no issuer to allow', () => {
    expect(problemsOf({ MICROSOFT_APP_EXTRA_ISSUER: `https://sts.windows.net/${TENANT}/` })).toEqual([
      expect.stringContaining('MICROSOFT_APP_EXTRA_ISSUER is for a bot with an identity'),
    ]);
  });

  it('ignores Graph’s identity that happens to be in the environment, whatever is in it, and says so in one line', () => {
    const config = readConfig({
      AZURE_TENANT_ID: TENANT,
      AZURE_CLIENT_ID: 'of-something-else',
      AZURE_CLIENT_SECRET: SECRET,
    });
    expect(config.graph).toEqual({ kind: 'sandbox' });
    expect(config.warnings).toEqual([
      'Ignored, since Leaver runs in local mode without a bot identity: AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET of the environment.',
    ]);
  });

  it.each([
    ['AZURE_TENANT_ID', TENANT],
    ['AZURE_CLIENT_ID', GRAPH],
    ['AZURE_CLIENT_SECRET', SECRET],
    ['AZURE_CLIENT_CERTIFICATE_PATH', 'graph.pem'],
    ['AZURE_FEDERATED_TOKEN_FILE', '/var/token'],
    ['AZURE_TOKEN_CREDENTIALS', 'ManagedIdentityCredential'],
  ])('never starts where .env means a tenant of one’s own: %s', (key, value) => {
    const environments = [{ [key]: value }, { [key]: value, GRAPH_BASE_URL: 'http://127.0.0.1:4000' }];
    for (const environment of environments)
      expect(problemsOf(environment, new Set([key]))).toEqual([
        expect.stringMatching(new RegExp(`^${key} stands in \\.env, and no MicrosoftApp… key does`)),
      ]);
  });
});

describe('a live identity', () => {
  it('has a bot identity and another one for Graph', () => {
    const { identity, graph, listen, playground } = readConfig(LIVE);
    const { tenantId, extraIssuer } = { tenantId: TENANT, extraIssuer: null };
    expect(identity).toEqual({
      kind: 'live',
      type: 'SingleTenant',
      appId: BOT,
      password: SECRET,
      tenantId,
      extraIssuer,
    });
    expect(graph).toEqual({
      kind: 'live',
      baseUrl: 'https://graph.microsoft.com',
      credential: { kind: 'secret', secret: GRAPH_SECRET, tenantId: TENANT, clientId: GRAPH, authorityHost: null },
    });
    expect([listen.host, playground.clients]).toEqual(['0.0.0.0', 0]);
  });

  it('as UserAssignedMSI needs no password', () => {
    const environment = { ...LIVE, MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppPassword: undefined };
    expect(readConfig(environment).identity).toMatchObject({ type: 'UserAssignedMSI', password: null });
  });

  it.each(Object.keys(BOT_IDENTITY))('that lacks only %s stops the start', (key) => {
    expect(problemsOf({ ...LIVE, [key]: undefined })).toEqual([
      expect.stringMatching(new RegExp(`^${key} is missing, while `)),
    ]);
  });

  it.each(['MultiTenant', 'singletenant', 'x'])('of type %s is refused', (MicrosoftAppType) => {
    expect(problemsOf({ ...LIVE, MicrosoftAppType })).toEqual([
      expect.stringMatching(/^MicrosoftAppType must be SingleTenant or UserAssignedMSI/),
    ]);
  });

  it.each(['MicrosoftAppId', 'MicrosoftAppTenantId'])('whose %s is no GUID is refused', (key) => {
    for (const value of ['contoso.onmicrosoft.com', `${BOT}x`, `{${BOT}}`, BOT.replaceAll('-', ''), 'common'])
      expect(problemsOf({ ...LIVE, [key]: value })).toEqual([expect.stringContaining(`${key} must be a GUID`)]);
  });

  it.each([
    [`https://sts.windows.net/${TENANT}/`, `https://login.microsoftonline.com/${TENANT}/discovery/keys`],
    [
      `https://login.microsoftonline.com/${TENANT}/v2.0`,
      `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`,
    ],
    [
      `https://login.microsoftonline.us/${TENANT}/v2.0`,
      `https://login.microsoftonline.us/${TENANT}/discovery/v2.0/keys`,
    ],
  ])('takes tokens of %s too, when told so, with that issuer’s own keys', (issuer, keysUrl) => {
    expect(readConfig({ ...LIVE, MICROSOFT_APP_EXTRA_ISSUER: issuer }).identity).toMatchObject({
      extraIssuer: { issuer, keysUrl },
    });
  });

  it.each([
    [`https://sts.windows.net/${GRAPH}/`, 'is not of the tenant that MicrosoftAppTenantId names'],
    [`https://sts.windows.net/${TENANT}`, 'must be'],
    [`http://sts.windows.net/${TENANT}/`, 'must be'],
    [`https://sts.windows.net.evil.example/${TENANT}/`, 'must be'],
    [`https://evil.example/${TENANT}/v2.0`, 'must be'],
    ['https://login.microsoftonline.com/common/v2.0', 'must be'],
  ])('never takes tokens of %s', (MICROSOFT_APP_EXTRA_ISSUER, problem) => {
    expect(problemsOf({ ...LIVE, MICROSOFT_APP_EXTRA_ISSUER })).toEqual([
      expect.stringContaining(`MICROSOFT_APP_EXTRA_ISSUER ${problem}`),
    ]);
  });

  it('shares no secret with Graph', () => {
    expect(problemsOf({ ...LIVE, AZURE_CLIENT_SECRET: SECRET })).toEqual([
      expect.stringMatching(/^AZURE_CLIENT_SECRET is the bot’s own secret/),
    ]);
  });

  it('speaks and works in one tenant', () => {
    expect(problemsOf({ ...LIVE, AZURE_TENANT_ID: GROUP })).toEqual([
      expect.stringMatching(/^AZURE_TENANT_ID is not the tenant of MicrosoftAppTenantId/),
    ]);
  });

  it('takes its identity from .env as well', () => {
    expect(problemsOf(LIVE, new Set(Object.keys(LIVE)))).toEqual([]);
    expect(readConfig(LIVE, new Set(Object.keys(LIVE))).warnings).toEqual([]);
  });

  it('that is a managed identity says which other one is Graph’s', () => {
    const machine = {
      ...LIVE,
      MicrosoftAppType: 'UserAssignedMSI',
      MicrosoftAppPassword: undefined,
      AZURE_CLIENT_SECRET: undefined,
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    };
    expect(problemsOf(machine)).toEqual([]);
    expect(problemsOf({ ...machine, AZURE_CLIENT_ID: undefined })).toEqual([
      expect.stringMatching(/^AZURE_CLIENT_ID is missing: with the bot’s managed identity/),
    ]);
    expect(problemsOf({ ...machine, AZURE_CLIENT_ID: BOT })).toEqual([
      expect.stringContaining('AZURE_CLIENT_ID is the bot’s own id'),
    ]);
    expect(problemsOf({ ...machine, MicrosoftAppPassword: SECRET })).toEqual([
      expect.stringMatching(/^MicrosoftAppPassword is set, and UserAssignedMSI has none/),
    ]);
  });

  it('never signs in to Graph with the bot’s own id, however it is written', () => {
    expect(problemsOf({ ...LIVE, AZURE_CLIENT_ID: BOT.toUpperCase() })).toEqual([
      expect.stringContaining('AZURE_CLIENT_ID is the bot’s own id'),
    ]);
  });

  it('needs the group of approvers', () => {
    expect(problemsOf({ ...LIVE, APPROVER_GROUP_ID: '' })).toEqual([
      expect.stringMatching(/^APPROVER_GROUP_ID is missing/),
    ]);
  });

  it('takes no unsigned messages from a Playground', () => {
    expect(problemsOf({ ...LIVE, PLAYGROUND: 'on' })).toEqual([expect.stringMatching(/^PLAYGROUND must be off/)]);
  });

  it.each(['http://127.0.0.1:4000', 'https://graph.microsoft.com.evil.example'])(
    'sends no token to %s',
    (GRAPH_BASE_URL) => {
      expect(problemsOf({ ...LIVE, GRAPH_BASE_URL })).toEqual([
        expect.stringMatching(/^GRAPH_BASE_URL must be one of/),
      ]);
    },
  );

  it.each([
    ['AZURE_CLIENT_CERTIFICATE_PATH', 'graph.pem', { kind: 'certificate', path: 'graph.pem', password: null }],
    ['AZURE_FEDERATED_TOKEN_FILE', '/var/token', { kind: 'federated-token', tokenFile: '/var/token' }],
    ['AZURE_TOKEN_CREDENTIALS', 'ManagedIdentityCredential', { kind: 'managed-identity', clientId: GRAPH }],
  ])('signs in to Graph by %s', (key, value, credential) => {
    expect(readConfig({ ...LIVE, AZURE_CLIENT_SECRET: undefined, [key]: value }).graph).toMatchObject({ credential });
  });

  it('needs one way to sign in to Graph, and only one', () => {
    expect(problemsOf({ ...LIVE, AZURE_CLIENT_SECRET: undefined })).toEqual([
      expect.stringMatching(/^AZURE_CLIENT_SECRET is missing: set one of/),
    ]);
    expect(problemsOf({ ...LIVE, AZURE_FEDERATED_TOKEN_FILE: '/var/token' })).toEqual([
      expect.stringMatching(/^AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE are set/),
    ]);
  });
});

describe('problems', () => {
  it('come all at once, each with its key and where to get the value', () => {
    const problems = problemsOf({
      PORT: '99999',
      MicrosoftAppId: 'my-bot',
      AZURE_TENANT_ID: 'contoso.com',
      DEFAULT_TIME_ZONE: 'Amsterdam',
      ROLE: 'worker',
      LOG_LEVEL: 'loud',
    });
    const keys = problems.map((problem) => problem.split(' ', 1)[0]);
    expect(keys.sort()).toEqual([
      'APPROVER_GROUP_ID',
      'AZURE_CLIENT_ID',
      'AZURE_CLIENT_SECRET',
      'AZURE_TENANT_ID',
      'DATABASE_URL',
      'DEFAULT_TIME_ZONE',
      'LOG_LEVEL',
      'MicrosoftAppId',
      'MicrosoftAppPassword',
      'MicrosoftAppTenantId',
      'MicrosoftAppType',
      'PORT',
    ]);
    for (const problem of problems) expect(problem).toMatch(/\. Where from: .+\.$/);
  });

  it.each(Object.keys(CONFIG_KEYS))('never repeat the value of %s', (key) => {
    const values = { [key]: `${SECRET}\n`, ...(key === 'MicrosoftAppPassword' ? { MicrosoftAppId: SECRET } : {}) };
    expect(problemsOf(values).join('\n')).not.toContain(SECRET);
  });

  it.each([
    ['PORT', ['-1', '1e3', '0x50', '3978 3979']],
    ['SANDBOX_SPEED', ['-60', 'fast', 'Infinity', '86401']],
    ['DATABASE_URL', ['localhost:5432', 'mysql://host/db', 'postgres://']],
    ['GRAPH_BASE_URL', ['http://127.0.0.1:1/v1.0', 'http://user:pw@127.0.0.1:1', 'ftp://127.0.0.1', 'here']],
    ['APPROVER_GROUP_ID', ['helpdesk', '{a9928632-610b-4a01-b187-bc2f5cc23ccd}']],
    ['DEFAULT_LOCALE', ['de', 'nl-NL']],
    ['PLAYGROUND', ['yes', '2']],
  ])('name a malformed %s', (key, values) => {
    for (const value of values)
      expect(problemsOf({ [key]: value })).toEqual([expect.stringContaining(`${key} must be `)]);
  });

  it('name two things on one port', () => {
    expect(problemsOf({ PORT: '56151' })).toEqual([
      expect.stringContaining('PLAYGROUND_PORT needs port 56151, which PORT uses too'),
    ]);
    expect(problemsOf({ PORT: '0', SANDBOX_PORT: '0', PLAYGROUND_PORT: '0' })).toEqual([]);
  });

  it.each([
    ['SNAPSHOT_KEY', 'something'],
    ['EXCHANGE_BASE_URL', 'https://outlook.office365.com'],
    ['EXCHANGE_BASE_URL', 'http://127.0.0.1:4000'],
  ])('name %s, which is not obeyed yet', (key, value) => {
    for (const others of [{}, LIVE])
      expect(problemsOf({ ...others, [key]: value })).toEqual([
        expect.stringContaining(`${key} is not obeyed by this version yet`),
      ]);
  });
});

describe('the database', () => {
  it('of a live bot is PostgreSQL, or the embedded one asked for by name, which warns of power cuts', () => {
    const { DATABASE_URL: _, ...without } = LIVE;
    expect(problemsOf(without)).toEqual([expect.stringMatching(/^DATABASE_URL is missing: .+DATABASE=embedded/)]);
    const embedded = readConfig({ ...without, DATABASE: 'embedded' });
    expect(embedded.database).toEqual({ kind: 'pglite', dataDir: '.data' });
    expect(embedded.warnings).toEqual([expect.stringContaining('a power cut')]);
    expect(readConfig(LIVE).warnings).toEqual([]);
    expect(problemsOf({ ...LIVE, DATABASE: 'embedded' })).toEqual([
      expect.stringMatching(/^DATABASE is embedded, and/),
    ]);
  });

  const off = 'postgres://leaver:secret@db.contoso.example/leaver';
  it.each([
    off,
    `${off}?sslmode=disable`,
    `${off}?sslmode=prefer`,
    `${off}?sslmode=no-verify`,
    `${off}?sslmode=verify-full&sslmode=disable`,
    `${off}?sslmode=require&uselibpqcompat=true`,
    'postgres://leaver@127.0.0.1/leaver?host=db.contoso.example',
    'postgres://leaver@localhost.contoso.example/leaver',
    'postgres://leaver@10.0.0.5/leaver',
  ])('on another machine is reached with TLS that is checked, or not at all: %s', (url) => {
    for (const environment of [{ DATABASE_URL: url }, { ...LIVE, DATABASE_MIGRATION_URL: url }])
      expect(problemsOf(environment)).toEqual([
        expect.stringContaining('without TLS that is checked: add ?sslmode=verify-full'),
      ]);
  });

  it.each([
    `${off}?sslmode=require`,
    `${off}?sslmode=verify-ca&sslrootcert=ca.pem`,
    `${off}?sslmode=verify-full`,
    'postgres://leaver@127.0.0.1:5433/leaver',
    'postgres://leaver@localhost/leaver',
    'postgres://leaver@[::1]/leaver',
    'postgres://leaver@%2Fvar%2Frun%2Fpostgresql/leaver',
    'postgres:///leaver?host=/var/run/postgresql',
  ])('is taken: %s', (DATABASE_URL) => {
    expect(problemsOf({ DATABASE_URL })).toEqual([]);
  });
});

describe('readiness and metrics', () => {
  it('have a listener of their own beside a live bot, on this machine unless told otherwise', () => {
    expect(readConfig(LIVE).ops).toEqual({ host: '127.0.0.1', port: 3980 });
    expect(readConfig({ ...LIVE, OPS_HOST: '10.0.0.7', OPS_PORT: '0' }).ops).toEqual({ host: '10.0.0.7', port: 0 });
    expect(problemsOf({ ...LIVE, PORT: '3980' })).toEqual([expect.stringContaining('OPS_PORT needs port 3980')]);
    expect(problemsOf({ ...LIVE, PORT: '3980', ROLE: 'worker' })).toEqual([]);
  });

  it('stay where the bot listens in local mode, which says what it ignores', () => {
    const config = readConfig({ OPS_PORT: '4000' });
    expect(config.ops).toBeNull();
    expect(config.warnings).toEqual([expect.stringContaining('OPS_PORT')]);
  });
});

describe('.env.example', () => {
  it('has every key, each with a comment above it', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const keys = lines.flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    expect(keys.sort()).toEqual(Object.keys(CONFIG_KEYS).sort());
    const bare = lines.filter((line, index) => /^\w+=/.test(line) && !/^# .{8,}/.test(lines[index - 1] ?? ''));
    expect(bare).toEqual([]);
  });
});
