import { describe, expect, it } from 'vitest';
import { allowed } from '../src/log.ts';

describe('a line of the log', () => {
  it('keeps ids, kinds, codes, counts and places in our own code', () => {
    const event = {
      kind: 'turn-failed',
      requestId: '30000000-0000-4000-8000-000000000001',
      code: 'ECONNREFUSED',
      error: 'TypeError',
      at: 'src/bot/bot.ts:12 < src/flow/ask.ts:3',
      status: 503,
      reason: 'on-premises.refused.deleted',
    };
    const { kind: _, ...fields } = event;
    expect(allowed(event)).toEqual(fields);
  });

  it('drops every field that is not named', () => {
    expect(allowed({ kind: 'x', displayName: 'Adele', body: 'b', password: 'p', headers: {} })).toEqual({});
  });

  it.each(['Adele Vance', 'a\nb', 'adele@contoso.example', '\u202E', 'Error: no', 'x'.repeat(121), { a: 1 }, ['a']])(
    'says ? where %j stands under an allowed name',
    (code) => {
      expect(allowed({ kind: 'x', code })).toEqual({ code: '?' });
    },
  );
});
