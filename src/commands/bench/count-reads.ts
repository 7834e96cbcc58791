import type { Exchange } from '../../sandbox/graph/exchange.ts';

/** No two looks at one person are so close, milliseconds (next-look.ts). */
const ONE_LOOK = 20_000;

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
      const personId = /^\/users\/([0-9a-f-]{36})\?/.exec(url)?.[1];
      if (method !== 'GET' || personId === undefined) return;
      // Each half that is looked at reads the person: what comes soon after another is the same look.
      const [known, at] = [looks.get(personId) ?? [], now().getTime()];
      if (at - (known.at(-1) ?? 0) > ONE_LOOK) looks.set(personId, [...known, at]);
    },
    totals: () => ({ http, inner }),
    /** Tenant times of the looks at each person, in milliseconds. */
    looks: (): ReadonlyMap<string, readonly number[]> => looks,
    clear() {
      [http, inner, looks] = [0, 0, new Map()];
    },
  };
}
