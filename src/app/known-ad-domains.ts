import type { Config } from '../config.ts';
import { SANDBOX_AD_DOMAINS } from '../sandbox/ad-domains.ts';

/** What the installer said; in the sandbox, where nobody is one, what an installer of Contoso would have said. */
export function knownAdDomains({ adDomains, graph }: Config, sandboxUrl: string | null): Config['adDomains'] {
  const isSandbox = sandboxUrl !== null || graph.kind === 'stand-in';
  if (adDomains.length > 0 || !isSandbox) return adDomains;
  return SANDBOX_AD_DOMAINS.map((domain) => ({ domain, connection: null }));
}
