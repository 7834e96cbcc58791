import { type ApprovalNeeds, toTakeOver } from './approval-needs.ts';
import { isByLeaver } from './is-by-leaver.ts';
import type { Decision, Request } from './request.ts';

/**
 * What it takes to let go on what is held because people count no more on whose word it ran, and who gave that so far:
 * where Leaver found them, nobody who approved before it knew of that. Null = it is not held for that.
 */
export function toGoOn({ hold, needs, approvals, plan }: Pick<Request, 'hold' | 'needs' | 'approvals' | 'plan'>): {
  readonly needs: ApprovalNeeds;
  readonly given: readonly Decision[];
} | null {
  if (hold?.how !== 'hold' || hold.lost === undefined) return null;
  if (!isByLeaver(hold)) return { needs, given: approvals };
  return { needs: toTakeOver(needs, plan), given: approvals.filter(({ at }) => at >= hold.at) };
}

/** How many have to let it go on yet; one where it is not held for that. */
export function missingToGoOn(request: Parameters<typeof toGoOn>[0]): number {
  const takes = toGoOn(request);
  return takes === null ? 1 : Math.max(1, takes.needs.count - takes.given.length);
}
