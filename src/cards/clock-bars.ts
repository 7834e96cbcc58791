import type { PropagationLine, PropagationLineId } from '../domain/propagation.ts';

/** Cells of a bar: what a card of 280 pixels can still show on one line in a fixed-width font. */
export const BAR_CELLS = 24;

export type BarTone = 'good' | 'accent' | 'attention' | 'default';

/** Cells of one look, next to each other; a bar has {@link BAR_CELLS} at the most, and ends at its latest moment. */
export type BarPiece = { readonly glyphs: string; readonly tone: BarTone; readonly subtle: boolean };

export type Bar = { readonly id: PropagationLineId; readonly pieces: readonly BarPiece[] };

export type Bars = {
  readonly bars: readonly Bar[];
  /** The ends of the axis that all bars share, ISO UTC; null = nothing to draw. */
  readonly axis: { readonly from: string; readonly to: string } | null;
  /** Whether "now" lies on it. */
  readonly showsNow: boolean;
};

/** What the marks mean; explained once below the bars. */
export const BAR_MARKS = { now: '●', earliest: '├', typical: '┼', latest: '┤' } as const;

/**
 * The lines as bars on one axis of time: seen = full, and ended too; expected = from its earliest moment, filled up to
 * now, with marks at earliest, typical and latest, without "now" where that is not told (null); at risk and unknown = a
 * broken line without an end. Fixed-width text, because Adaptive Cards 1.5 draws neither progress bars nor empty
 * columns thinner than their padding.
 */
export function clockBars(lines: readonly PropagationLine[], now: string | null, startedAt: string | null): Bars {
  const drawn = lines.filter(({ id }) => id !== 'connected-apps');
  const axis = axisOf(drawn, now, startedAt);
  if (axis === null) return { bars: [], axis: null, showsNow: false };
  const at = (instant: string) => cellOf(instant, axis);
  const nowCell = now !== null && now >= axis.from ? at(now) : null;
  const bars = drawn.map((line) => ({ id: line.id, pieces: pieces(cellsOf(line, nowCell, at, now)) }));
  return { bars, axis, showsNow: nowCell !== null && drawn.some(({ state }) => state === 'expected') };
}

type Axis = { readonly from: string; readonly to: string };

/** From what happened or begins first to the last promise; null when nobody promises anything. */
function axisOf(lines: readonly PropagationLine[], now: string | null, startedAt: string | null): Axis | null {
  const moments = lines.flatMap(({ earliest, latest }) => [earliest, latest]).filter((each) => each !== null);
  const promised = lines.flatMap(({ state, latest }) => (state === 'expected' && latest !== null ? [latest] : []));
  const start = startedAt ?? moments[0] ?? now;
  const first = [...moments, ...(start === null ? [] : [start])].toSorted()[0];
  const last = (promised.length > 0 ? promised : moments).toSorted().at(-1);
  return first === undefined || last === undefined ? null : { from: first, to: last > first ? last : first };
}

function cellOf(instant: string, { from, to }: Axis): number {
  const whole = Date.parse(to) - Date.parse(from);
  const share = whole === 0 ? 1 : (Date.parse(instant) - Date.parse(from)) / whole;
  return Math.min(BAR_CELLS - 1, Math.max(0, Math.round(share * (BAR_CELLS - 1))));
}

type Cell = { readonly glyph: string; readonly tone: BarTone; readonly subtle: boolean };

function cellsOf(
  line: PropagationLine,
  now: number | null,
  at: (instant: string) => number,
  instant: string | null,
): readonly Cell[] {
  const all = Array.from({ length: BAR_CELLS }, (_, cell) => cell);
  if (line.state === 'seen') return all.map(() => ({ glyph: '━', tone: 'good', subtle: false }));
  if (line.state === 'ended') return all.map(() => ({ glyph: '━', tone: 'accent', subtle: false }));
  if (line.state !== 'expected' || line.latest === null) {
    const risk = line.state === 'at-risk';
    return all.map(() => ({ glyph: risk ? '╍' : '┄', tone: risk ? 'attention' : 'default', subtle: !risk }));
  }
  const [earliest, latest] = [line.earliest === null ? 0 : at(line.earliest), at(line.latest)];
  const marks = marksOf(line, at, now === null || instant === null ? null : { cell: now, instant });
  const end = Math.max(latest, now ?? 0);
  return all.slice(0, end + 1).map((cell): Cell => {
    if (cell === now) return { glyph: BAR_MARKS.now, tone: 'accent', subtle: false };
    if (cell < earliest) return { glyph: BLANK, tone: 'default', subtle: false };
    const past = now !== null && cell < now;
    const mark = marks.get(cell);
    // As what lies before or after it, so that a bar stays a few pieces of text.
    if (mark !== undefined) return { glyph: mark, tone: past ? 'accent' : 'default', subtle: false };
    return past ? { glyph: '━', tone: 'accent', subtle: false } : { glyph: '─', tone: 'default', subtle: false };
  });
}

/** Clients collapse plain spaces; this one they draw as wide as any other sign of the font. */
const BLANK = '\u00a0';

/**
 * The later mark wins a cell that two share: the promise that counts is the last. What is typical steps aside for
 * "now".
 */
function marksOf(
  line: PropagationLine,
  at: (instant: string) => number,
  now: { readonly cell: number; readonly instant: string } | null,
): ReadonlyMap<number, string> {
  const marks = new Map<number, string>();
  for (const name of ['earliest', 'typical', 'latest'] as const) {
    const instant = line[name];
    if (instant === null) continue;
    const aside = name === 'typical' && at(instant) === now?.cell ? (instant > now.instant ? 1 : -1) : 0;
    marks.set(at(instant) + aside, BAR_MARKS[name]);
  }
  return marks;
}

function pieces(cells: readonly Cell[]): readonly BarPiece[] {
  const joined: { glyphs: string; tone: BarTone; subtle: boolean }[] = [];
  for (const { glyph, tone, subtle } of cells) {
    const last = joined.at(-1);
    if (last !== undefined && last.tone === tone && last.subtle === subtle) last.glyphs += glyph;
    else joined.push({ glyphs: glyph, tone, subtle });
  }
  return joined;
}
