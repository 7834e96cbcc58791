import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConnectorConfig } from '../../src/config/connector.ts';
import { readConfig } from '../../src/config.ts';
import { newConnectorKey, writeConnectorKey } from '../../src/domain/connector-key.ts';
import { ConfigError } from '../../src/domain/errors.ts';

const KEY = writeConnectorKey(newConnectorKey());
const folder = mkdtempSync(join(tmpdir(), 'leaver-connector-config-'));
const domains = join(folder, 'domains.json');
const runbooks = join(folder, 'runbooks.json');
const GOOD = { ROLE: 'connector', CONNECTOR_URL: 'https://bot.example', CONNECTOR_KEY: KEY, AD_DOMAINS_FILE: domains };

beforeAll(() => {
  const [ca, caKey] = [join(folder, 'ca.pem'), join(folder, 'ca.key')];
  const request = [
    'req',
    '-x509',
    '-subj',
    '/CN=ca',
    '-days',
    '2',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
  ];
  execFileSync('openssl', [...request, '-nodes', '-keyout', caKey, '-out', ca], { stdio: 'ignore' });
  writeFileSync(join(folder, 'password'), 'not-for-anybodys-eyes');
  const row = { name: 'corp.example', signIn: 'phs', sync: { client: 'connect' } };
  const bind = { name: 'svc@corp.example', passwordFile: 'password' };
  const ldaps = { ...row, way: 'ldaps', servers: ['ldaps://dc1.corp.example'], caFile: 'ca.pem', bind };
  writeFileSync(domains, JSON.stringify({ domains: [ldaps] }));
  writeFileSync(runbooks, JSON.stringify({ domains: [{ ...row, way: 'connector' }] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const problems = (change: Record<string, string>) => problemsOf(() => readConnectorConfig({ ...GOOD, ...change }));

describe('ROLE=connector', () => {
  it('needs a bot, a key and its domains; no database, no bot identity, also in production', () => {
    expect(readConnectorConfig({ ...GOOD, NODE_ENV: 'production' })).toMatchObject({
      url: 'https://bot.example',
      key: KEY,
      adDomains: [{ domain: { name: 'corp.example', way: 'ldaps' } }],
      logLevel: 'info',
    });
  });

  it('is the only role that is read so', () => {
    expect(readConnectorConfig({ ...GOOD, ROLE: 'worker' })).toBeNull();
    expect(readConnectorConfig({})).toBeNull();
  });

  it('names all that is missing at once', () => {
    const missing = problemsOf(() => readConnectorConfig({ ROLE: 'connector' }));
    expect(missing.map((problem) => problem.split(' ', 1)[0])).toEqual([
      'CONNECTOR_URL',
      'CONNECTOR_KEY',
      'AD_DOMAINS_FILE',
    ]);
  });

  it.each(['http://127.0.0.1:3978', 'http://localhost:3978', 'http://[::1]:3978'])('may use %s', (CONNECTOR_URL) => {
    expect(problems({ CONNECTOR_URL })).toEqual([]);
  });

  it.each(['http://bot.example', 'http://127.0.0.1.example.com', 'http://10.0.0.5:3978'])(
    'never sends orders in the clear to %s',
    (CONNECTOR_URL) => {
      expect(problems({ CONNECTOR_URL })).toEqual([expect.stringContaining('CONNECTOR_URL must be https')]);
    },
  );

  it.each(['https://bot.example/connector', 'https://user:pw@bot.example', 'bot.example'])(
    'takes %s for no origin',
    (CONNECTOR_URL) => {
      expect(problems({ CONNECTOR_URL })).toEqual([expect.stringContaining('CONNECTOR_URL must be an origin')]);
    },
  );

  it('never repeats a key that is malformed', () => {
    const [problem] = problems({ CONNECTOR_KEY: `${KEY}x` });
    expect(problem).toContain('CONNECTOR_KEY must be');
    expect(problem).not.toContain(KEY.slice(20));
  });

  it.each(['DATABASE_URL', 'MicrosoftAppPassword', 'AZURE_CLIENT_SECRET', 'SNAPSHOT_KEY'])(
    'refuses the bot’s %s on its machine',
    (key) => {
      expect(problems({ [key]: 'postgres://a:b@c/d' })).toEqual([
        expect.stringContaining(`${key} is not for a connector`),
      ]);
    },
  );

  it('needs a domain that it can reach itself', () => {
    expect(problems({ AD_DOMAINS_FILE: runbooks })).toEqual([
      expect.stringContaining('names no domain with "way": "ldaps"'),
    ]);
    expect(problems({ AD_DOMAINS_FILE: join(folder, 'none') })).toHaveLength(1);
  });

  it('is nothing that other commands could be, and its keys are for it alone', () => {
    expect(problemsOf(() => readConfig({ ROLE: 'connector' }))).toEqual([expect.stringContaining('ROLE is connector')]);
    expect(problemsOf(() => readConfig({ CONNECTOR_KEY: KEY, CONNECTOR_URL: 'https://bot.example' }))).toEqual([
      expect.stringContaining('CONNECTOR_URL is for ROLE=connector only'),
      expect.stringContaining('CONNECTOR_KEY is for ROLE=connector only'),
    ]);
  });
});
