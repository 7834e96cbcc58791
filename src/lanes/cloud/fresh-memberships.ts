import type { Membership } from '../../domain/target-user.ts';
import type { GraphClient } from './graph-client.ts';
import { readMemberships } from './memberships.ts';

/** Real milliseconds for which one read of all groups says what each write takes. */
const FRESH = 30_000;

/** Reads all that somebody is in, and again once that is too old to be what a write takes. Throws `DirectoryUnavailable`. */
export function freshMemberships(graph: GraphClient, personId: string): () => Promise<readonly Membership[]> {
  let read: { readonly at: number; readonly memberships: readonly Membership[] } | null = null;
  return async () => {
    if (read === null || Date.now() - read.at > FRESH)
      read = { at: Date.now(), memberships: await readMemberships(graph, personId) };
    return read.memberships;
  };
}
