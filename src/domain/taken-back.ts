import { PROPOSAL_OFF } from './asks-again.ts';
import type { Request } from './request.ts';

/** The note of a request that a starting restore withdrew: its requester did not. */
export const WITHDRAWN_BY_RESTORE = 'flow.withdrawn-by-restore';

/** Withdrawn, and not by its requester: by a restore that started, or by Leaver, which had proposed it. */
export function takenBackBy({ state, note }: Pick<Request, 'state' | 'note'>): 'restore' | 'leaver' | null {
  if (state !== 'withdrawn') return null;
  if (note?.key === PROPOSAL_OFF) return 'leaver';
  return note?.key === WITHDRAWN_BY_RESTORE ? 'restore' : null;
}
