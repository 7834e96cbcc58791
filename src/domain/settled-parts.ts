import { isOver, type Part } from './part.ts';
import type { Json } from './text.ts';

/**
 * Those of these parts that a read found as wanted, and that the ledger does not know to be over: done by what was
 * begun, as `doneBy` says, or by others before anything of it was.
 */
export function settledParts(
  parts: readonly Part[],
  isOpen: (part: Part) => boolean,
  doneBy: (part: Part) => Json,
): readonly Part[] {
  return parts.flatMap((part) => {
    if (isOver(part) || isOpen(part)) return [];
    return [{ ...part, state: 'done' as const, evidence: part.state === 'running' ? doneBy(part) : part.evidence }];
  });
}

/** These parts, with those that have ended since in their place. */
export function withEnded(parts: readonly Part[], ended: readonly Part[]): readonly Part[] {
  return parts.map((part) => ended.find(({ kind, id }) => kind === part.kind && id === part.id) ?? part);
}
