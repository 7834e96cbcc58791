import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BAR_CELLS, clockBars } from '../../src/cards/clock-bars.ts';
import { liveSentence } from '../../src/cards/parts/live-sentence.ts';
import { type Sample, sampleReport } from '../../src/commands/prove/gallery/sample-reports.ts';
import type { PropagationLine } from '../../src/domain/propagation.ts';
import { text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import { aSyncedTargetUser, aTargetUser, minutesAfter, NOW } from '../helpers/given.ts';

function aLine(changes: Partial<PropagationLine> = {}): PropagationLine {
  return {
    id: 'open-sessions',
    state: 'expected',
    earliest: minutesAfter(NOW, 0),
    typical: minutesAfter(NOW, 23),
    latest: minutesAfter(NOW, 46),
    seed: text('propagation.open-sessions.seed'),
    today: text('propagation.open-sessions.today'),
    explains: null,
    ...changes,
  };
}

const AT_RISK = { state: 'at-risk', earliest: null, typical: null, latest: null } as const;

function drawn(lines: readonly PropagationLine[], minutes = 0, startedAt: string | null = NOW): readonly string[] {
  const { bars } = clockBars(lines, minutesAfter(NOW, minutes), startedAt);
  return bars.map(({ pieces }) => pieces.map(({ glyphs }) => glyphs).join(''));
}

describe('the bars of the clock', () => {
  it('go from the start to the latest moment, with a mark where it is typical and where now is', () => {
    expect(drawn([aLine()], 0)).toEqual(['●───────────┼──────────┤']);
    expect(drawn([aLine()], 10)).toEqual(['├━━━━●──────┼──────────┤']);
    expect(drawn([aLine()], 30)).toEqual(['├━━━━━━━━━━━┼━━●───────┤']);
  });

  it('are full when it was seen, and green', () => {
    const { bars } = clockBars([aLine({ state: 'seen' })], NOW, NOW);
    expect(bars[0]?.pieces).toEqual([{ glyphs: '━'.repeat(BAR_CELLS), tone: 'good', subtle: false }]);
  });

  it('are filled as far as now in the colour of what goes on', () => {
    const { bars } = clockBars([aLine()], minutesAfter(NOW, 23), NOW);
    const filled = bars[0]?.pieces.filter(({ tone }) => tone === 'accent').map(({ glyphs }) => glyphs.length);
    expect(filled?.reduce((sum, length) => sum + length, 0)).toBe(13);
  });

  it('have no end where nobody promises one, and say by colour that it is at risk', () => {
    const { bars } = clockBars([aLine(), aLine({ id: 'durable', ...AT_RISK })], NOW, NOW);
    expect(bars[1]?.pieces).toEqual([{ glyphs: '╍'.repeat(BAR_CELLS), tone: 'attention', subtle: false }]);
  });

  it('share one axis, so that the longer wait is the longer bar', () => {
    const short = aLine({ id: 'new-sign-ins', typical: minutesAfter(NOW, 5), latest: minutesAfter(NOW, 10) });
    const [first = '', second = ''] = drawn([short, aLine()]);
    expect(first.length).toBeLessThan(second.length / 2);
    expect(first.at(-1)).toBe('┤');
  });

  it('begin with the hour of a scheduled request, and show no now before it', () => {
    const { showsNow } = clockBars([aLine()], minutesAfter(NOW, -600), NOW);
    expect(showsNow).toBe(false);
    expect(drawn([aLine()], -600)).toEqual(['├───────────┼──────────┤']);
  });

  it('begin where their own time begins, which of a second block is later than the start', () => {
    const first = aLine({ id: 'new-sign-ins', latest: minutesAfter(NOW, 46) });
    const second = aLine({
      earliest: minutesAfter(NOW, 23),
      typical: minutesAfter(NOW, 30),
      latest: minutesAfter(NOW, 46),
    });
    const blank = '\u00a0'.repeat(12);
    expect(drawn([first, second], 34)[1]).toBe(`${blank}├━━┼━●─────┤`);
    expect(drawn([first, second], 10)[1]).toBe(`${'\u00a0'.repeat(5)}●${'\u00a0'.repeat(6)}├──┼───────┤`);
  });

  it('show what is typical beside now, where both are in one cell', () => {
    expect(drawn([aLine()], 22)).toEqual(['├━━━━━━━━━━●┼──────────┤']);
    expect(drawn([aLine({ typical: minutesAfter(NOW, 22.5) })], 23.5)).toEqual(['├━━━━━━━━━━┼●──────────┤']);
  });

  it('leave out connected applications, for which there is never an hour', () => {
    expect(drawn([aLine({ id: 'connected-apps', ...AT_RISK })])).toEqual([]);
  });

  it('are not drawn when nobody promises anything', () => {
    expect(clockBars([aLine(AT_RISK)], NOW, null)).toEqual({ bars: [], axis: null, showsNow: false });
  });

  it('never are longer than a narrow card, whatever happened', () => {
    const minute = fc.integer({ min: -3000, max: 3000 });
    const line = fc
      .record({
        id: fc.constantFrom('new-sign-ins' as const, 'durable' as const),
        state: fc.constantFrom('expected' as const, 'seen' as const, 'at-risk' as const),
        at: fc.tuple(minute, minute, minute),
      })
      .map(({ id, state, at }) => {
        const [earliest = 0, typical = 0, latest = 0] = at.toSorted((one, other) => one - other);
        const [from, mid, to] = [minutesAfter(NOW, earliest), minutesAfter(NOW, typical), minutesAfter(NOW, latest)];
        return aLine({ id, state, ...(state === 'at-risk' ? AT_RISK : { earliest: from, typical: mid, latest: to }) });
      });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), minute, fc.option(minute), (lines, now, started) => {
        const startedAt = started === null ? null : minutesAfter(NOW, started);
        for (const bar of drawn(lines, now, startedAt)) {
          expect(bar.length).toBeGreaterThan(0);
          expect(bar.length).toBeLessThanOrEqual(BAR_CELLS);
          expect(bar).toMatch(/^[\u00a0●├┼┤━─╍┄]+$/);
          expect([...bar].filter((glyph) => glyph === '●').length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('the live sentence', () => {
  const reader = { locale: 'en', timeZone: 'UTC' } as const;
  const begun = { state: 'running', startedAt: NOW } as const;
  const said = (sample: Sample) => {
    const words = liveSentence(sampleReport(sample), (instant) => instant.slice(11, 16));
    return words === null ? null : translate(words, reader);
  };
  const synced = aSyncedTargetUser();
  const inPlace = { state: 'accepted', verifiedAt: minutesAfter(NOW, 7) } as const;
  const block: Sample = { kind: 'block-sign-in', targetUser: synced, request: begun };

  it.each<[string, Sample, string | null]>([
    [
      'IT has to act',
      {
        ...block,
        states: { 'block-sign-in': 'verified', 'revoke-sessions': 'verified', 'disable-account': 'needs-person' },
      },
      'Open sessions end by 11:41 at the latest. Checked 10:07: still waiting for Active Directory.',
    ],
    [
      'the block is made again, after AD refused its half',
      {
        ...block,
        states: { 'block-sign-in': 'planned', 'revoke-sessions': 'verified', 'disable-account': 'failed' },
      },
      'Open sessions end by 11:41 at the latest.',
    ],
    [
      'the block was made again and nobody has seen it since',
      {
        ...block,
        states: { 'block-sign-in': 'accepted', 'revoke-sessions': 'verified', 'disable-account': 'failed' },
      },
      'Open sessions end by 11:41 at the latest.',
    ],
    [
      'sync has to come',
      {
        ...block,
        states: { 'block-sign-in': 'verified', 'revoke-sessions': 'verified', 'disable-account': 'attested' },
      },
      'Open sessions end by 11:41 at the latest. Checked 10:07: still waiting for directory sync.',
    ],
    [
      'it lasts',
      {
        ...block,
        states: { 'block-sign-in': 'verified', 'revoke-sessions': 'verified', 'disable-account': 'verified' },
      },
      'Open sessions end by 11:41 at the latest. Checked 10:07: in place, and a later directory sync left it so.',
    ],
    [
      'it ended before anybody reported Active Directory',
      {
        ...block,
        request: { state: 'done-with-gaps', startedAt: NOW, endedAt: minutesAfter(NOW, 9) },
        states: { 'block-sign-in': inPlace, 'revoke-sessions': 'verified', 'disable-account': 'needs-person' },
      },
      'Open sessions end by 11:41 at the latest. Checked 10:07: in place in the cloud; not seen in Active Directory.',
    ],
    [
      'the half in Active Directory was let go',
      {
        ...block,
        states: { 'block-sign-in': inPlace, 'revoke-sessions': 'verified', 'disable-account': 'waived' },
      },
      'Open sessions end by 11:41 at the latest. Checked 10:07: in place in the cloud; not seen in Active Directory.',
    ],
    [
      'a cloud account is blocked',
      { ...block, targetUser: aTargetUser(), states: { 'block-sign-in': 'verified', 'revoke-sessions': 'verified' } },
      'Open sessions end by 11:41 at the latest. Checked 10:07: in place.',
    ],
    [
      'a restore that ended gave back a group, and nobody ever let the person sign in',
      {
        kind: 'restore-user',
        targetUser: synced,
        request: { state: 'done-with-gaps', startedAt: NOW, endedAt: minutesAfter(NOW, 9) },
        states: { 'enable-account': 'needs-person', 'unblock-sign-in': 'waiting', 'rejoin-groups': 'verified' },
      },
      null,
    ],
    [
      'Graph refused the block and nobody disabled the account either',
      {
        ...block,
        states: { 'block-sign-in': 'needs-person', 'revoke-sessions': 'verified', 'disable-account': 'failed' },
      },
      'Sessions from before 10:06 end by 11:41 at the latest; later ones do not.',
    ],
    [
      'IT could not enable the account, behind which the unblock waits',
      {
        kind: 'restore-user',
        targetUser: synced,
        request: begun,
        states: { 'enable-account': 'failed', 'unblock-sign-in': 'waiting', 'rejoin-groups': 'verified' },
      },
      null,
    ],
    ['nothing was looked at', { ...block, states: {} }, null],
    ['nothing has begun', { ...block, request: {}, states: { 'revoke-sessions': 'verified' } }, null],
  ])('when %s', (_, sample, sentence) => {
    expect(said(sample)).toBe(sentence);
  });
});
