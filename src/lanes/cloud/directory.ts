import type { Directory } from '../../flow/ports.ts';
import { readAbsentTargetUser } from './absent-target-user.ts';
import { readActiveTargetUser } from './active-target-user.ts';
import type { DirectorySettings } from './directory-settings.ts';
import { readAddress } from './read-address.ts';
import { createAuthorityReader } from './read-authority.ts';
import { readUnshared } from './read-unshared.ts';
import { isNotFound } from './reads.ts';
import { ORGANIZATION, tenantLastSyncOf } from './standing.ts';
import { blockReads, directoryReads } from './target-user-reads.ts';

/** The facts about one target user, from Graph: two round trips for an ordinary person. */
export function createDirectory(settings: DirectorySettings): Directory {
  return {
    async readTargetUser(id, wanted) {
      const isForBlock = wanted === 'block';
      const first = await settings.graph.batch(isForBlock ? blockReads(id) : directoryReads(id));
      const reading = { id: id.toLowerCase(), first, readAt: settings.clock.now().toISOString(), isForBlock };
      return isNotFound(first.targetUser)
        ? readAbsentTargetUser(settings, reading)
        : readActiveTargetUser(settings, reading);
    },
    readAuthority: createAuthorityReader(settings),
    async readLastSync() {
      const { organization } = await settings.graph.batch({ organization: ORGANIZATION });
      return tenantLastSyncOf(organization);
    },
    readUnshared: (shares) => readUnshared(settings.graph, shares),
    readAddress: (address) => readAddress(settings.graph, address),
  };
}
