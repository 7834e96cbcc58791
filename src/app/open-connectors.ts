import { type ConnectorDoor, createConnectorDoor } from '../bot/connector-door.ts';
import type { BotLog } from '../bot/log.ts';
import type { Config } from '../config.ts';
import { createConnectorWay } from '../lanes/on-premises/connector-way.ts';
import { resultReader } from '../lanes/on-premises/connector-words.ts';
import type { OnPremisesWay } from '../lanes/on-premises/way.ts';
import { canSay } from '../locales/translate.ts';
import { createConnectorJobs } from '../store/connector-jobs.ts';
import { createConnectorKeys } from '../store/connector-keys.ts';
import type { Database } from '../store/database.ts';

export type Connectors = {
  readonly way: OnPremisesWay;
  /** Null when no domain is worked on through it: then its routes are not there. */
  readonly door: ConnectorDoor | null;
};

/** The way through connectors, and the door at which they ask for work; both on the same jobs in the database. */
export function openConnectors(database: Database, adDomains: Config['adDomains'], log: BotLog): Connectors {
  const jobs = createConnectorJobs(database);
  const isUsed = adDomains.some(({ domain }) => domain.way === 'connector');
  return {
    way: createConnectorWay({ jobs }),
    door: isUsed
      ? createConnectorDoor({
          keys: createConnectorKeys(database),
          leases: jobs,
          readResult: resultReader(canSay),
          log,
        })
      : null,
  };
}
