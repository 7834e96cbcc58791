import type { Decision, Request } from './request.ts';

/** Everything that was decided about a request as it stands: the approvals, and the decision that ended its waiting. */
export function decisionsOf({ approvals, decision }: Pick<Request, 'approvals' | 'decision'>): readonly Decision[] {
  return decision === null ? approvals : [...approvals, decision];
}
