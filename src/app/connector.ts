import type { ConnectorConfig } from '../config/connector.ts';
import { startConnector } from '../connector/start-connector.ts';
import { readConnectorKey } from '../domain/connector-key.ts';
import { StartError } from '../domain/errors.ts';
import type { WayTo } from '../lanes/on-premises/way.ts';
import { createLog } from '../log.ts';
import { openAd } from './open-ad.ts';

/** The composition root of ROLE=connector: our domains by LDAPS, and the bot at the other end. `wayTo` is for tests. */
export function openConnector(config: ConnectorConfig, wayTo?: WayTo): { stop(): Promise<void> } {
  const key = readConnectorKey(config.key);
  if (key === null) throw new StartError('CONNECTOR_KEY is not a key of a connector.');
  const log = createLog(config.logLevel);
  const ad = openAd({ adDomains: config.adDomains, connectors: null, log: (event) => log.write('ad', event) });
  const connector = startConnector({
    url: config.url,
    key,
    wayTo: wayTo ?? ad.wayTo,
    log: (event) => log.write('connector', event),
  });
  return {
    async stop() {
      await connector.stop();
      await ad.close();
    },
  };
}
