import { IntlMessageFormat } from 'intl-messageformat';
import { FORMATTING_LOCALE, type Locale } from './reader.ts';

type Values = Readonly<Record<string, string | number>>;

/**
 * A message of the locales, ready to be said. "at {at}" in it is "at 17:00" or "on Fri 13 March at 17:00": English says
 * "at" and Dutch "om" an hour, both say another word of a day, and whether a day is written is known only with the
 * value.
 */
export function readMessage(locale: Locale, message: string): (values: Values) => string {
  const timed: { readonly name: string; readonly preposition: string; readonly given: string }[] = [];
  const source = message.replace(PREPOSITION[locale], (_, preposition: string, name: string) => {
    const given = `${name}_${preposition}`;
    timed.push({ name, preposition, given });
    return `{${given}}`;
  });
  const format = new IntlMessageFormat(source, FORMATTING_LOCALE[locale], undefined, { ignoreTag: true });
  return (values) => {
    const when = timed.map(({ name, preposition, given }) => [given, say(locale, preposition, values[name])]);
    return String(format.format({ ...values, ...Object.fromEntries(when) }));
  };
}

/** Right before a value: what an hour and what a day follow. */
const PREPOSITION: Readonly<Record<Locale, RegExp>> = {
  en: /\b(at|on) \{(\w+)\}/gi,
  nl: /\b(om|op) \{(\w+)\}/gi,
};

/** An hour with its day, and one without, as `writeInstant` and `writeInstants` write them. */
const WITH_DAY = /^(\p{L}{2,3} \d{1,2} \p{L}+(?: \d{4})?) (\d{2}:\d{2}(?: [A-Z]\S*)?)$/u;
const HOUR = /^\d{2}:\d{2}(?: [A-Z]\S*)?$/;

function say(locale: Locale, preposition: string, value: string | number | undefined): string {
  const [hour, day] = locale === 'en' ? ['at', 'on'] : ['om', 'op'];
  const as = (word: string) => (/^[A-Z]/.test(preposition) ? word.charAt(0).toUpperCase() + word.slice(1) : word);
  const [, date, clock] = WITH_DAY.exec(String(value)) ?? [];
  if (date !== undefined) return `${as(day)} ${date} ${hour} ${clock}`;
  return `${HOUR.test(String(value)) ? as(hour) : preposition} ${value}`;
}
