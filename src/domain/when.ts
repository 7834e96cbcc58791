import { Temporal } from 'temporal-polyfill';

export type LocalMoment = {
  readonly status: 'ok';
  /** ISO 8601, UTC. */
  readonly instant: string;
};

/** One of the two moments of an hour that a clock change repeats, with its distance from UTC such as `+02:00`. */
export type OffsetMoment = { readonly instant: string; readonly offset: string };

export type Resolved =
  | LocalMoment
  | { readonly status: 'past'; readonly instant: string }
  | { readonly status: 'too-far'; readonly instant: string; readonly days: number }
  /** No such day, time or zone. */
  | { readonly status: 'not-a-date' }
  /** The clocks jump over it; the first moment after the jump is offered. */
  | {
      readonly status: 'skipped-hour';
      readonly next: { readonly localDate: string; readonly localTime: string; readonly instant: string };
    }
  /** The clocks go back over it: which of the two has to be asked. */
  | { readonly status: 'twice'; readonly earlier: OffsetMoment; readonly later: OffsetMoment };

/**
 * The instant of an hour on the wall clock of a zone. Never guesses: an hour that does not exist or exists twice at a
 * clock change is given back to be asked about; `choose` answers the second.
 */
export function resolveLocal(asked: {
  /** YYYY-MM-DD and HH:mm. */
  readonly localDate: string;
  readonly localTime: string;
  /** IANA. */
  readonly zone: string;
  /** Tenant time, ISO UTC. */
  readonly now: string;
  readonly choose?: 'earlier' | 'later' | null;
  /** How far ahead it may lie (`Policy.scheduleDays`). */
  readonly days?: number;
}): Resolved {
  const { localDate, localTime, zone, now, choose = null, days = 365 } = asked;
  const wall = readWall(localDate, localTime);
  const earlier = wall === null ? null : inZone(wall, zone, 'earlier');
  const later = wall === null ? null : inZone(wall, zone, 'later');
  if (wall === null || earlier === null || later === null) return { status: 'not-a-date' };
  if (!earlier.toPlainDateTime().equals(wall)) return skippedHour(earlier, later);
  if (!earlier.equals(later) && choose === null) {
    return { status: 'twice', earlier: offsetMoment(earlier), later: offsetMoment(later) };
  }
  return withinReach((choose === 'later' ? later : earlier).toInstant(), now, days);
}

/** The calendar day that it is in a zone at an instant: YYYY-MM-DD. An unknown zone is read as UTC. */
export function dayIn(zone: string, instant: string): string {
  const at = Temporal.Instant.from(instant);
  try {
    return at.toZonedDateTimeISO(zone).toPlainDate().toString();
  } catch {
    return at.toZonedDateTimeISO('UTC').toPlainDate().toString();
  }
}

function readWall(localDate: string, localTime: string): Temporal.PlainDateTime | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(localDate) || !/^\d\d:\d\d$/.test(localTime)) return null;
  try {
    return Temporal.PlainDateTime.from(`${localDate}T${localTime}`, { overflow: 'reject' });
  } catch {
    return null;
  }
}

function inZone(
  wall: Temporal.PlainDateTime,
  zone: string,
  disambiguation: 'earlier' | 'later',
): Temporal.ZonedDateTime | null {
  try {
    return wall.toZonedDateTime(zone, { disambiguation });
  } catch {
    return null;
  }
}

function skippedHour(earlier: Temporal.ZonedDateTime, later: Temporal.ZonedDateTime): Resolved {
  const next = earlier.getTimeZoneTransition('next') ?? later;
  return {
    status: 'skipped-hour',
    next: {
      localDate: next.toPlainDate().toString(),
      localTime: next.toPlainTime().toString({ smallestUnit: 'minute' }),
      instant: isoOf(next.toInstant()),
    },
  };
}

function withinReach(instant: Temporal.Instant, now: string, days: number): Resolved {
  const at = isoOf(instant);
  const ahead = instant.epochMilliseconds - Date.parse(now);
  if (ahead <= 0) return { status: 'past', instant: at };
  return ahead > days * 24 * 3_600_000 ? { status: 'too-far', instant: at, days } : { status: 'ok', instant: at };
}

function offsetMoment(moment: Temporal.ZonedDateTime): OffsetMoment {
  return { instant: isoOf(moment.toInstant()), offset: moment.offset };
}

function isoOf(instant: Temporal.Instant): string {
  return new Date(instant.epochMilliseconds).toISOString();
}
