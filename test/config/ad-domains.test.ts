import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { ConfigError } from '../../src/domain/errors.ts';
import type { AdConnection } from '../../src/lanes/on-premises/ldaps/ad-connection.ts';

const SECRET = 'Xy7~not-for-anybodys-eyes';
const folder = mkdtempSync(join(tmpdir(), 'leaver-config-'));

const LDAPS = {
  name: 'Corp.Example',
  way: 'ldaps',
  signIn: 'phs',
  sync: { client: 'connect' },
  inScopeOus: ['OU=Staff,DC=corp,DC=example'],
  leaversOu: 'OU=Left,OU=Staff,DC=corp,DC=example',
  servers: ['ldaps://dc1.corp.example', 'ldaps://DC2.corp.example:3636/'],
  caFile: 'ca.pem',
  bind: { name: 'svc-leaver@corp.example', passwordFile: 'password' },
};
const RUNBOOK = { name: 'other.example', way: 'runbook', signIn: 'pta', sync: { client: 'cloud-sync' } };

beforeAll(() => {
  const make = (name: string, ...options: readonly string[]) => {
    const key = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      join(folder, `${name}.key`),
    ];
    const request = ['req', '-x509', '-subj', `/CN=${name}`, '-days', '2', ...key, '-out', join(folder, `${name}.pem`)];
    execFileSync('openssl', [...request, ...options], { stdio: 'ignore' });
  };
  make('ca');
  const authority = ['-CA', join(folder, 'ca.pem'), '-CAkey', join(folder, 'ca.key')];
  make('leaf', ...authority, '-addext', 'basicConstraints=critical,CA:FALSE');
  writeFileSync(join(folder, 'password'), `${SECRET} \n`);
  writeFileSync(join(folder, 'empty'), '\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(...domains: readonly unknown[]) {
  return readText(JSON.stringify({ domains }));
}

function readText(text: string) {
  const file = join(folder, 'domains.json');
  writeFileSync(file, text);
  return readConfig({ AD_DOMAINS_FILE: file }).adDomains;
}

function problemsOf(...domains: readonly unknown[]): readonly string[] {
  return problemsIn(() => read(...domains));
}

function problemsIn(act: () => unknown): readonly string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('a file of AD domains', () => {
  it('gives each domain, and how it is reached where that is by LDAPS', () => {
    const [first, second] = read(LDAPS, RUNBOOK);
    expect(first?.domain).toEqual({
      name: 'corp.example',
      way: 'ldaps',
      signIn: 'password-hash',
      sync: { client: 'connect', site: 'same', cycleMinutes: 30, onDemand: null },
      inScopeOus: LDAPS.inScopeOus,
      leaversOu: LDAPS.leaversOu,
    });
    // What the LDAPS way takes.
    const connection: AdConnection | null | undefined = first?.connection;
    expect(connection).toMatchObject({
      urls: ['ldaps://dc1.corp.example', 'ldaps://dc2.corp.example:3636'],
      syncUrl: null,
      baseDn: 'DC=corp,DC=example',
      ca: expect.stringContaining('BEGIN CERTIFICATE'),
      bind: { name: 'svc-leaver@corp.example', password: `${SECRET} ` },
    });
    expect(second).toMatchObject({ domain: { signIn: 'pass-through', sync: { cycleMinutes: 2 } }, connection: null });
  });

  it('may say what sync can be asked to do at once', () => {
    const onDemand = { servicePrincipalId: 'c1d7f1f0-3a5b-4f64-8f0b-0b8d5f5c9a11', jobId: 'job', ruleId: 'rule' };
    const sync = { client: 'cloud-sync', cycleMinutes: 5, site: 'other', onDemand };
    expect(read({ ...RUNBOOK, sync })[0]?.domain.sync).toEqual(sync);
    expect(problemsOf({ ...RUNBOOK, sync: { ...sync, client: 'connect' } })).toEqual([
      expect.stringContaining('other.example: sync.onDemand is for cloud-sync only'),
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['servers is missing', { servers: undefined }],
    ['servers: must name at least one', { servers: [] }],
    ['servers.0: must be ldaps://host', { servers: ['ldap://dc1.corp.example'] }],
    ['servers.0: must be ldaps://host', { servers: [`ldaps://svc:${SECRET}@dc1.corp.example`] }],
    ['syncServer: must be ldaps://host', { syncServer: 'dc1' }],
    ['caFile is missing', { caFile: undefined }],
    ['caFile cannot be read', { caFile: 'nowhere.pem' }],
    ['caFile cannot be read', { caFile: 'password' }],
    ['caFile holds a certificate that is no authority’s', { caFile: 'leaf.pem' }],
    ['bind is missing', { bind: undefined }],
    ['bind.name: must not be empty', { bind: { name: '', passwordFile: 'password' } }],
    ['bind.passwordFile is empty', { bind: { name: 'svc', passwordFile: 'empty' } }],
    ['bind.passwordFile cannot be read', { bind: { name: 'svc', passwordFile: 'nowhere' } }],
    ['bind: ', { bind: { name: 'svc', passwordFile: 'password', password: SECRET } }],
    ['signIn: must be phs, pta or federated', { signIn: SECRET }],
    ['way: must be ldaps, connector or runbook', { way: SECRET }],
    ['sync.client: must be connect or cloud-sync', { sync: { client: 'x' } }],
    ['leaversOu must be in one of inScopeOus', { leaversOu: 'OU=Left,DC=corp,DC=example' }],
    ['leaversOu must be in DC=corp,DC=example', { leaversOu: 'OU=Left,DC=else,DC=example', inScopeOus: [] }],
    ['leaversOu: must be a distinguished name', { leaversOu: 'Left' }],
    ['inScopeOus must be in DC=corp,DC=example', { inScopeOus: ['DC=example'], leaversOu: null }],
    ['as a whole: ', { [SECRET.slice(0, 3)]: SECRET }],
  ])('with %j names the domain and the field, and repeats no secret', (problem, change) => {
    const problems = problemsOf({ ...LDAPS, ...change });
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems[0]).toMatch(/^AD_DOMAINS_FILE corp\.example: .*Where from: /i);
    expect(problems.join('\n')).not.toContain(SECRET);
  });

  it('lists all problems of all domains at once', () => {
    const broken = { ...LDAPS, bind: { name: 'svc', passwordFile: 'empty' }, caFile: 'nowhere' };
    expect(problemsOf(broken, { ...RUNBOOK, caFile: 'ca.pem', bind: LDAPS.bind }, RUNBOOK)).toEqual([
      expect.stringContaining('names other.example more than once'),
      expect.stringContaining('corp.example: caFile'),
      expect.stringContaining('corp.example: bind.passwordFile'),
      expect.stringContaining('other.example: caFile is only for "way": "ldaps"'),
      expect.stringContaining('other.example: bind is only for "way": "ldaps"'),
    ]);
  });

  it.each([
    ['is not JSON', `{"domains": [${SECRET}`],
    ['domains: ', '{}'],
    ['as a whole: ', '[]'],
    ['domain 1: as a whole: ', '{"domains": [null]}'],
    [
      'domain 1: name: ',
      '{"domains": [{"name": 7, "way": "runbook", "signIn": "phs", "sync": {"client": "connect"}}]}',
    ],
  ])('that %s is refused', (problem, content) => {
    const problems = problemsIn(() => readText(content));
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems.join('\n')).not.toContain(SECRET);
  });

  it('that is not there is refused', () => {
    expect(problemsIn(() => readConfig({ AD_DOMAINS_FILE: join(folder, 'nowhere.json') }))).toEqual([
      expect.stringContaining('AD_DOMAINS_FILE names a file that cannot be read'),
    ]);
  });
});
