import type { Config } from '../config.ts';
import { contoso } from '../sandbox/contoso.ts';
import type { Belonging } from '../store/belonging.ts';

/** Whose requests this database is for: a sandbox that answers where a stand-in was named is a sandbox. */
export function belongingOf({ identity, graph }: Config, isSandbox: boolean): Belonging {
  const tenantId = identity.tenantId ?? contoso.tenantId;
  if (graph.kind === 'live') return { tenantId, mode: 'live' };
  return { tenantId, mode: isSandbox ? 'sandbox' : 'stand-in' };
}
