/** What the bot needs to run on the same clock: tenant time = epochTenant + (real time - epochReal) * speed. */
export type ClockReading = {
  /** Real milliseconds since 1970. */
  readonly epochReal: number;
  /** Tenant milliseconds since 1970 at `epochReal`. */
  readonly epochTenant: number;
  readonly speed: number;
  /** Tenant time now, ISO 8601, UTC. */
  readonly now: string;
};

/** Tenant time: runs `speed` times as fast as real time, can jump forward, never goes back. */
export type TenantClock = {
  now(): Date;
  reading(): ClockReading;
  /** Forward only; an earlier instant changes nothing. */
  jump(to: Date): void;
  /** Real milliseconds until tenant time reaches `at`; 0 when it has. */
  realUntil(at: Date): number;
  onJump(listener: (reading: ClockReading) => void): () => void;
};

/** Starts at `startAt` now; `real` is real time in milliseconds. */
export function createTenantClock(startAt: Date, speed: number, real: () => number = Date.now): TenantClock {
  let epochReal = real();
  let epochTenant = startAt.getTime();
  const listeners = new Set<(reading: ClockReading) => void>();
  const milliseconds = () => epochTenant + Math.max(0, real() - epochReal) * speed;
  const reading = () => ({ epochReal, epochTenant, speed, now: new Date(milliseconds()).toISOString() });

  return {
    now: () => new Date(milliseconds()),
    reading,
    jump(to) {
      const here = milliseconds();
      if (to.getTime() <= here) return;
      epochReal = real();
      epochTenant = to.getTime();
      for (const listener of listeners) listener(reading());
    },
    realUntil: (at) => Math.max(0, (at.getTime() - milliseconds()) / speed),
    onJump(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
