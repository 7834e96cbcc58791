import type { Request } from './request.ts';

/**
 * The restore, by reference, that keeps this request from its next step until it starts, or ends without; null = none
 * does.
 */
export function heldByRestore({ hold }: Pick<Request, 'hold'>): string | null {
  return hold?.how === 'hold' ? (hold.restore ?? null) : null;
}
