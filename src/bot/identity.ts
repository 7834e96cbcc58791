/**
 * Who the bot is, and what follows from it: the hosts it may talk to and the id under which Teams addresses it.
 * Local: no identity at all; loopback on every side (design, section 6).
 */
export type BotIdentity =
  | { readonly mode: 'local'; readonly tenantId: string; readonly botId: string }
  | {
      readonly mode: 'live';
      readonly tenantId: string;
      readonly appId: string;
      readonly appType: 'SingleTenant' | 'UserAssignedMSI';
      readonly appPassword: string | null;
      /** Exact hosts of Teams' connector; never a wildcard, since anybody can register under trafficmanager.net. */
      readonly serviceHosts?: readonly string[];
      /** Whose tokens are taken besides the Bot Framework's: the bot's own tenant's, when the installer says so. */
      readonly extraIssuer?: ExtraIssuer;
      /** Where the keys of the Bot Framework are published; another one in national clouds and in tests. */
      readonly openIdMetadataUrl?: string;
    };

/** An issuer and where its own keys are. */
export type ExtraIssuer = { readonly issuer: string; readonly keysUrl: string };

/** Worldwide and GCC (reliability.md section 2, item 5; teams.md 3.4). */
export const SERVICE_HOSTS = ['smba.trafficmanager.net', 'smba.infra.gcc.teams.microsoft.com'] as const;

/** The bot's id in activities: the configured one, or the application id with Teams' prefix. */
export function botIdOf(identity: BotIdentity): string {
  return identity.mode === 'local' ? identity.botId : `28:${identity.appId}`;
}

/** Whether a `serviceUrl` may be answered: loopback with any port in local mode, https on an exact host otherwise. */
export function isServiceUrl(identity: BotIdentity, serviceUrl: string): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const url = new URL(serviceUrl);
  if (url.username !== '' || url.password !== '') return false;
  if (identity.mode === 'local') return url.protocol === 'http:' && isLoopbackHost(url.hostname);
  const hosts: readonly string[] = identity.serviceHosts ?? SERVICE_HOSTS;
  return url.protocol === 'https:' && url.port === '' && hosts.includes(url.hostname);
}

/** A host name without port, as URL gives it. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
}
