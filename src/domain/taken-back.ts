import type { Request } from './request.ts';

/** The note of a request that a starting restore withdrew: its requester did not. */
export const WITHDRAWN_BY_RESTORE = 'flow.withdrawn-by-restore';

export function isTakenBack({ state, note }: Pick<Request, 'state' | 'note'>): boolean {
  return state === 'withdrawn' && note?.key === WITHDRAWN_BY_RESTORE;
}
