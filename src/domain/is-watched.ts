import type { Request } from './request.ts';

/** Whether Leaver still looks at what a request did; a request that has not ended is looked at too. */
export function isWatched({ endedAt, wakeAt }: Pick<Request, 'endedAt' | 'wakeAt'>): boolean {
  return endedAt === null || wakeAt !== null;
}
