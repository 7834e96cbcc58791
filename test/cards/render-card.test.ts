import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderCard } from '../../src/cards/render-card.ts';
import { InternalError } from '../../src/domain/errors.ts';

const DATA = {
  lang: 'en',
  speak: 'Hello.',
  fallback: 'Hello.',
  head: { style: 'default', kicker: 'Leaver', title: 'Hello', symbol: '', headline: '', hasHeadline: false },
  sentences: [{ words: 'One.' }, { words: 'Two.' }],
  hasButtons: false,
  buttons: [],
};

describe('a template', () => {
  test('becomes a card with its data in it, lists repeated and absent parts left out', () => {
    const card = renderCard('message', DATA);
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5', lang: 'en', fallbackText: 'Hello.' });
    expect(JSON.stringify(card.body)).toContain('"text":"One."');
    expect(JSON.stringify(card.body)).toContain('"text":"Two."');
    expect(JSON.stringify(card.body)).not.toContain('ActionSet');
  });

  test('shows text with `${` as it was written and evaluates nothing', () => {
    const written = '${1+1} ${$root.lang} ${if(';
    const card = renderCard('message', { ...DATA, sentences: [{ words: written }] });
    expect(JSON.stringify(card.body)).toContain(JSON.stringify(written).slice(1, -1));
  });

  test('shows nothing for null and for what is not there', () => {
    const card = renderCard('message', { ...DATA, speak: null, fallback: undefined, sentences: [{ words: null }] });
    expect(card).toMatchObject({ speak: '', fallbackText: '' });
  });

  test('without its data is our defect', () => {
    expect(() => renderCard('message', { ...DATA, head: {} })).toThrow(InternalError);
  });

  test('that Teams would refuse for its size is our defect', () => {
    expect(() => renderCard('message', { ...DATA, fallback: 'W'.repeat(90_000) })).toThrow(/more than Teams takes/);
  });

  test('that does not exist is not made up', () => {
    expect(() => renderCard('nothing', DATA)).toThrow(/ENOENT/);
  });
});

describe('the files in cards/', () => {
  const root = new URL('../../cards/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  const sources = files.map((file) => ({ file, source: readFileSync(new URL(file, root), 'utf8') }));

  test.each(sources)('$file holds no words of its own, so that every word is translated', ({ source }) => {
    const words = [...source.matchAll(/"(?:text|title|label|placeholder|errorMessage)": "([^"]*)"/g)]
      .map(([, text = '']) => text.replace(/\$\{[^}]*\}/g, ''))
      .filter((text) => /\p{L}/u.test(text));
    expect(words.filter((text) => !['SHA-256  ', 'English', 'Nederlands'].includes(text))).toEqual([]);
  });

  test('are all used', () => {
    const code = readdirSync(new URL('../../src/cards/', import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(new URL(`../../src/cards/${file}`, import.meta.url), 'utf8'))
      .join('\n');
    const all = sources.map(({ source }) => source).join('\n');
    const unused = files
      .map((file) => file.replace(/\.json$/, ''))
      .filter((name) => !code.includes(`renderCard('${name}'`) && !all.includes(`"$include": "${name}"`));
    expect(unused).toEqual([]);
  });
});
