import type { RequestChange } from './ports.ts';

/**
 * What ends a running request between two of its steps; the worker then lets go what has not run. `reason`: '' = none
 * was asked for.
 */
export function stoppedBy(
  by: { readonly id: string; readonly name: string },
  reason: string,
  now: string,
): Pick<RequestChange, 'hold' | 'wakeAt' | 'newVersion'> {
  const hold = { how: 'stop', by: by.id, byName: by.name, reason, at: now, until: null, reminded: 0 } as const;
  return { hold, wakeAt: now, newVersion: true };
}
