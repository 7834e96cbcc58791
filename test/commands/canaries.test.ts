import { describe, expect, it } from 'vitest';
import { findSecrets, makeCanaries } from '../../src/commands/prove/canaries/canaries.ts';
import { playCanaries } from '../../src/commands/prove/canaries/play-canaries.ts';

describe('a secret', () => {
  const secret = 'canary/&"é';
  it.each([
    secret,
    encodeURIComponent(secret),
    JSON.stringify({ secret }),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ])('is found as %s', (form) => {
    expect(findSecrets([secret], [{ where: 'here', text: `x${form}y` }])).toHaveLength(1);
    expect(findSecrets([secret], [{ where: 'here', text: [...form].reverse().join('') }])).toEqual([]);
  });

  it('stands nowhere after requests that ran, failed and were refused at the door', async () => {
    const { found, passwords, places } = await playCanaries(makeCanaries(), { careless: false });
    expect(found).toEqual([]);
    expect(passwords).toBeGreaterThan(0);
    expect(places).toBeGreaterThan(500);
  });
});
