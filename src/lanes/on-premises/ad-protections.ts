import { setTimeout as wait } from 'node:timers/promises';
import type { TargetUser } from '../../domain/target-user.ts';
import type { Directory } from '../../flow/ports.ts';
import type { WayTo } from './way.ts';

/**
 * The facts, with what only AD DS knows of somebody's protection: accounts under AdminSDHolder (adminCount = 1) are for a
 * domain administrator, and Leaver says so before anything is asked (hybrid.md 4). Where AD DS does not answer in time
 * nothing is added: the step itself looks again before its first write.
 */
export function withAdProtections(directory: Directory, wayTo: WayTo): Directory {
  return {
    async readTargetUser(id) {
      const facts = await directory.readTargetUser(id);
      if (!(await isProtectedInAd(facts, wayTo))) return facts;
      return { ...facts, protections: [...facts.protections, { kind: 'ad-administrator', name: 'adminCount' }] };
    },
  };
}

async function isProtectedInAd({ found, identity, onPremises }: TargetUser, wayTo: WayTo): Promise<boolean> {
  if (found !== 'active' || identity !== 'synced' || onPremises === null) return false;
  const way = wayTo(onPremises.domainName);
  if (way === null || onPremises.securityIdentifier === '') return false;
  const target = { ...onPremises, places: [onPremises.distinguishedName] };
  const read = way.read({ stepId: '', kind: 'disable-account', target, parameters: {}, server: null });
  const answer = await Promise.race([read, wait(PATIENCE, null, { ref: false })]);
  return answer?.status === 'read' && answer.reading.isProtected;
}

/** Real milliseconds: somebody waits for a card, and Teams gives an answer few seconds. */
const PATIENCE = 1_000;
