import { createDirectory } from '../../../src/lanes/cloud/directory.ts';
import { createGraphClient } from '../../../src/lanes/cloud/graph-client.ts';
import { createGroups } from '../../../src/lanes/cloud/groups.ts';
import { createCloudLane } from '../../../src/lanes/cloud/lane.ts';
import { createPeople } from '../../../src/lanes/cloud/people.ts';
import { createShownReader, createStandingReader } from '../../../src/lanes/cloud/standing.ts';
import { contoso } from '../../../src/sandbox/contoso.ts';
import type { Exchange } from '../../../src/sandbox/graph/exchange.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import type { TenantPerson } from '../../../src/sandbox/tenant-state.ts';
import { createExchangeCheck } from '../../helpers/openapi.ts';

/** The sandbox tenant on a free port, and everything of the cloud lane on it over HTTP. Reads do not lag unless told. */
export async function startTenant({ lag = 0 }: { readonly lag?: number } = {}) {
  const exchanges: Exchange[] = [];
  const check = createExchangeCheck();
  const onExchange = (exchange: Exchange) => {
    exchanges.push(exchange);
    check.onExchange(exchange);
  };
  const sandbox = await startSandbox({ port: 0, dataDir: null, speed: 1, lag, onExchange });
  const { clock } = sandbox.tenant;
  const graph = createGraphClient({
    baseUrl: sandbox.url,
    token: async () => 'sandbox',
    patience: { timeoutMilliseconds: 3000, attempts: 3, pauseMilliseconds: 5, longestRetryAfterSeconds: 2 },
  });
  const { protected: protectedGroupId, approvers: approverGroupId } = contoso.groupIds;
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${sandbox.url}/sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    sandbox,
    clock,
    graph,
    control,
    directory: createDirectory({ graph, clock, protectedGroupId, approverGroupId, ownAppIds: [contoso.bot.appId] }),
    people: createPeople({ graph }),
    groups: createGroups({ graph, clock }),
    lane: createCloudLane({ graph, clock, settleSeconds: 2, autoReplyText: 'No longer here & <gone>.' }),
    readStanding: createStandingReader({ graph }),
    readShown: createShownReader({ graph }),
    /** What Graph was asked and answered, oldest first; a batch counts, and so does each of its parts. */
    exchanges,
    /** Calls over the network that changed something, or would have: method and path. */
    writes: () =>
      exchanges
        .filter(({ method, url }) => method !== 'GET' && !READ_BY_POST.test(url))
        .map(({ method, url }) => `${method} ${url}`),
    /** How often Graph was called over the network since the last `exchanges.splice(0)`. */
    roundTrips: () => exchanges.filter(({ inBatch }) => !inBatch).length,
    now: (key: string): TenantPerson => {
      const person = sandbox.tenant.state().people[idOf(key)];
      if (person === undefined) throw new Error(`no person ${key}`);
      return person;
    },
    /** Throws when a request or an answer did not fit Microsoft's description of Graph. */
    async stop() {
      await sandbox.stop();
      check.assertNoMisfits();
    },
  };
}

const READ_BY_POST = /\/(\$batch|checkMemberGroups)$/;

export type StartedTenant = Awaited<ReturnType<typeof startTenant>>;

/** The object id of somebody in contoso.json, by key. */
export function idOf(key: string): string {
  const person = contoso.people[key];
  if (person === undefined) throw new Error(`no person ${key} in contoso.json`);
  return person.id;
}

/** The object id of a group in contoso.json, by key. */
export function groupOf(key: string): string {
  const group = contoso.groups[key];
  if (group === undefined) throw new Error(`no group ${key} in contoso.json`);
  return group.id;
}
