import { StartError } from '../domain/errors.ts';
import { hearEvents } from './hear-events.ts';
import type { ClockReading } from './tenant-clock.ts';

export type FollowedClock = { now(): Date; stop(): void };

/**
 * The sandbox's tenant time in another process: the rate is learnt once and again whenever it jumps (server-sent
 * events), and `now` is computed from it, so that reading the time costs no call. `baseUrl` is the sandbox's origin.
 *
 * Gives null when nothing at `baseUrl` speaks of a clock: a stand-in without one runs on the machine's own time. Throws
 * `StartError` when nothing answers at all.
 */
export async function followClock(baseUrl: string): Promise<FollowedClock | null> {
  const first = await fetch(`${baseUrl}/sandbox/clock`, { signal: AbortSignal.timeout(5_000) }).catch(() => {
    throw new StartError(
      `Nothing answers at ${baseUrl}: start it first (npm run sandbox), or leave GRAPH_BASE_URL out.`,
    );
  });
  if (!first.ok) return null;
  let rate = (await first.json()) as ClockReading;
  const stop = hearEvents<ClockReading>(`${baseUrl}/sandbox/clock/stream`, (next) => {
    rate = next;
  });
  return { now: () => new Date(rate.epochTenant + (Date.now() - rate.epochReal) * rate.speed), stop };
}
