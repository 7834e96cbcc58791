export const LOCALES = ['en', 'nl'] as const;
export type Locale = (typeof LOCALES)[number];

/** Whom a sentence is for: the language, and the IANA time zone in which instants are written. */
export type Reader = {
  readonly locale: Locale;
  readonly timeZone: string;
  /** Names and reasons are cut early: only where a card would else be too long. */
  readonly brief?: boolean;
};

/** Dates as people in the country write them: day before month, 24-hour clock. */
export const FORMATTING_LOCALE: Readonly<Record<Locale, string>> = { en: 'en-GB', nl: 'nl-NL' };
