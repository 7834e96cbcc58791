import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../domain/errors.ts';
import type { Tenant } from './tenant.ts';
import type { TenantState } from './tenant-state.ts';

export type Stored = {
  readonly state: TenantState;
  /** Tenant time to go on from: never before anything that was already shown. */
  readonly now: Date;
};

// 2: what Active Directory holds besides, and the state of its sync. 3: devices.
const FORMAT = 3;
const SAVE_AFTER_MS = 200;
/** The clock is written so often, and so far ahead: after a kill it goes on a little later, never earlier. */
const CLOCK_EVERY_MS = 1_000;
const CLOCK_AHEAD_MS = 2_000;

/** Removes the stored tenant: the next start is from contoso.json. */
export function forgetTenant(dataDir: string): void {
  rmSync(folderOf(dataDir), { recursive: true, force: true });
}

/** What an earlier run left; null for a first start. Throws `StartError` for a file that cannot be read. */
export function loadTenant(dataDir: string): Stored | null {
  const file = join(folderOf(dataDir), 'tenant.json');
  const text = readIfThere(file);
  if (text === null) return null;
  const state = stateOf(text);
  if (state === null) {
    throw new StartError(`The sandbox tenant in ${file} cannot be read; start anew with: npm run sandbox -- --reset`);
  }
  const clock = Date.parse(readIfThere(clockFile(dataDir)) ?? '');
  const latest = Math.max(Number.isNaN(clock) ? 0 : clock, Date.parse(state.sync.lastCycleAt), lastEntry(state));
  return { state, now: new Date(latest) };
}

/**
 * Writes every change to disk within a fifth of a second, always a whole file under its name (written beside it, then
 * renamed). `stop` writes what is open and the exact clock.
 */
export function keepTenant(tenant: Tenant, dataDir: string): { stop(): void } {
  mkdirSync(folderOf(dataDir), { recursive: true });
  const file = join(folderOf(dataDir), 'tenant.json');
  let saving: NodeJS.Timeout | undefined;
  const save = () => {
    saving = undefined;
    replace(file, JSON.stringify({ format: FORMAT, state: tenant.state() }));
  };
  const saveClock = (ahead: number) => {
    const { now, speed } = tenant.clock.reading();
    replace(clockFile(dataDir), new Date(Date.parse(now) + ahead * speed).toISOString());
  };
  const stopListening = tenant.onChange(() => {
    saving ??= setTimeout(save, SAVE_AFTER_MS);
  });
  const stopJumps = tenant.clock.onJump(() => saveClock(CLOCK_AHEAD_MS));
  const ticking = setInterval(() => saveClock(CLOCK_AHEAD_MS), CLOCK_EVERY_MS).unref();
  save();
  saveClock(CLOCK_AHEAD_MS);
  return {
    stop() {
      stopListening();
      stopJumps();
      clearInterval(ticking);
      clearTimeout(saving);
      save();
      saveClock(0);
    },
  };
}

function folderOf(dataDir: string): string {
  return join(dataDir, 'sandbox');
}

function clockFile(dataDir: string): string {
  return join(folderOf(dataDir), 'clock');
}

function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new StartError(`The sandbox tenant in ${file} cannot be read: ${String(error)}`);
  }
}

/** Enough to know that it is ours; the rest was written by ourselves. */
const stored = z.object({
  format: z.literal(FORMAT),
  state: z.looseObject({
    people: z.record(z.guid(), z.looseObject({ id: z.guid() })),
    groups: z.record(z.guid(), z.looseObject({ id: z.guid() })),
    devices: z.record(z.guid(), z.looseObject({ id: z.guid() })),
    sync: z.looseObject({ lastCycleAt: z.iso.datetime(), nextCycleAt: z.iso.datetime() }),
    timeline: z.array(z.looseObject({ at: z.iso.datetime() })),
  }),
});

function stateOf(text: string): TenantState | null {
  try {
    const value: unknown = JSON.parse(text);
    return stored.safeParse(value).success ? (value as { readonly state: TenantState }).state : null;
  } catch {
    return null;
  }
}

function lastEntry(state: TenantState): number {
  return Date.parse(state.timeline.at(-1)?.at ?? state.sync.lastCycleAt);
}
