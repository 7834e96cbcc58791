import { describe, expect, it } from 'vitest';
import { nobodyCalled, withoutReports } from '../../src/bot/nobody-called.ts';

describe('nobody found', () => {
  it.each([
    ['adele', 'bot.person.nobody'],
    ['adele @ retail', 'bot.person.nobody'],
    [' ghost@contoso.com ', 'bot.person.nobody-address'],
  ])('by “%s” is told without asking for an address that was typed', (query, key) => {
    expect(nobodyCalled(query).key).toBe(key);
  });

  it.each([
    ['offboard', 'bot.person.nobody-no-reports'],
    ['restore-user', 'bot.person.nobody-no-reports-restore'],
  ] as const)('for %s is not sent to the manager of an account that may be deleted, and has none', (kind, key) => {
    expect(withoutReports(nobodyCalled('adele'), kind).key).toBe(key);
  });
});
