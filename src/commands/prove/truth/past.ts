import type { TenantPerson, TenantState } from '../../../sandbox/tenant.ts';
import type { Chronicle, Moment } from './chronicle.ts';

export type Past = ReturnType<typeof createPast>;

/**
 * Graph reads may lag behind the tenant by so much, tenant milliseconds: 2.5 s as ordered by faults, at six times real
 * time.
 */
const LAG = 20_000;
/**
 * Reads of one person within so many tenant milliseconds are one look: a turn reads the person several times before it
 * shows what it found, and ten real seconds pass over that on a busy machine, at six times real time.
 */
const ONE_LOOK = 60_000;

/** Tenant milliseconds: longer without anything that happened is a leap; looks are taken in soon after it. */
const LEAP = 3_600_000;
const AFTER_LEAP = 10 * 60_000;

/** The tenant as it was, asked about by instants in tenant milliseconds. */
export function createPast({ moments, calls }: Pick<Chronicle, 'moments' | 'calls'>) {
  const looks = new Map<string, number[]>();

  /** When Leaver looked at this person: the first instant of each look. */
  function looksAt(id: string): readonly number[] {
    const known = looks.get(id);
    if (known !== undefined) return known;
    const found: number[] = [];
    let last = Number.NEGATIVE_INFINITY;
    for (const { at, method, url } of calls) {
      if (method !== 'GET' || !url.includes(id)) continue;
      if (at - last <= ONE_LOOK) continue;
      found.push(at);
      last = at;
    }
    looks.set(id, found);
    return found;
  }

  function between(from: number, to: number): readonly Moment[] {
    let first = 0;
    while (first + 1 < moments.length && (moments[first + 1]?.at ?? 0) <= from) first += 1;
    const found: Moment[] = [];
    for (let place = first; place < moments.length; place += 1) {
      const moment = moments[place];
      if (moment === undefined || (moment.at > to && found.length > 0)) break;
      found.push(moment);
    }
    return found;
  }

  return {
    moments,
    calls,
    between,
    at: (instant: number): TenantState => between(instant, instant)[0]?.state ?? ({} as TenantState),
    /** Whether it was so at any moment of the span. */
    some: (from: number, to: number, holds: (state: TenantState) => boolean): boolean =>
      between(from, to).some(({ state }) => holds(state)),
    /**
     * From when on a sentence about somebody may be out of date by `at`: from the look before the last one, for what is
     * said beside a look is what the one before it found.
     */
    lastRead(id: string, at: number): number {
      const before = looksAt(id).filter((look) => look <= at);
      return (before.at(-2) ?? before.at(-1) ?? Number.NEGATIVE_INFINITY) - LAG;
    },
    /**
     * Stories leap over hours, in which nobody looks: what is told in the minutes after a leap was found before it.
     * Gives the last instant before such a leap, else `at`.
     */
    beforeLeap(at: number): number {
      const lately = between(at - AFTER_LEAP, at);
      const place = lately.findLastIndex((moment, each) => each > 0 && moment.at - (lately[each - 1]?.at ?? 0) > LEAP);
      return place < 1 ? at : (lately[place - 1]?.at ?? at);
    },
    person: (state: TenantState, id: string): TenantPerson | null => state.people[id] ?? null,
  };
}
