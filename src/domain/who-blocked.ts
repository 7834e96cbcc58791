import type { EarlierRun } from './plan-input.ts';
import { standingBlock } from './standing-block.ts';

/**
 * The reference of the other request of Leaver's whose block a request finds in place, while that one is watched; null =
 * none is known to be. What was blocked by somebody else after it had been turned back between two looks is not that
 * request's.
 */
export function whoBlocked(requestId: string, runs: readonly EarlierRun[]): string | null {
  const block = standingBlock(runs.filter(({ request: { id } }) => id !== requestId));
  if (block === null || block.since === 'unsure') return null;
  return runs.some((run) => mayBeIn(run, block.knownAt)) ? null : block.reference;
}

/** It was read enabled since, or directory sync brought a change of this very account, which may have enabled it. */
function mayBeIn({ request: { facts } }: EarlierRun, since: string): boolean {
  return (facts.accountEnabled && facts.readAt > since) || (facts.onPremises?.lastSync ?? '') > since;
}
