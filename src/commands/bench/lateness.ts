import { nextLook } from '../../domain/next-look.ts';
import type { WatchedRequest } from './store-watched.ts';

/** How long after its hour a look began, seconds of tenant time and of real time. */
export type Lateness = {
  readonly medianTenantSeconds: number;
  readonly worstTenantSeconds: number;
  readonly medianRealSeconds: number;
  readonly worstRealSeconds: number;
};

/** Holds the looks that the tenant saw against the hours of Leaver's own schedule, from when the process was ready. */
export function latenessOf(
  watched: readonly WatchedRequest[],
  seen: ReadonlyMap<string, readonly number[]>,
  { ready, speed }: { readonly ready: number; readonly speed: number },
): { readonly looks: number; readonly late: Lateness } {
  const late = watched
    .flatMap((each) => latenessesOf(each, seen.get(each.request.targetUserId) ?? [], ready))
    .sort((one, other) => one - other);
  const [median, worst] = [late[Math.floor(late.length / 2)] ?? 0, late.at(-1) ?? 0];
  return {
    looks: late.length,
    late: {
      medianTenantSeconds: median,
      worstTenantSeconds: worst,
      medianRealSeconds: median / speed,
      worstRealSeconds: worst / speed,
    },
  };
}

function latenessesOf({ request, steps }: WatchedRequest, looks: readonly number[], ready: number): readonly number[] {
  let due = request.wakeAt;
  return looks.map((look) => {
    const late = due === null ? 0 : (look - Math.max(ready, Date.parse(due))) / 1000;
    due = nextLook(request, steps, new Date(look).toISOString());
    return Math.max(0, late);
  });
}
