import { changeCloud, noted } from './tenant-record.ts';
import type { ProvisioningError, TenantState } from './tenant-state.ts';

/** Somebody stopped the scheduler: no cycle happens by itself, and the last stamp stays as it is. */
export function pauseSync(state: TenantState): TenantState {
  return { ...state, sync: { ...state.sync, paused: true } };
}

/**
 * The next cycle is a whole interval away, as after a restart of the service; nothing that was missed is made up for.
 */
export function resumeSync(state: TenantState, now: Date): TenantState {
  if (!state.sync.paused) return state;
  const ahead = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
  const cloudSync = state.sync.cloudSync.map((clock) => ({ ...clock, nextCycleAt: ahead(clock.intervalMinutes) }));
  const nextCycleAt = ahead(state.sync.intervalMinutes);
  return { ...state, sync: { ...state.sync, paused: false, nextCycleAt, cloudSync } };
}

/** The export deletion threshold was met: deletions are kept back until an administrator lets them go. */
export function holdDeletions(state: TenantState, holdsDeletions: boolean): TenantState {
  return { ...state, sync: { ...state.sync, holdsDeletions } };
}

/** The directory refuses what sync exports for this person; null clears it. */
export function setProvisioningError(
  state: TenantState,
  now: Date,
  personId: string,
  error: Omit<ProvisioningError, 'occurredDateTime'> | null,
): TenantState {
  const errors = error === null ? [] : [{ ...error, occurredDateTime: now.toISOString() }];
  const changed = changeCloud(state, personId, () => ({ onPremisesProvisioningErrors: errors }));
  return noted(changed, now, 'directory-sync', personId, error === null ? 'export-allowed' : 'export-refused');
}
