import { textActivity } from '../../../bot/turn.ts';
import { text } from '../../../domain/text.ts';
import type { TextKey } from '../../../domain/text-key.ts';
import en from '../../../locales/en.json' with { type: 'json' };
import type { Locale } from '../../../locales/reader.ts';
import { translate } from '../../../locales/translate.ts';
import { HIDDEN, LINK } from './hidden-signs.ts';
import { WORKED_OUT } from './hostile-strings.ts';

/** Messages with a place for words of others, by key: which places take words, and which a number. */
const MESSAGES = (Object.entries(en) as readonly [TextKey, string][]).flatMap(([key, message]) => {
  const words = [...message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const numbers = [...message.matchAll(/\{(\w+), (?:plural|number|selectordinal)/g)].map(([, name = '']) => name);
  const choices = /\{\w+, (?:select|date|time)/.test(message);
  return words.length === 0 || choices || hasOwnAddress(message) ? [] : [{ key, words, numbers }];
});

/** How many sentences there are that say what others wrote. */
export const SENTENCES = MESSAGES.length;

/** What these words do in the `at`-th sentence of ours, as a message to somebody. */
export function messageHarm(written: string, at: number, locale: Locale): readonly string[] {
  const { text: said = '', textFormat } = textActivity(textWith(written, at), { locale, timeZone: 'UTC' });
  return [...(textFormat === 'plain' ? [] : ['the message is read as Markdown']), ...harmOf(said)];
}

/** The control: the sentence with the words put in as they are. */
export function carelessMessageHarm(written: string, at: number, locale: Locale): readonly string[] {
  return harmOf(translate(textWith(written, at), { locale, timeZone: 'UTC' }));
}

function textWith(written: string, at: number) {
  const { key, words, numbers } = MESSAGES[at % MESSAGES.length] ?? { key: 'card.app', words: [], numbers: [] };
  const values = [...words.map((name) => [name, written] as const), ...numbers.map((name) => [name, 3] as const)];
  return text(key, Object.fromEntries(values));
}

function harmOf(said: string): readonly string[] {
  return [
    ...(HIDDEN.test(said) ? ['the message has signs that cannot be seen'] : []),
    ...(LINK.test(said) ? ['the message has an address that clients link'] : []),
    ...(said.length > LONGEST ? ['the message is too long'] : []),
    ...(said.includes(WORKED_OUT) ? ['an expression was worked out'] : []),
  ];
}

/** Characters: our longest sentence with every place filled. */
const LONGEST = 3_000;

/** The address of the private chat is ours, and is to be a link. */
function hasOwnAddress(message: string): boolean {
  return message.includes('https://');
}
