import { describe, expect, it } from 'vitest';
import { classOf } from '../../src/commands/prove/truth/classes.ts';
import en from '../../src/locales/en.json' with { type: 'json' };

describe('the checker of the truth property', () => {
  it('knows of every text what kind of sentence it is', () => {
    expect(Object.keys(en).filter((key) => classOf(key) === null)).toEqual([]);
  });
});
