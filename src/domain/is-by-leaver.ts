import type { Hold } from './request.ts';

/** Put on hold by Leaver itself: people on whose word it ran count no more. */
export function isByLeaver({ by }: Hold): boolean {
  return by === '';
}
