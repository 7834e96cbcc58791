import type { AdDomain } from '../../domain/ad-domain.ts';
import type { OnPremisesAccount } from '../../domain/target-user.ts';
import type { Clock } from '../../flow/ports.ts';
import type { GraphClient } from './graph-client.ts';

export type DirectorySettings = {
  readonly graph: GraphClient;
  readonly clock: Clock;
  /** Object id of the group nobody of which may be touched; null = there is none. */
  readonly protectedGroupId: string | null;
  /** Object id of the approver group: its last enabled member is protected. */
  readonly approverGroupId: string | null;
  /** Application ids of Leaver's own registrations, for Graph and for Teams: their owners are protected. */
  readonly ownAppIds?: readonly string[];
  /** What the installer said about a domain of AD DS (DNS name); null = nothing. */
  readonly adDomainOf?: (domainName: string) => AdDomain | null;
};

/** The installer's word about the domain of somebody whom AD DS masters, or did. */
export function adDomainOf(settings: DirectorySettings, onPremises: OnPremisesAccount | null): AdDomain | null {
  return onPremises === null ? null : (settings.adDomainOf?.(onPremises.domainName) ?? null);
}
