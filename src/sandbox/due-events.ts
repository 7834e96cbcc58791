import { endOfDeletedItem, purge } from './deleted-items.ts';
import { passwordDue, passwordSync, syncCycle } from './sync-engine.ts';
import type { TenantState } from './tenant-state.ts';

/** The next instant at which something happens by itself: a sync cycle, a password hash, the end of a deleted item. */
export function nextDue(state: TenantState): Date {
  return new Date(Math.min(Date.parse(state.sync.nextCycleAt), nextBesideSync(state)));
}

/**
 * Everything that is due up to `now`, in its order and each at its own hour. Idle cycles in a row are one, so
 * that a jump of a year is quick.
 */
export function runDue(state: TenantState, now: Date): TenantState {
  let current = state;
  for (let due = nextDue(current); due.getTime() <= now.getTime(); due = nextDue(current)) {
    const before = current;
    current = runOne(current, due);
    if (current.people === before.people) current = skipIdleCycles(current, now);
  }
  return current;
}

function runOne(state: TenantState, due: Date): TenantState {
  const hashed = passwordSync(state, due);
  const purged = Object.values(hashed.people).reduce((next, person) => {
    const end = endOfDeletedItem(person);
    return end !== null && end.getTime() <= due.getTime() ? purge(next, due, person.id, 'tenant') : next;
  }, hashed);
  return Date.parse(purged.sync.nextCycleAt) <= due.getTime() ? syncCycle(purged, due) : purged;
}

/** Nothing changes between idle cycles, so only the last of them has to be there. */
function skipIdleCycles(state: TenantState, now: Date): TenantState {
  const interval = state.sync.intervalMinutes * 60_000;
  const until = Math.min(now.getTime(), nextBesideSync(state));
  const skipped = Math.floor((until - Date.parse(state.sync.nextCycleAt)) / interval);
  if (skipped < 1) return state;
  const nextCycleAt = new Date(Date.parse(state.sync.nextCycleAt) + skipped * interval).toISOString();
  return { ...state, sync: { ...state.sync, nextCycleAt } };
}

function nextBesideSync(state: TenantState): number {
  const instants = Object.values(state.people).flatMap((person) => [passwordDue(person), endOfDeletedItem(person)]);
  return Math.min(...instants.flatMap((instant) => (instant === null ? [] : [instant.getTime()])));
}
