import { describe, expect, test } from 'vitest';
import { say, typed, untrusted } from '../../src/cards/untrusted.ts';
import { text } from '../../src/domain/text.ts';

describe('what other people wrote', () => {
  test.each([
    ['Adèle van ’t Hof-Öztürk', 'Adèle van ’t Hof-Öztürk'],
    ['  two   words\n', 'two words'],
    ['line\r\none\u2028two', 'line one two'],
    ['Ade\u202Eecnav\u202C', 'Adeecnav'],
    ['A\u200Bd\u00ADe\uFEFF', 'Ade'],
    ['bell\u0007 nul\u0000', 'bell nul'],
    ['**b** [l](x) <i>', '**b** [l](x) <i>'],
    ['${1+1}', '${1+1}'],
    ['{{DATE(x)}}', '{ {DATE(x)}}'],
    ['{{{', '{ { {'],
    ['half \uD83D', 'half \uFFFD'],
    ['e\u0301\u0301\u0301\u0301\u0301', 'e\u0301\u0301\u0301'],
    ['李小龍 · سلمى', '李小龍 · سلمى'],
    ['see https://evil.example/x', 'see https: //evil.example/x'],
    ['https:\u200B//evil.example', 'https: //evil.example'],
    ['WWW.evil.example mailto:a@b.example', 'WWW. evil.example mailto: a@b.example'],
    ['__mailto:a@b.example _www.evil.example', '__mailto: a@b.example _www. evil.example'],
    ['at 17:00 (a//b)', 'at 17:00 (a//b)'],
    ['a\u3164b\u2800c', 'ab c'],
    ['', ''],
  ])('%j is shown as %j', (written, shown) => {
    expect(untrusted(written)).toBe(shown);
  });

  test('typed into a form, it stands there again as it was, address and all', () => {
    expect(typed('see https://contoso.example\u202E', 500)).toBe('see https://contoso.example');
  });

  test('is cut at 128 characters', () => {
    expect(untrusted('W'.repeat(128))).toBe('W'.repeat(128));
    expect(untrusted('W'.repeat(129))).toBe(`${'W'.repeat(127)}…`);
  });

  test('is cut at 192 bytes where letters take more than one', () => {
    expect(untrusted('木'.repeat(64))).toBe('木'.repeat(64));
    expect(untrusted('木'.repeat(65))).toBe(`${'木'.repeat(63)}…`);
  });

  test('is cut earlier where the card has to escape every sign', () => {
    expect(untrusted('"'.repeat(128))).toBe(`${'"'.repeat(95)}…`);
  });

  test('is cut where a shorter place asks for it', () => {
    expect(untrusted('Adele Vance', 6)).toBe('Adele…');
  });
});

describe('a sentence about people', () => {
  const reader = { locale: 'en', timeZone: 'UTC' } as const;

  test('cleans what is put into it, also inside of sentences and lists', () => {
    const inner = text('card.person.manager', { name: 'Ade\u202Ele' });
    expect(say(text('card.person.manager', { name: inner }), reader)).toBe('manager manager Adele');
    expect(say(text('card.person.manager', { name: [inner, inner] }), reader)).toBe(
      'manager manager Adele and manager Adele',
    );
  });

  test('leaves hours and numbers as they are', () => {
    expect(say(text('card.list.page-of', { page: 1, pages: 12 }), reader)).toBe('Page 1 of 12');
    expect(say(text('card.list.due', { at: { instant: '2026-03-13T16:00:00Z' } }), reader)).toBe(
      'planned for Fri 13 March 2026 16:00 UTC',
    );
  });
});
