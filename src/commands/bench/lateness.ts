import { nextLook } from '../../domain/next-look.ts';
import { afterLook } from './after-look.ts';
import type { WatchedRequest } from './store-watched.ts';

/** How long after its hour a look began, seconds. */
export type Lateness = { readonly median: number; readonly worst: number };

/**
 * Holds the looks that the tenant saw against the hours of Leaver's own schedule. An hour that the clock jumped over
 * came when the jump ended; `jumps`: to where, tenant milliseconds.
 */
export function latenessOf(
  watched: readonly WatchedRequest[],
  seen: ReadonlyMap<string, readonly number[]>,
  jumps: readonly number[],
): { readonly looks: number; readonly late: Lateness } {
  const late = watched
    .flatMap((each) => latenessesOf(each, seen.get(each.request.targetUserId) ?? [], jumps))
    .sort((one, other) => one - other);
  return { looks: late.length, late: { median: late[Math.floor(late.length / 2)] ?? 0, worst: late.at(-1) ?? 0 } };
}

function latenessesOf(watched: WatchedRequest, looks: readonly number[], jumps: readonly number[]) {
  let due = watched.request.wakeAt;
  let current = watched;
  return looks.map((look) => {
    const hour = due === null ? look : Date.parse(due);
    current = afterLook(current, look);
    due = nextLook(current.request, current.steps, new Date(look).toISOString());
    return (look - Math.max(hour, ...jumps.filter((jump) => jump <= look))) / 1000;
  });
}
