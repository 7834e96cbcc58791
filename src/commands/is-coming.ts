import { text } from '../domain/text.ts';
import { translate } from '../locales/translate.ts';

/** Whether this is what a click is answered with when it takes longer than Teams waits; its card follows. */
export function isComing(answer: string): boolean {
  return COMING.includes(answer);
}

const COMING = (['en', 'nl'] as const).map((locale) => translate(text('bot.working'), { locale, timeZone: 'UTC' }));
