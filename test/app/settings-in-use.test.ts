import { expect, it } from 'vitest';
import { settingsInUse } from '../../src/app/settings-in-use.ts';
import type { AdDomainSettings } from '../../src/config/ad-domains.ts';
import { readConfig } from '../../src/config.ts';
import { settingsHash } from '../../src/domain/settings-in-use.ts';
import { SANDBOX_AD_DOMAINS } from '../../src/sandbox/ad-domains.ts';

const [domain] = SANDBOX_AD_DOMAINS;
if (domain === undefined) throw new Error('the sandbox has no domain');

function inUse(bind: { readonly name: string; readonly password: string }, sandboxUrl: string | null = null) {
  const timeouts = { connectMilliseconds: 1, operationMilliseconds: 1, idleMilliseconds: 1, refusedMilliseconds: 1 };
  const connection = { urls: ['ldaps://dc1'], syncUrl: null, baseDn: 'DC=corp', ca: 'pem', bind, timeouts };
  const adDomains = [{ domain, connection: connection as unknown as AdDomainSettings['connection'] }] as const;
  return settingsInUse({ ...readConfig({}), adDomains: adDomains as readonly AdDomainSettings[] }, sandboxUrl);
}

it('the settings in force hold the account of a domain, and never its password', () => {
  const [first, renewed, other] = [
    inUse({ name: 'CN=leaver', password: 'one' }),
    inUse({ name: 'CN=leaver', password: 'two' }),
    inUse({ name: 'CN=admin', password: 'one' }),
  ];
  expect(settingsHash(renewed)).toBe(settingsHash(first));
  expect(settingsHash(other)).not.toBe(settingsHash(first));
  expect(JSON.stringify(first)).toContain('CN=leaver');
});

it('the settings in force do not change by the directory that a sandbox makes anew at each start', () => {
  const url = 'http://127.0.0.1:1';
  const [first, next] = ['CN=a', 'CN=b'].map((name) => inUse({ name, password: '' }, url));
  expect(first).toEqual(next);
});
