import type { Request } from './request.ts';

/** Note of a request that is not looked at while a later one is about to change the account the other way. */
export const RESTS_BEHIND = 'flow.watch-rests';

/** The reference of that request; null = it is looked at. */
export function restsBehind({ note }: Pick<Request, 'note'>): string | null {
  const reference = note?.key === RESTS_BEHIND ? note.values?.reference : undefined;
  return typeof reference === 'string' ? reference : null;
}
