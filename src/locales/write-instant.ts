import { FORMATTING_LOCALE, type Reader } from './reader.ts';

/** "Fri 13 March 2026 17:00 CET" in the reader's zone; a zone that the runtime does not know is read as UTC. */
export function writeInstant(instant: string, reader: Reader): string {
  const part = parts(instant, reader);
  if (part === null) return instant;
  return `${part.weekday} ${part.day} ${part.month} ${part.year} ${part.clock} ${part.zone}`;
}

/**
 * Several instants one after the other, none saying again what the one before it said: "Fri 13 March 14:02", "14:32",
 * "15:05 CET". The zone stands with the last, and wherever it changes.
 */
export function writeInstants(instants: readonly string[], reader: Reader): readonly string[] {
  const known = instants.map((instant) => parts(instant, reader));
  return known.map((part, at) => {
    if (part === null) return instants[at] ?? '';
    const day = known[at - 1]?.date === part.date ? '' : `${part.weekday} ${part.day} ${part.month} `;
    const zone = known[at + 1]?.zone === part.zone ? '' : ` ${part.zone}`;
    return `${day}${part.clock}${zone}`;
  });
}

/**
 * Clock times of one list. All of one day: "Sat 21 November, CET" once in `day`, and "06:59" each; otherwise `day` is
 * '' and each has its day and zone, since rows are not read one after the other. Null stays ''.
 */
export function writeClocks(
  instants: readonly (string | null)[],
  reader: Reader,
): { readonly day: string; readonly clocks: readonly string[] } {
  const known = instants.filter((instant) => instant !== null);
  const found = known.map((instant) => parts(instant, reader));
  const [first] = found;
  const oneDay = first && found.every((part) => part?.date === first.date && part.zone === first.zone);
  const written = oneDay
    ? found.map((part) => part?.clock ?? '')
    : found.map((part, at) => withDay(part, known[at] ?? ''));
  let next = 0;
  return {
    day: oneDay ? `${first.weekday} ${first.day} ${first.month}, ${first.zone}` : '',
    clocks: instants.map((instant) => (instant === null ? '' : (written[next++] ?? ''))),
  };
}

function withDay(part: Parts | null, instant: string): string {
  return part === null ? instant : `${part.weekday} ${part.day} ${part.month} ${part.clock} ${part.zone}`;
}

type Parts = {
  readonly [name in 'weekday' | 'day' | 'month' | 'year' | 'clock' | 'zone' | 'date']: string;
};

function parts(instant: string, reader: Reader): Parts | null {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return null;
  const found = dateFormat(FORMATTING_LOCALE[reader.locale], reader.timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => found.find((each) => each.type === type)?.value ?? '';
  const [day, month, year] = [part('day'), part('month'), part('year')];
  const clock = `${part('hour')}:${part('minute')}`;
  return { weekday: part('weekday'), day, month, year, clock, zone: zone(at, reader), date: `${day} ${month} ${year}` };
}

/**
 * Each locale knows the short names of its own part of the world only ("CET", "EDT") and writes the rest as "GMT-4".
 */
function zone(at: Date, reader: Reader): string {
  const names = ['nl-NL', 'en-GB', 'en-US'].map(
    (locale) =>
      dateFormat(locale, reader.timeZone)
        .formatToParts(at)
        .find(({ type }) => type === 'timeZoneName')?.value ?? '',
  );
  return names.find((name) => !/^GMT[+-]/.test(name)) ?? names[0] ?? '';
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  const name = `${locale} ${timeZone}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, { ...PARTS, timeZone: knownZone(timeZone) });
  formats.set(name, format);
  return format;
}

const PARTS: Intl.DateTimeFormatOptions = {
  weekday: 'short',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
};

function knownZone(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch {
    return 'UTC';
  }
}
