import type { Config } from '../config.ts';
import { StartError } from '../domain/errors.ts';
import { BUILT_IN_POLICY } from '../domain/policy.ts';
import type { Clock } from '../flow/ports.ts';
import { createTokenSource, type GraphIdentity } from '../lanes/cloud/credential.ts';
import { createDirectory } from '../lanes/cloud/directory.ts';
import { createGraphClient } from '../lanes/cloud/graph-client.ts';
import { at } from '../lanes/cloud/graph-path.ts';
import { createGroupKinds } from '../lanes/cloud/group-kinds.ts';
import { createGroups } from '../lanes/cloud/groups.ts';
import { createCloudLane } from '../lanes/cloud/lane.ts';
import { createPeople } from '../lanes/cloud/people.ts';
import { createSyncPush } from '../lanes/cloud/push-sync.ts';
import { createShownReader, createStandingReader } from '../lanes/cloud/standing.ts';
import { whoTurnedBack } from '../lanes/cloud/who-turned-back.ts';
import { withEarlierGaps } from '../lanes/cloud/with-earlier-gaps.ts';
import { withAdProtections } from '../lanes/on-premises/ad-protections.ts';
import { createOnPremisesLane } from '../lanes/on-premises/lane.ts';
import { translate } from '../locales/translate.ts';
import { contoso } from '../sandbox/contoso.ts';
import { groupIds } from './group-ids.ts';
import type { Ad } from './open-ad.ts';

export type TenantParts = {
  /** Null = none is running. */
  readonly sandboxUrl: string | null;
  readonly clock: Clock;
  readonly ad: Ad;
};

/** The tenant behind Graph: what is read of it, and the lanes that change it. */
export function openTenant(config: Config, { sandboxUrl, clock, ad }: TenantParts) {
  const baseUrl = graphBaseUrl(config, sandboxUrl);
  const token = createTokenSource(graphIdentity(config), { baseUrl });
  const graph = createGraphClient({ baseUrl, token });
  const { settleSeconds } = BUILT_IN_POLICY;
  const groups = groupIds(config);
  const autoReplyText = translate(
    { key: 'step.set-auto-reply.default-text' },
    { locale: config.defaultLocale, timeZone: 'UTC' },
  );
  const directory = createDirectory({
    graph,
    clock,
    protectedGroupId: groups.protected,
    approverGroupId: groups.approver,
    ownAppIds: ownAppIds(config),
    adDomainOf: ad.adDomainOf,
  });
  const kinds = createGroupKinds({ graph, clock });
  return {
    ports: {
      people: createPeople({ graph }),
      groups: createGroups({ graph, clock, kinds }),
      directory: withAdProtections(directory, ad.wayTo),
      lanes: {
        cloud: withEarlierGaps(createCloudLane({ graph, clock, settleSeconds, autoReplyText }), { graph }),
        'on-premises': withEarlierGaps(
          createOnPremisesLane({
            readStanding: createStandingReader({ graph }),
            readShown: createShownReader({ graph }),
            whoTurnedBack: (change) => whoTurnedBack(graph, change),
            clock,
            wayTo: ad.wayTo,
            pushSync: createSyncPush({ graph }),
            settleSeconds,
          }),
          { graph },
        ),
      },
    },
    readGroups: kinds.read,
    isReachable: async () => (await graph.read(at`/organization`, { query: { $select: 'id' } })).outcome === 'ok',
  };
}

function graphBaseUrl({ graph }: Config, sandboxUrl: string | null): string {
  if (graph.kind !== 'sandbox') return graph.baseUrl;
  if (sandboxUrl === null) throw new StartError('The sandbox is not running, and no other Graph is configured.');
  return sandboxUrl;
}

/** Leaver's registrations: for Graph, and for Teams. */
function ownAppIds({ identity, graph }: Config): readonly string[] {
  const credential = graph.kind === 'live' ? graph.credential.clientId : null;
  const ids = [identity.kind === 'live' ? identity.appId : contoso.bot.appId, credential];
  return ids.filter((id) => id !== null);
}

/** A stand-in and the sandbox take any bearer; a real token never goes there. */
function graphIdentity({ graph }: Config): GraphIdentity {
  return graph.kind === 'live' ? graph.credential : { kind: 'fixed-bearer', bearer: 'sandbox' };
}
