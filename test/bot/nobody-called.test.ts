import { describe, expect, it } from 'vitest';
import { nobodyCalled } from '../../src/bot/nobody-called.ts';

describe('nobody found', () => {
  it.each([
    ['adele', 'bot.person.nobody'],
    ['adele @ retail', 'bot.person.nobody'],
    [' ghost@contoso.com ', 'bot.person.nobody-address'],
  ])('by “%s” is told without asking for an address that was typed', (query, key) => {
    expect(nobodyCalled(query).key).toBe(key);
  });
});
