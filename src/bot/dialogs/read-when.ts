import type { FormValues } from '../../cards/form-values.ts';
import type { When } from '../../domain/choices.ts';
import { isMeantAsDay, parseDay, parseTime } from '../../domain/read-day.ts';
import { type Text, text } from '../../domain/text.ts';
import { dayIn, resolveLocal } from '../../domain/when.ts';
import type { Locale } from '../../locales/translate.ts';

/** An hour that a clock change makes twice or not at all: the moments that can be meant, to be asked about. */
export type ClockQuestion = {
  readonly problem: 'twice' | 'never';
  readonly localDate: string;
  readonly localTime: string;
  readonly instants: readonly string[];
};

export type ReadWhen = When | { readonly problem: Text } | { readonly clock: ClockQuestion };

/** When it shall run, out of the form: now, or at an hour of the last working day on the wall clock of `zone`. */
export function readWhen(asked: {
  readonly form: Pick<FormValues, 'when' | 'lastDay' | 'hour'>;
  readonly zone: string;
  readonly now: string;
  /** Which moment was meant, ISO UTC, once a clock question was answered. */
  readonly meant: string | null;
  /** How far ahead it may lie. */
  readonly days: number;
  /** Set where the card offers no “now”. */
  readonly isForLater?: true;
}): ReadWhen {
  const { form, zone, now, meant, days, isForLater = false } = asked;
  const localDate = form.lastDay.trim();
  const localTime = form.hour.trim();
  // A day beside “now” may be the one that was meant: only people say which of the two holds.
  if (form.when !== 'at' && localDate !== '') return { problem: text('bot.when.day-beside-now') };
  if (form.when === 'now') return { mode: 'now' };
  if (localDate === '') return { problem: text('bot.when.day-missing') };
  if (localTime === '') return { problem: text('bot.when.hour-missing') };
  const resolved = resolveLocal({ localDate, localTime, zone, now, days });
  switch (resolved.status) {
    case 'ok':
      return { mode: 'at', localDate, localTime, zone, instant: resolved.instant };
    case 'past':
      return { problem: text(isForLater ? 'bot.when.past-later' : 'bot.when.past', pastValues(resolved.instant, now)) };
    case 'too-far':
      return { problem: text('bot.when.too-far', { days: resolved.days }) };
    case 'not-a-date':
      return { problem: text('bot.when.not-a-date', { day: localDate, hour: localTime }) };
    case 'skipped-hour':
      return askOrTake({ problem: 'never', localDate, localTime, instants: [resolved.next.instant] }, meant, zone);
    case 'twice': {
      const instants = [resolved.earlier.instant, resolved.later.instant];
      return askOrTake({ problem: 'twice', localDate, localTime, instants }, meant, zone);
    }
  }
}

function pastValues(at: string, now: string) {
  return { at: { instant: at }, now: { instant: now } };
}

function askOrTake(question: ClockQuestion, meant: string | null, zone: string): ReadWhen {
  return meant !== null && question.instants.includes(meant) ? momentOf(meant, zone) : { clock: question };
}

/** The moment that was meant at a clock change, written on the wall clock that it has then. */
function momentOf(instant: string, zone: string): Extract<When, { mode: 'at' }> {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return { mode: 'at', localDate: dayIn(zone, instant), localTime: parts.format(new Date(instant)), zone, instant };
}

/**
 * A day, with or without an hour, as somebody types it: "31-12", "31-12 17:00", "friday 5pm", "17:00". Null when it is
 * neither. What is missing comes from the form.
 */
export function readTypedWhen(asked: {
  readonly typed: string;
  readonly zone: string;
  readonly now: string;
  readonly locale: Locale;
}): Partial<Pick<FormValues, 'when' | 'lastDay' | 'hour'>> | null {
  const { typed, zone, now, locale } = asked;
  const words = typed.trim().split(/\s+/, MOST_WORDS + 1);
  if (words.length > MOST_WORDS) return null;
  const today = dayIn(zone, now);
  for (let at = words.length; at >= 0; at -= 1) {
    const dayWords = words.slice(0, at).join(' ');
    const hourWords = words.slice(at).join(' ');
    const day = dayWords === '' ? null : parseDay(dayWords, today, locale);
    const hour = hourWords === '' ? null : parseTime(hourWords);
    if ((day !== null || dayWords === '') && (hour !== null || hourWords === '')) {
      return { when: 'at', ...(day === null ? {} : { lastDay: day }), ...(hour === null ? {} : { hour }) };
    }
  }
  return null;
}

/** As many as a day and an hour can have: "on 31 december 2026 at 5 pm". More than these are never tried. */
const MOST_WORDS = 7;

/**
 * `adele vance 31-12 17:00` → whom and when: the longest end of the line that is a day, an hour or "now". Looked for in
 * the last words only, so that a pasted mail costs no more than a name. A day that there is not is no part of the name.
 */
export function splitPrefill(
  rest: string,
  asked: { readonly zone: string; readonly now: string; readonly locale: Locale },
): { readonly query: string; readonly typedWhen: string } {
  const words = rest.split(/\s+/).filter((word) => word !== '');
  for (let at = Math.max(1, words.length - MOST_WORDS); at < words.length; at += 1) {
    const typedWhen = words.slice(at).join(' ');
    const isNow = /^(now|nu)$/i.test(typedWhen);
    if (isNow || isMeantAsDay(typedWhen) || readTypedWhen({ typed: typedWhen, ...asked }) !== null) {
      return { query: words.slice(0, at).join(' '), typedWhen };
    }
  }
  return { query: words.join(' '), typedWhen: '' };
}
