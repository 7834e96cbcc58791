import type { Exchange } from '../../sandbox/graph/exchange.ts';

/** Counts Graph traffic from the tenant's side: requests over HTTP, and the reads that Graph's throttling counts. */
export function countReads(now: () => Date) {
  let http = 0;
  let inner = 0;
  let looks = new Map<string, number[]>();
  return {
    saw({ method, url, inBatch }: Exchange): void {
      const isBatch = url.startsWith('/$batch');
      if (!inBatch) http += 1;
      if (!isBatch) inner += 1;
      // A look begins with a read of the person alone: the block is looked at first.
      const personId = /^\/users\/([0-9a-f-]{36})\?/.exec(url)?.[1];
      if (method !== 'GET' || inBatch || personId === undefined) return;
      looks.set(personId, [...(looks.get(personId) ?? []), now().getTime()]);
    },
    totals: () => ({ http, inner }),
    /** Tenant times of the looks at each person, in milliseconds. */
    looks: (): ReadonlyMap<string, readonly number[]> => looks,
    clear() {
      [http, inner, looks] = [0, 0, new Map()];
    },
  };
}
