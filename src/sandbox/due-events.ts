import { endOfDeletedItem, purge } from './deleted-items.ts';
import { cloudSyncCycle, passwordDue, passwordSync, syncCycle } from './sync-engine.ts';
import type { TenantState } from './tenant-state.ts';

/** The last instant that a `Date` can hold: nothing more happens by itself. */
export const NEVER = new Date(8.64e15);

/** The next instant at which something happens by itself: a sync cycle, a password hash, the end of a deleted item. */
export function nextDue(state: TenantState): Date {
  const cycles = state.sync.paused ? [] : clocksOf(state).map(({ nextCycleAt }) => Date.parse(nextCycleAt));
  return new Date(Math.min(...cycles, nextBesideSync(state)));
}

/** The next instant worth a jump: an idle cycle of Cloud Sync, which comes every two minutes, is none. */
export function nextEvent(state: TenantState): Date {
  const { cloudSync } = state.sync;
  const busy = cloudSync.filter(({ domainName, nextCycleAt }) => {
    const after = cloudSyncCycle(state, new Date(nextCycleAt), domainName);
    return after.people !== state.people || after.groups !== state.groups;
  });
  return nextDue({ ...state, sync: { ...state.sync, cloudSync: busy } });
}

/**
 * Everything that is due up to `now`, in its order and each at its own hour. Once every cycle was idle, the idle ones
 * in a row are one, so that a jump of a year is quick.
 */
export function runDue(state: TenantState, now: Date): TenantState {
  let current = state;
  let idle = new Set<string>();
  for (let due = nextDue(current); due.getTime() <= now.getTime(); due = nextDue(current)) {
    const before = current;
    const ran = clocksOf(before).filter((clock) => isDue(before, clock, due));
    current = runOne(current, due);
    const changed = current.people !== before.people || current.groups !== before.groups;
    idle = new Set(changed ? [] : [...idle, ...ran.map(({ name }) => name)]);
    if (idle.size === clocksOf(current).length) current = skipIdleCycles(current, now);
  }
  return current;
}

type Clock = { readonly name: string; readonly nextCycleAt: string; readonly intervalMinutes: number };

/** Entra Connect's clock and those of Cloud Sync. */
function clocksOf({ sync }: TenantState): readonly Clock[] {
  const { nextCycleAt, intervalMinutes } = sync;
  const cloud = sync.cloudSync.map((clock) => ({ ...clock, name: clock.domainName }));
  return [{ name: 'connect', nextCycleAt, intervalMinutes }, ...cloud];
}

function isDue({ sync }: TenantState, { nextCycleAt }: Clock, due: Date): boolean {
  return !sync.paused && Date.parse(nextCycleAt) <= due.getTime();
}

function runOne(state: TenantState, due: Date): TenantState {
  const hashed = passwordSync(state, due);
  const purged = Object.values(hashed.people).reduce((next, person) => {
    const end = endOfDeletedItem(person);
    return end !== null && end.getTime() <= due.getTime() ? purge(next, due, person.id, 'tenant') : next;
  }, hashed);
  return clocksOf(purged).reduce((next, clock) => {
    if (!isDue(state, clock, due)) return next;
    return clock.name === 'connect' ? syncCycle(next, due) : cloudSyncCycle(next, due, clock.name);
  }, purged);
}

/** Nothing changes between idle cycles, so only the last of them has to be there. */
function skipIdleCycles(state: TenantState, now: Date): TenantState {
  const until = Math.min(now.getTime(), nextBesideSync(state));
  const cloudSync = state.sync.cloudSync.map((clock) => ({ ...clock, nextCycleAt: skipTo(clock, until) }));
  return { ...state, sync: { ...state.sync, nextCycleAt: skipTo(state.sync, until), cloudSync } };
}

function skipTo({ nextCycleAt, intervalMinutes }: Omit<Clock, 'name'>, until: number): string {
  const interval = intervalMinutes * 60_000;
  const skipped = Math.floor((until - Date.parse(nextCycleAt)) / interval);
  return skipped < 1 ? nextCycleAt : new Date(Date.parse(nextCycleAt) + skipped * interval).toISOString();
}

function nextBesideSync(state: TenantState): number {
  const instants = Object.values(state.people).flatMap((person) => [passwordDue(person), endOfDeletedItem(person)]);
  return Math.min(NEVER.getTime(), ...instants.flatMap((instant) => (instant === null ? [] : [instant.getTime()])));
}
