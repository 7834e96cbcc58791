import { setTimeout as pause } from 'node:timers/promises';
import { type GroupFacts, unsoundnessOf } from '../../domain/deciding-groups.ts';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import type { Clock } from '../../flow/ports.ts';
import type { GraphClient } from './graph-client.ts';
import { readGroupFacts } from './read-group-facts.ts';

export type GroupKinds = ReturnType<typeof createGroupKinds>;

/**
 * What kind of groups these are, and what was found of them last: the start and `/readyz` read all groups that decide,
 * so whoever asks later knows them, also while Graph does not list members. `block now` and `pause everything` must not
 * wait for that: a group that was sound when it was read last is taken for sound as long as Graph is silent about it.
 */
export function createGroupKinds({ graph, clock }: { readonly graph: GraphClient; readonly clock: Clock }) {
  const found = new Map<string, { readonly at: number; readonly isUnsound: boolean }>();
  const now = () => clock.now().getTime();
  const read = async (ids: readonly string[]): Promise<ReadonlyMap<string, GroupFacts>> => {
    const facts = await readGroupFacts(graph, ids);
    for (const [id, each] of facts) found.set(id, { at: now(), isUnsound: unsoundnessOf(each) !== null });
    return facts;
  };
  return {
    /** As `readGroupFacts`, and kept. Throws `DirectoryUnavailable`. */
    read,
    /**
     * Whether nobody decides by this group, as found at most five minutes ago; where Graph gives no answer within a
     * second, as found last. Throws `DirectoryUnavailable` where it was never found.
     */
    async isUnsound(groupId: string): Promise<boolean> {
      const id = groupId.toLowerCase();
      const known = found.get(id);
      if (known !== undefined && Math.abs(now() - known.at) < GOOD_FOR) return known.isUnsound;
      const reading = read([id]).then(() => found.get(id)?.isUnsound ?? true);
      return known === undefined ? reading : Promise.race([orAsKnown(reading, known), shortly(known)]);
    },
  };
}

async function orAsKnown(reading: Promise<boolean>, { isUnsound }: { readonly isUnsound: boolean }): Promise<boolean> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return isUnsound;
    throw error;
  }
}

async function shortly({ isUnsound }: { readonly isUnsound: boolean }): Promise<boolean> {
  await pause(WAIT, undefined, { ref: false });
  return isUnsound;
}

/** What kind of group it is changes seldom; tenant milliseconds. */
const GOOD_FOR = 5 * 60_000;
/** Milliseconds. `block now` answers within a second or two also while Graph is silent about groups. */
const WAIT = 1_000;
