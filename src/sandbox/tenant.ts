import type { Contoso } from './contoso.ts';
import { nextDue, nextEvent, runDue } from './due-events.ts';
import { seedTenant } from './seed-tenant.ts';
import { cloudSyncCycle, syncCycle } from './sync-engine.ts';
import type { TenantClock } from './tenant-clock.ts';
import type { TenantState } from './tenant-state.ts';

export type * from './tenant-state.ts';

/** Why the tenant changed: a Graph write, something in AD, directory sync, time, or a reset. */
export type TenantEvent = 'graph' | 'active-directory' | 'sync' | 'time' | 'reset';

/** A change of the state: a pure function of the state and tenant time. */
export type Change = (state: TenantState, now: Date) => TenantState;

/** The sandbox tenant: one state, one clock, and everything due by tenant time done before anybody reads. */
export type Tenant = {
  readonly contoso: Contoso;
  readonly clock: TenantClock;
  /** The truth now, after everything that is due by tenant time. */
  state(): TenantState;
  /** What a reader of Graph sees: where Graph wrote, the truth of some hundred milliseconds ago. */
  lagging(): TenantState;
  /** Applies a change and tells listeners; returns the new state. */
  change(event: TenantEvent, change: Change): TenantState;
  /** How many real milliseconds Graph reads lag behind Graph writes. */
  setLag(milliseconds: number): void;
  /** Runs a cycle of Entra Connect and of Cloud Sync now, also while the scheduler is paused. */
  sync(): TenantState;
  /** Jumps forward; everything in between happens, each at its own hour. Returns tenant time after it. */
  jump(to: Date): Date;
  /** When the next thing happens by itself: a sync cycle, a password hash, the end of a deleted item. */
  nextEvent(): Date;
  /** Everything as in contoso.json again, amended where there is more to say; the clock goes on. */
  reset(amend?: (seed: TenantState) => TenantState): void;
  /** Returns how to stop listening. */
  onChange(listener: (event: TenantEvent, state: TenantState) => void): () => void;
  stop(): void;
};

/** Timers of Node hold at most this many milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A living tenant from a stored or fresh state; `lag` in real milliseconds. */
export function createTenant(contoso: Contoso, clock: TenantClock, stored: TenantState | null, lag: number): Tenant {
  let truth = stored ?? seedTenant(contoso, clock.now());
  let readLag = lag;
  let timer: NodeJS.Timeout | undefined;
  /** What the truth was before each recent Graph write, and until when readers still see that. */
  let former: { readonly state: TenantState; readonly until: number }[] = [];
  const listeners = new Set<(event: TenantEvent, state: TenantState) => void>();

  function accept(event: TenantEvent, next: TenantState): TenantState {
    if (next === truth) return truth;
    truth = next;
    for (const listener of listeners) listener(event, truth);
    return truth;
  }

  function catchUp(): TenantState {
    const caughtUp = runDue(truth, clock.now());
    if (caughtUp !== truth) {
      accept('time', caughtUp);
      schedule();
    }
    return truth;
  }

  function schedule(): void {
    clearTimeout(timer);
    const wait = Math.ceil(clock.realUntil(nextDue(truth)));
    timer = setTimeout(
      () => {
        catchUp();
        schedule();
      },
      Math.min(Math.max(wait, 1), LONGEST_TIMER),
    ).unref();
  }

  function change(event: TenantEvent, make: Change): TenantState {
    const before = catchUp();
    const next = make(before, clock.now());
    if (event === 'graph' && next !== before && readLag > 0)
      former.push({ state: before, until: Date.now() + readLag });
    accept(event, next);
    schedule();
    return truth;
  }

  schedule();
  return {
    contoso,
    clock,
    state: catchUp,
    lagging() {
      catchUp();
      former = former.filter((seen) => seen.until > Date.now());
      return former[0]?.state ?? truth;
    },
    change,
    setLag(milliseconds) {
      readLag = milliseconds;
      if (milliseconds === 0) former = [];
    },
    sync: () =>
      change('sync', (state, now) =>
        state.sync.cloudSync.reduce(
          (next, clock) => cloudSyncCycle(next, now, clock.domainName),
          syncCycle(state, now),
        ),
      ),
    jump(to) {
      clock.jump(to);
      catchUp();
      schedule();
      return clock.now();
    },
    nextEvent: () => nextEvent(catchUp()),
    reset(amend = (seed) => seed) {
      former = [];
      change('reset', (_, now) => amend(seedTenant(contoso, now)));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      clearTimeout(timer);
      listeners.clear();
    },
  };
}
