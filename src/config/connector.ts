import { ConfigError } from '../domain/errors.ts';
import { type AdDomainSettings, readAdDomains } from './ad-domains.ts';
import type { ConfigKey } from './keys.ts';
import { isLoopbackHttp, startReading } from './reading.ts';

/** How a connector runs: beside the domain controllers, without database, bot or Graph. */
export type ConnectorConfig = {
  /** Origin of the bot. */
  readonly url: string;
  /** As `npm run connector-key` printed it. */
  readonly key: string;
  readonly adDomains: readonly AdDomainSettings[];
  /** Sentences for the person who starts; none stops the start. */
  readonly warnings: readonly string[];
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
};

/** What the bot needs and a connector must not have: whoever takes over that machine gets nothing of it. */
const SECRETS_OF_THE_BOT: readonly ConfigKey[] = [
  'DATABASE_URL',
  'MicrosoftAppPassword',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'SNAPSHOT_KEY',
];

/**
 * Null unless ROLE=connector. `inFile` are the keys that `.env` sets. Throws `ConfigError` with every problem at once,
 * as `readConfig` does.
 */
export function readConnectorConfig(
  environment: Readonly<Record<string, string | undefined>>,
  inFile: ReadonlySet<string> = new Set(),
): ConnectorConfig | null {
  if (environment.ROLE?.trim() !== 'connector') return null;
  const reading = startReading(environment, inFile);
  const { values, given, problem, problems, warnings } = reading;
  for (const key of ['CONNECTOR_URL', 'CONNECTOR_KEY', 'AD_DOMAINS_FILE'] as const)
    if (!given(key)) problem(key, 'is missing: ROLE=connector needs it');
  const url = values.CONNECTOR_URL ?? '';
  if (url.startsWith('http:') && !isLoopbackHttp(url)) problem('CONNECTOR_URL', 'must be https');
  for (const key of SECRETS_OF_THE_BOT.filter(given))
    problem(key, 'is not for a connector: keep the bot’s secrets off this machine');
  const adDomains = readAdDomains(reading);
  if (values.AD_DOMAINS_FILE !== undefined && problems.length === 0 && adDomains.every(({ connection }) => !connection))
    problem('AD_DOMAINS_FILE', 'names no domain with "way": "ldaps", so that this connector could do nothing');
  if (problems.length > 0) throw new ConfigError(problems);
  const [key, logLevel] = [values.CONNECTOR_KEY ?? '', values.LOG_LEVEL ?? ('info' as const)];
  return Object.freeze({ url, key, adDomains, warnings, logLevel });
}
