import { addDelays, type Delay } from './delays.ts';

/** Earliest, typical and latest moment of an effect, as milliseconds since 1970; null = nothing brings it about. */
export type Spread = Delay | null;

/** The spread of an effect that follows `start` (ISO 8601) after a delay in minutes. */
export function after(start: string | null, delay: Delay): Spread {
  if (start === null) return null;
  const from = Date.parse(start);
  return plus([from, from, from], delay);
}

export function plus(spread: Delay, delay: Delay): Delay;
export function plus(spread: Spread, delay: Delay): Spread;
export function plus(spread: Spread, delay: Delay): Spread {
  return spread === null ? null : addDelays(spread, [delay[0] * 60_000, delay[1] * 60_000, delay[2] * 60_000]);
}

/** Whichever comes first. */
export function firstOf(one: Spread, other: Spread): Spread {
  return join(Math.min, one, other);
}

/** Both have to be there; one that nothing brings about does not count. */
export function bothOf(one: Spread, other: Spread): Spread {
  return join(Math.max, one, other);
}

function join(choose: (a: number, b: number) => number, one: Spread, other: Spread): Spread {
  if (one === null || other === null) return one ?? other;
  return [choose(one[0], other[0]), choose(one[1], other[1]), choose(one[2], other[2])];
}
