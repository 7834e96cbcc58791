/** The zone of everybody in the trials. */
const ZONE = 'Europe/Amsterdam';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * The instants that a written hour can mean, each the first millisecond of its minute: one where day and year stand
 * there, else every day from `from` until `to` at that hour.
 */
export function readInstants(words: string, from: number, to: number, day = ''): readonly number[] {
  const [, date = day.replace(/,.*$/, ''), hour = ''] =
    /^(?:[A-Z][a-z]{2} (\d{1,2} [A-Z][a-z]+(?: \d{4})?) )?(\d{2}:\d{2})/.exec(words.trim()) ?? [];
  if (hour === '') return [];
  const wanted = date.replace(/^[A-Z][a-z]{2} /, '').trim();
  const found: number[] = [];
  for (let at = startOfDay(from) - DAY; at <= to + DAY; at += DAY) {
    const minute = instantOf(at, hour);
    const written = dayOf(minute);
    if (wanted !== '' && written !== wanted && !written.startsWith(`${wanted} `)) continue;
    if (minute >= from - DAY && minute <= to + MINUTE) found.push(minute);
  }
  return found;
}

/** The same words for an instant as cards use, without weekday and zone: “21 November 2026 18:10”. */
export function minuteOf(instant: string | number): string {
  const at = new Date(instant).getTime();
  return `${dayOf(at)} ${hourOf(at)}`;
}

/** Whether a written instant, with or without weekday and zone, is this one. */
export function isWritten(words: string, instant: string | number): boolean {
  return words.includes(minuteOf(instant));
}

const days = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', month: 'long', year: 'numeric' });
const hours = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function dayOf(at: number): string {
  return days.format(at);
}

function hourOf(at: number): string {
  return hours.format(at);
}

function startOfDay(at: number): number {
  return Math.floor(at / DAY) * DAY;
}

/** On the day of `near`, in the zone: at most two hours and a day away. */
function instantOf(near: number, hour: string): number {
  const [hh = 0, mm = 0] = hour.split(':').map(Number);
  const guess = startOfDay(near) + hh * 60 * MINUTE + mm * MINUTE;
  const [gh = 0] = hourOf(guess).split(':').map(Number);
  const shift = ((gh - hh + 36) % 24) - 12;
  return guess - shift * 60 * MINUTE;
}
