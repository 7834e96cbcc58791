import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ON_PREMISES_KINDS } from '../../src/domain/ad-account.ts';
import en from '../../src/locales/en.json' with { type: 'json' };
import nl from '../../src/locales/nl.json' with { type: 'json' };

const lanes = join(import.meta.dirname, '..', '..', 'src', 'lanes');
const sources = readdirSync(lanes, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(lanes, name), 'utf8'));

/** What stands in the places of a key that is put together. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  verb: ['block', 'unblock'],
  kind: ON_PREMISES_KINDS,
  known: ON_PREMISES_KINDS,
  account: ['missing', 'several'],
  refused: ['wrong', 'expired', 'disabled', 'locked'],
  because: ['no-answer', 'not-trusted'],
  why: ['nobody', 'silent'],
  meaning: sources.flatMap((source) => [...source.matchAll(/means: '([a-z-]+)'/g)].map((match) => match[1] ?? '')),
};

describe('what lanes say to people', () => {
  const keys = sources.flatMap((source) =>
    [...source.matchAll(/['`]((?:graph|on-premises)\.[^'`]+)['`]/g)].flatMap((match) => expanded(match[1] ?? '')),
  );

  it('is found in the sources at all', () => {
    expect(keys.length).toBeGreaterThan(45);
    expect(keys).toContain('graph.refused.last-owner');
    expect(keys).toContain('graph.unblock.refused-by-sync');
  });

  it.each([
    ['English', en],
    ['Dutch', nl],
  ] as const)('has its words in %s', (_, words: Readonly<Record<string, string>>) => {
    expect(keys.filter((key) => words[key] === undefined)).toEqual([]);
  });
});

function expanded(key: string): readonly string[] {
  const place = /\$\{(\w+)[^}]*\}/.exec(key);
  if (place === null) return [key];
  return (PLACES[place[1] ?? ''] ?? ['?']).map((value) => key.replace(place[0], value));
}
