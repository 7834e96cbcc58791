import { type Gap, isOfLastOwner } from '../../domain/gap.ts';
import type { GraphClient } from './graph-client.ts';
import { lastOwnerOf, readOwners } from './memberships.ts';
import { isNotFound } from './reads.ts';

/**
 * The gaps of a person whose account is not there, with who owns read again: those groups did not go with it. A group
 * that is not there either needs no owner; of one whose owners cannot be read stays what was known. Throws
 * `DirectoryUnavailable`.
 */
export async function ownersReadAgain(
  graph: GraphClient,
  personId: string,
  gaps: readonly Gap[],
): Promise<readonly Gap[]> {
  const answers = await readOwners(graph, gaps.filter(isOfLastOwner));
  const alone = lastOwnerOf(personId, answers);
  const answered = new Map(answers);
  return gaps.flatMap((gap) => {
    const answer = answered.get(gap.id);
    if (!isOfLastOwner(gap) || answer === undefined) return [gap];
    if (isNotFound(answer)) return [];
    if (answer.outcome !== 'ok') return [gap];
    return [alone.has(gap.id) ? withoutOwner(gap) : withOwner(gap)];
  });
}

/** What stayed for want of another owner, once there is one. */
export function withOwner(gap: Gap): Gap {
  return gap.why === 'last-owner' ? { ...gap, end: 'left', why: 'owner-since', who: 'helpdesk' } : gap;
}

function withoutOwner(gap: Gap): Gap {
  return gap.why === 'owner-since' ? { ...gap, why: 'last-owner', who: 'owner-needed' } : gap;
}
