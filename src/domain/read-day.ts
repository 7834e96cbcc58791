import { Temporal } from 'temporal-polyfill';

const MONTHS: readonly (readonly string[])[] = [
  ['january', 'januari', 'jan'],
  ['february', 'februari', 'feb'],
  ['march', 'maart', 'mar', 'mrt'],
  ['april', 'apr'],
  ['may', 'mei'],
  ['june', 'juni', 'jun'],
  ['july', 'juli', 'jul'],
  ['august', 'augustus', 'aug'],
  ['september', 'sep', 'sept'],
  ['october', 'oktober', 'oct', 'okt'],
  ['november', 'nov'],
  ['december', 'dec'],
];

const WEEKDAYS: readonly (readonly string[])[] = [
  ['monday', 'maandag', 'mon', 'ma'],
  ['tuesday', 'dinsdag', 'tue', 'di'],
  ['wednesday', 'woensdag', 'wed', 'wo'],
  ['thursday', 'donderdag', 'thu', 'do'],
  ['friday', 'vrijdag', 'fri', 'vr'],
  ['saturday', 'zaterdag', 'sat', 'za'],
  ['sunday', 'zondag', 'sun', 'zo'],
];

/** A map, since anything can be typed: a record would find "constructor". */
const NEAR_DAYS: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['vandaag', 0],
  ['tomorrow', 1],
  ['morgen', 1],
  ['overmorgen', 2],
  ['yesterday', -1],
  ['gisteren', -1],
  ['eergisteren', -2],
]);

/**
 * The day that somebody typed, YYYY-MM-DD; null when it is none, or could be two. Both languages are read whatever the
 * locale. Without a year it is the next such day from today on; a weekday is the next one after today, or the last one
 * before it ("last friday"), to be told that it has passed. Day comes before month; with a slash that is not clear to
 * readers of English, so `3/4` is not guessed there.
 */
export function parseDay(typed: string, today: string, locale: 'en' | 'nl'): string | null {
  const words = typed
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^(on|op) /, '');
  const start = Temporal.PlainDate.from(today);
  const near = NEAR_DAYS.get(words);
  if (near !== undefined) return start.add({ days: near }).toString();
  return weekday(words, start) ?? yearFirst(words) ?? dayFirst(words, start, locale) ?? withMonthName(words, start);
}

/** Whether somebody meant a day, also one that there is not ("30 feb") or that could be two ("3/4"). */
export function isMeantAsDay(typed: string): boolean {
  const words = typed.trim().toLowerCase();
  if (/^\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?$/.test(words)) return true;
  const [one = '', other = ''] = words.split(' ', 2);
  const isMonth = (word: string) => MONTHS.some((names) => names.includes(word.replace('.', '')));
  return (/^\d{1,2}$/.test(one) && isMonth(other)) || (isMonth(one) && /^\d{1,2}$/.test(other));
}

/**
 * The time that somebody typed, HH:mm; null when it is none. `5` alone could be morning or evening and is not guessed.
 */
export function parseTime(typed: string): string | null {
  const words = typed
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^(at|om) /, '');
  return words === 'noon' ? '12:00' : (halfDayClock(words) ?? fullDayClock(words));
}

/** "5 pm", "5:30 p.m." */
function halfDayClock(words: string): string | null {
  const match = /^(0?[1-9]|1[0-2])(?:[:.](\d\d))? ?([ap])\.?m\.?$/.exec(words);
  if (match === null) return null;
  return clock((Number(match[1]) % 12) + (match[3] === 'p' ? 12 : 0), Number(match[2] ?? 0));
}

/** "17:00", "17.00 uur", "17u", "17u30", "17" */
function fullDayClock(words: string): string | null {
  const match =
    /^(\d{1,2})[:.](\d\d)(?: ?(?:uur|u|h))?$/.exec(words) ??
    /^(\d{1,2}) ?(?:uur|u|h)(?: ?(\d\d))?$/.exec(words) ??
    /^(1[3-9]|2[0-3])$/.exec(words);
  return match === null ? null : clock(Number(match[1]), Number(match[2] ?? 0));
}

function clock(hour: number, minute: number): string | null {
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function weekday(words: string, today: Temporal.PlainDate): string | null {
  const isPast = /^(last|previous|vorige|afgelopen) /.test(words);
  const name = words.replace(/^(last|previous|vorige|afgelopen|next|this|coming|komende|aanstaande|deze) /, '');
  const place = WEEKDAYS.findIndex((names) => names.includes(name));
  if (place < 0) return null;
  const ahead = (place + 1 - today.dayOfWeek + 7) % 7;
  return today.add({ days: isPast ? ahead - 7 : ahead === 0 ? 7 : ahead }).toString();
}

function yearFirst(words: string): string | null {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(words);
  return match === null ? null : dateOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

function dayFirst(words: string, today: Temporal.PlainDate, locale: 'en' | 'nl'): string | null {
  const match = /^(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d\d))?$/.exec(words);
  if (match === null) return null;
  const [first, second] = [Number(match[1]), Number(match[3])];
  if (match[2] === '/' && locale === 'en') {
    if (first <= 12 && second <= 12 && first !== second) return null;
    if (second > 12) return inYear(match[4], first, second, today);
  }
  return inYear(match[4], second, first, today);
}

function withMonthName(words: string, today: Temporal.PlainDate): string | null {
  const dayThenMonth = /^(\d{1,2})(?:st|nd|rd|th|e)? (?:of )?([a-z]+)\.?,?(?: (\d{4}))?$/.exec(words);
  const monthThenDay = /^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?$/.exec(words);
  const [day, name, year] =
    dayThenMonth !== null
      ? [dayThenMonth[1], dayThenMonth[2], dayThenMonth[3]]
      : [monthThenDay?.[2], monthThenDay?.[1], monthThenDay?.[3]];
  const month = MONTHS.findIndex((names) => name !== undefined && names.includes(name)) + 1;
  return month === 0 ? null : inYear(year, month, Number(day), today);
}

/** Without a year: the first such day from today on; 29 February waits for a leap year. */
function inYear(year: string | undefined, month: number, day: number, today: Temporal.PlainDate): string | null {
  if (year !== undefined) return dateOf(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
  const candidates = Array.from({ length: 9 }, (_, ahead) => dateOf(today.year + ahead, month, day));
  return candidates.find((date) => date !== null && date >= today.toString()) ?? null;
}

function dateOf(year: number, month: number, day: number): string | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
  } catch {
    return null;
  }
}
