import { setTimeout as wait } from 'node:timers/promises';
import type { AdReading } from '../../domain/ad-account.ts';
import type { TargetUser } from '../../domain/target-user.ts';
import type { Directory } from '../../flow/ports.ts';
import type { WayTo } from './way.ts';

/**
 * The facts, with what only AD DS knows: whether the account is disabled or hidden there, and its protection. Accounts
 * under AdminSDHolder (adminCount = 1) are for a domain administrator, and Leaver says so before anything is asked
 * (hybrid.md 4). Where AD DS does not answer in time nothing is added: the step itself looks again before its first
 * write.
 */
export function withAdProtections(directory: Directory, wayTo: WayTo): Directory {
  return {
    ...directory,
    async readTargetUser(id, wanted) {
      const facts = await directory.readTargetUser(id, wanted);
      const reading = await readInAd(facts, wayTo);
      if (reading === null) return facts;
      const read = { ...facts, inAd: { disabled: reading.disabled, hidden: reading.hidden === true } };
      if (!reading.isProtected) return read;
      return { ...read, protections: [...facts.protections, { kind: 'ad-administrator', name: 'adminCount' }] };
    },
  };
}

async function readInAd({ found, identity, onPremises }: TargetUser, wayTo: WayTo): Promise<AdReading | null> {
  if (found !== 'active' || identity !== 'synced' || onPremises === null) return null;
  const way = wayTo(onPremises.domainName);
  if (way === null || onPremises.securityIdentifier === '') return null;
  const target = { ...onPremises, places: [onPremises.distinguishedName] };
  const read = way.read({ stepId: '', kind: 'disable-account', target, parameters: {}, server: null });
  const answer = await Promise.race([read, wait(PATIENCE, null, { ref: false })]);
  if (answer?.status !== 'read' || answer.reading.found !== 'active') return null;
  const { reading, atSyncServer } = answer;
  // What was hidden a moment ago may be known to one of them only.
  return { ...reading, hidden: reading.hidden === true || atSyncServer?.hidden === true };
}

/** Real milliseconds: somebody waits for a card, and Teams gives an answer few seconds. */
const PATIENCE = 1_000;
