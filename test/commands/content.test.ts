import { describe, expect, it } from 'vitest';
import { hostileStrings } from '../../src/commands/prove/content/hostile-strings.ts';
import { contentProof } from '../../src/commands/prove/rows/hostile-content.ts';

describe('the hostile strings', () => {
  it('are the same for the same seed, others for another, and hold every kind', () => {
    const strings = hostileStrings(1, 1_000);
    expect(hostileStrings(1, 1_000)).toEqual(strings);
    expect(hostileStrings(2, 1_000)).not.toEqual(strings);
    const all = strings.join(' ');
    for (const kind of [
      '](https',
      '<script',
      '${',
      '{{',
      '\u202E',
      '\u200B',
      '\u0000',
      '=cmd|',
      '__proto__',
      "@'",
      '`',
    ])
      expect(all).toContain(kind);
    expect(strings.some((written) => !written.isWellFormed())).toBe(true);
    expect(Math.max(...strings.map(({ length }) => length))).toBe(20_000);
  });

  it('do nothing on cards, in messages, scripts and the log, and much where care is taken out', async () => {
    const told: string[] = [];
    const run = { short: true, seed: 4, trials: 120, say: (line: string) => told.push(line) };
    const [row] = await contentProof(run);
    expect({ failures: row?.failures, told: told.slice(1) }).toEqual({ failures: 0, told: [] });
    expect(row?.control.failures).toBe(row?.control.trials);
  });
});
