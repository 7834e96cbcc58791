import type { AdDomain } from '../domain/ad-domain.ts';
import { contoso } from './contoso.ts';
import { underDomain } from './seed-ad-account.ts';

/** What an installer of Contoso would say about its domains of AD DS; every one goes to people, with the runbook. */
export const SANDBOX_AD_DOMAINS: readonly AdDomain[] = contoso.adDomains.map((domain) => ({
  name: domain.name,
  way: 'runbook',
  signIn: domain.signIn,
  sync: {
    client: domain.syncClient,
    site: 'same',
    cycleMinutes: domain.cycleMinutes,
    onDemand: domain.onDemand,
  },
  inScopeOus: domain.inScopeOus.map((ou) => underDomain(ou, domain.name)),
  leaversOu: underDomain(domain.leaversOu, domain.name),
}));
