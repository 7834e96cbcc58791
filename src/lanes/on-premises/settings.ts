import type { AdDomain } from '../../domain/ad-domain.ts';
import type { TurnedBack } from '../../domain/outcome.ts';
import type { Clock, StepContext } from '../../flow/ports.ts';
import { orderFor } from './order.ts';
import type { Shown, Standing } from './standing.ts';
import type { AdOrder, OnPremisesWay, WayTo } from './way.ts';

export type OnPremisesLaneSettings = {
  /** Throws `DirectoryUnavailable`. */
  readonly readStanding: (targetUserId: string) => Promise<Standing>;
  /** Throws `DirectoryUnavailable`. */
  readonly readShown: (targetUserId: string) => Promise<Shown>;
  /** Who changed in the cloud whether this person can sign in, by the directory's audit log; null = it does not say. */
  readonly whoTurnedBack: (change: {
    readonly targetUserId: string;
    readonly since: string;
    readonly enabled: boolean;
  }) => Promise<Pick<TurnedBack, 'how' | 'by'> | null>;
  readonly clock: Clock;
  /** Null for a domain that only people reach. */
  readonly wayTo: WayTo;
  /** Pushes one account through Cloud Sync; false = not possible here, or it did not take it now. Never throws. */
  readonly pushSync?: (push: {
    readonly stepId: string;
    readonly domain: AdDomain;
    readonly distinguishedName: string;
  }) => Promise<boolean>;
  /** Real seconds between two looks at whether a sync came by. */
  readonly settleSeconds: number;
};

/** The way into the target user's domain and what to say there; null = this is for people. */
export function wayFor(
  { wayTo }: OnPremisesLaneSettings,
  context: StepContext,
): { readonly way: OnPremisesWay; readonly order: AdOrder } | null {
  const order = orderFor(context);
  const way = order === null ? null : wayTo(order.target.domainName);
  return order === null || way === null ? null : { way, order };
}
