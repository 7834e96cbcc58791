import { type Gap, isOfLastOwner } from '../../domain/gap.ts';
import type { GraphClient } from './graph-client.ts';
import { lastOwnerOf, readOwners } from './memberships.ts';
import { isNotFound } from './reads.ts';

/**
 * The gaps of a person whose account is not there, with who owns read again: those groups did not go with it. A group
 * that is not there either needs no owner. Throws `DirectoryUnavailable`.
 */
export async function ownersReadAgain(
  graph: GraphClient,
  personId: string,
  gaps: readonly Gap[],
): Promise<readonly Gap[]> {
  const answers = await readOwners(graph, gaps.filter(isOfLastOwner));
  const alone = lastOwnerOf(personId, answers);
  const deleted = answers.filter(([, answer]) => isNotFound(answer)).map(([id]) => id);
  return gaps
    .filter((gap) => !isOfLastOwner(gap) || !deleted.includes(gap.id))
    .map((gap) => (isOfLastOwner(gap) ? (alone.has(gap.id) ? withoutOwner(gap) : withOwner(gap)) : gap));
}

/** What stayed for want of another owner, once there is one. */
export function withOwner(gap: Gap): Gap {
  return gap.why === 'last-owner' ? { ...gap, end: 'left', why: 'owner-since', who: 'helpdesk' } : gap;
}

function withoutOwner(gap: Gap): Gap {
  return gap.why === 'owner-since' ? { ...gap, why: 'last-owner', who: 'owner-needed' } : gap;
}
