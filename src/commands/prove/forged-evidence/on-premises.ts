import type { AdDomain } from '../../../domain/ad-domain.ts';
import type { StepLane } from '../../../flow/ports.ts';
import type { createConnectorWay } from '../../../lanes/on-premises/connector-way.ts';
import type { createOnPremisesLane } from '../../../lanes/on-premises/lane.ts';
import type { createLdapsWay } from '../../../lanes/on-premises/ldaps/ldaps-way.ts';
import type { AdOrder } from '../../../lanes/on-premises/way.ts';
import { minutesAfter } from '../gallery/given.ts';
import { BASE, type Forest } from './forest.ts';
import type { ForgedState } from './forged-states.ts';
import { connectorJobs } from './lying-connector.ts';

/** The modules that reach Active Directory. */
export type AdVersion = {
  readonly createOnPremisesLane: typeof createOnPremisesLane;
  readonly createConnectorWay: typeof createConnectorWay;
  readonly createLdapsWay: typeof createLdapsWay;
};

type Place = { readonly state: ForgedState; readonly domain: AdDomain; readonly forest: Forest };
type World = {
  readonly now: () => string;
  readonly isEnabled: () => boolean;
  /** Hears every order to write. */
  readonly asks: (order: AdOrder) => void;
};

/** The lane of one version, by the way that the domain has, into this forest; directory sync runs all the time. */
export function onPremisesOf(
  version: AdVersion,
  { state, domain, forest }: Place,
  { now, isEnabled, asks }: World,
): { readonly lane: StepLane; readonly loseConnector: () => void } {
  const open = async () => ({ status: 'open' as const, session: forest.open() });
  const ldaps = version.createLdapsWay({
    domain,
    connection: { baseDn: BASE, syncUrl: null } as Parameters<typeof createLdapsWay>[0]['connection'],
    log: () => {},
    connections: { open, openAt: open, avoid: () => {}, close: async () => {} },
  });
  const connector = connectorJobs(ldaps, state);
  const connected = version.createConnectorWay({ jobs: connector.jobs, waitSeconds: 0 });
  const way = { ldaps, connector: connected, runbook: null }[domain.way];
  const heard = way && {
    ...way,
    perform(order: AdOrder) {
      asks(order);
      return way.perform(order);
    },
  };
  const lane = version.createOnPremisesLane({
    readStanding: async () => ({
      found: forest.account.isDeleted ? 'soft-deleted' : 'active',
      accountEnabled: forest.account.isDeleted ? null : isEnabled(),
      tenantLastSync: minutesAfter(now(), 1),
      personLastSync: minutesAfter(now(), 1),
      provisioningErrors: [],
    }),
    readShown: async () => ({ distinguishedName: forest.account.dn }),
    whoTurnedBack: async () => null,
    clock: { now: () => new Date(now()) },
    wayTo: () => heard,
    settleSeconds: 0,
  });
  return { lane, loseConnector: connector.lose };
}
