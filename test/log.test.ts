import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../src/bot/refusals.ts';
import { allowed, createLog } from '../src/log.ts';

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

  it('keeps whose tokens were refused, and which setting would allow them', () => {
    const fields = {
      reason: 'token-issuer-own-tenant',
      issuer: 'https://sts.windows.net/7f3c0000-0000-4000-8000-00000000c0de/',
      code: 'MICROSOFT_APP_EXTRA_ISSUER',
    };
    expect(allowed({ event: 'refused', ...fields })).toEqual(fields);
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

describe('the counters', () => {
  it('tell refusals apart by reason, and count a reason that there is not as other', () => {
    const log = createLog('silent', REFUSALS);
    log.write('bot', { event: 'refused', reason: 'tenant' });
    log.write('bot', { event: 'refused', reason: 'tenant' });
    for (let at = 0; at < 50; at += 1) log.write('bot', { event: 'refused', reason: `"} ${at}\n` });
    log.write('bot', { event: 'refused' });
    log.write('bot', { event: 'turn', reason: 'tenant' });
    const lines = log
      .metrics()
      .split('\n')
      .filter((line) => line.startsWith('leaver_'));
    expect(lines).toEqual([
      'leaver_events_total{source="bot",kind="refused",reason="other"} 51',
      'leaver_events_total{source="bot",kind="refused",reason="tenant"} 2',
      'leaver_events_total{source="bot",kind="turn"} 1',
    ]);
  });

  it('have names that may stand in Prometheus text', () => {
    for (const reason of REFUSALS) expect(reason).toMatch(/^[a-z][a-z-]*$/);
  });
});
