import { type Text, text } from '../domain/text.ts';

/** That nobody of whom the reader may ask answers to what was typed: a full address is not asked for a second time. */
export function nobodyCalled(query: string): Text {
  return text(ADDRESS.test(query.trim()) ? 'bot.person.nobody-address' : 'bot.person.nobody', { query });
}

const ADDRESS = /^[^\s@]+@[^\s@]+$/;
