import { createHash } from 'node:crypto';
import type { AdDomainSettings } from '../config/ad-domains.ts';
import type { Config } from '../config.ts';
import type { SettingsInUse } from '../domain/settings-in-use.ts';
import type { Json } from '../domain/text.ts';
import { groupIds } from './group-ids.ts';
import { knownAdDomains } from './known-ad-domains.ts';

/**
 * What of the settings decides who may do what, and where. Of a connection to AD DS its servers, authority and account
 * are part of it, its password is not; in the built-in sandbox, which makes its own directory with ports of the day,
 * none of it.
 */
export function settingsInUse(config: Config, sandboxUrl: string | null): SettingsInUse {
  const domains = knownAdDomains(config, sandboxUrl).map(({ domain: { name, ...domain }, connection }) => {
    const settings = { ...domain, ...(sandboxUrl === null ? placesOf(connection) : {}) };
    return [name, settings as unknown as Json] as const;
  });
  return {
    policy: config.policy as unknown as SettingsInUse['policy'],
    groups: groupIds(config),
    domains: Object.fromEntries(domains),
  };
}

function placesOf(connection: AdDomainSettings['connection']) {
  if (connection === null) return {};
  const { urls: servers, syncUrl: syncServer, baseDn, ca, bind } = connection;
  return { servers, syncServer, baseDn, authority: createHash('sha256').update(ca).digest('hex'), account: bind.name };
}
