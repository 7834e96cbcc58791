import type { Config } from '../config.ts';
import type { AdDomain } from '../domain/ad-domain.ts';
import { createLdapsWay, type LdapsWaySettings } from '../lanes/on-premises/ldaps/ldaps-way.ts';
import type { OnPremisesWay, WayTo } from '../lanes/on-premises/way.ts';

export type Ad = {
  /** What the installer said about a domain (DNS name, any case); null = nothing. */
  readonly adDomainOf: (domainName: string) => AdDomain | null;
  readonly wayTo: WayTo;
  close(): Promise<void>;
};

export type AdParts = {
  readonly adDomains: Config['adDomains'];
  /** For domains whose work a connector does; null = this process has none (it is one itself). */
  readonly connectors: OnPremisesWay | null;
  readonly log: LdapsWaySettings['log'];
};

/** Every domain of AD DS with the way that was configured into it; without one its work goes to people. */
export function openAd({ adDomains, connectors, log }: AdParts): Ad {
  const domains = new Map(adDomains.map(({ domain }) => [domain.name.toLowerCase(), domain]));
  const ldaps = adDomains.flatMap(({ domain, connection }) =>
    connection === null ? [] : [[domain.name.toLowerCase(), createLdapsWay({ domain, connection, log })] as const],
  );
  const ways = new Map<string, OnPremisesWay>(ldaps);
  for (const { domain } of adDomains) {
    if (domain.way === 'connector' && connectors !== null) ways.set(domain.name.toLowerCase(), connectors);
  }
  return {
    adDomainOf: (name) => domains.get(name.toLowerCase()) ?? null,
    wayTo: (name) => ways.get(name.toLowerCase()) ?? null,
    async close() {
      for (const [, way] of ldaps) await way.close();
    },
  };
}
