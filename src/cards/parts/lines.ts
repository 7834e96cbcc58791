import { durationText } from '../../domain/delay-text.ts';
import { isPerhaps, newPasswordOf } from '../../domain/new-password.ts';
import type { PropagationLine } from '../../domain/propagation.ts';
import type { Report, ReportedStep } from '../../domain/report.ts';
import { type Text, text } from '../../domain/text.ts';
import type { Reader } from '../../locales/reader.ts';
import { writeClocks, writeInstants } from '../../locales/write-instant.ts';
import { BAR_MARKS, clockBars } from '../clock-bars.ts';
import { say } from '../untrusted.ts';
import { lineTitle } from './line-title.ts';
import { liveSentence } from './live-sentence.ts';
import type { Detail } from './step-row.ts';

/**
 * When it is effective where: one row per effect with clock times in the reader's zone; why, and whose figures, is
 * folded away.
 */
export function lineRows(report: Report, reader: Reader, detail: Detail = 'full') {
  const written = timesOf(report, reader);
  const { bars, showsNow } =
    detail !== 'full'
      ? NO_BARS
      : clockBars(report.lines, report.linesAfter === null ? report.now : null, startOf(report));
  const lines = report.lines.map((line, at) => ({
    ...(isSaidSo(line, 'allowed-already') ? NOT_NEEDED : SIGNS[line.state]),
    title: say(titleOf(line, report), reader),
    aside: aside(line, written.of[at] ?? [], reader),
    ...timesRow(line, report, written.of[at] ?? [], reader),
    bars: bars.filter(({ id }) => id === line.id).map(({ pieces }) => ({ pieces })),
    details: line.explains === null ? [] : [{ words: say(line.explains, reader) }],
    more: detail === 'short' ? [] : [{ id: `line-${line.id}`, lines: [{ words: sources(line, reader) }] }],
  }));
  const account = detail === 'short' ? [] : mastersOf(report, reader);
  const folded = [...lines.flatMap(({ more }) => more), ...account].map(({ id }) => id);
  return {
    hasLines: lines.length > 0,
    linesTitle: [say(text('card.section.lines'), reader), written.day].filter((part) => part !== '').join(' · '),
    lines,
    ...(detail === 'short' ? NOT_LIVE : live(report, written.clock, reader)),
    ...legendRow(report, bars, showsNow ? written.clock(report.now) : null, reader),
    linesAccount: account,
    linesFolded: folded,
    hasLinesFolded: folded.length > 0,
    linesFoldLabel: say(text('card.fold.lines'), reader),
  };
}

const NO_BARS = { bars: [], showsNow: false } as const;
const NOT_LIVE = { hasLive: false, live: '' };

/** When the clock of this request began to run: its start, or the hour it waits for; null = reckoned from now. */
function startOf({ request, linesAfter }: Report): string | null {
  return linesAfter === null ? (request.startedAt ?? request.dueAt) : null;
}

/** What stands for the bars where they are heard instead of seen, and what is true at this minute. */
function live(report: Report, clock: (instant: string) => string, reader: Reader) {
  const words = liveSentence(report, clock);
  return words === null ? NOT_LIVE : { hasLive: true, live: say(words, reader) };
}

/** "● now 14:32 · ├ earliest · ┼ typically · ┤ at the latest"; no "now" where nothing has begun. */
function legendRow({ lines }: Report, bars: readonly unknown[], now: string | null, reader: Reader) {
  const isMarked = bars.length > 0 && lines.some(({ state }) => state === 'expected');
  if (now === null && !isMarked) return { legend: '', hasLegend: false };
  const words =
    now === null
      ? text('card.line.legend-marks', MARKS)
      : text('card.line.legend', { now: `${BAR_MARKS.now} ${now}`, ...MARKS });
  return { legend: say(words, reader), hasLegend: true };
}

const MARKS = { earliest: BAR_MARKS.earliest, typical: BAR_MARKS.typical, latest: BAR_MARKS.latest };

function titleOf(line: PropagationLine, { request, steps }: Report): Text {
  const { kind } = request.choices;
  const password = kind === 'restore-user' && line.id === 'new-sign-ins' ? newPasswordOf(request.plan) : null;
  if (password === null) return lineTitle(line, kind);
  if (line.state === 'seen' && steps.some(awaitsNewPassword))
    return text('card.line.restore.new-sign-ins-password-to-come');
  return isPerhaps(password)
    ? text('card.line.restore.new-sign-ins-perhaps-new-password')
    : text('card.line.restore.new-sign-ins-new-password');
}

/** Nobody knows the password, and nobody was seen to set another. */
function awaitsNewPassword({ gaps }: ReportedStep): boolean {
  return gaps.some(({ why }) => why === 'new-password');
}

/** One hour is enough for what is over. */
const IS_BEHIND: readonly PropagationLine['state'][] = ['seen', 'ended'];

/** "seen 14:02", "ended by 14:47 (Microsoft’s limit)"; what is only expected needs no word for it. */
function aside({ state, explains, today }: PropagationLine, written: readonly Time[], reader: Reader): string {
  if (state === 'expected') return '';
  const latest = written.at(-1)?.at ?? '';
  const isReturn = today.key.startsWith('propagation.restore.');
  if (state === 'ended')
    return ` · ${say(text(isReturn ? 'card.line.state.returned' : 'card.line.state.ended', { at: latest }), reader)}`;
  const back = SAID_SO.find((why) => isSaidSo({ explains }, why));
  const word = say(text(`card.line.state.${back ?? state}`), reader);
  const at = state === 'seen' ? latest : '';
  return ` · ${[word, at].filter((part) => part !== '').join(' ')}`;
}

/** What says more than the state of its line. */
const SAID_SO = ['turned-back', 'changed-back', 'allowed-already', 'not-made'] as const;

function isSaidSo({ explains }: Pick<PropagationLine, 'explains'>, why: (typeof SAID_SO)[number]): boolean {
  return explains?.key.endsWith(`.${why}`) === true;
}

const NOT_NEEDED = { symbol: '–', colour: 'default' } as const;

/** Hours, or before anything has begun the minutes after what it begins with. */
function timesRow(line: PropagationLine, { linesAfter, now }: Report, written: readonly Time[], reader: Reader) {
  const { state, typical, latest } = line;
  if (IS_BEHIND.includes(state)) return { hasTimes: false, times: '' };
  if (linesAfter === null || state !== 'expected' || typical === null || latest === null)
    return { hasTimes: written.length > 0, times: times(written, reader) };
  const values = { typical: durationText(minutes(now, typical)), latest: atMost(minutes(now, latest)) };
  return { hasTimes: true, times: say(text(`card.line.after-${linesAfter}`, values), reader) };
}

/** At least one: nobody can promise none. */
function minutes(from: string, to: string): number {
  return Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
}

/** A limit is never rounded down. */
function atMost(minutes: number): Text {
  return durationText(minutes < 120 ? minutes : Math.ceil(minutes / 60) * 60);
}

/** "from 14:02 · typically 14:32 · at the latest 15:05" */
function times(written: readonly Time[], reader: Reader): string {
  return written.map(({ name, at }) => say(text(`card.line.${name}`, { at }), reader)).join(' · ');
}

type Time = { readonly name: 'earliest' | 'typical' | 'latest'; readonly at: string };

/** The clock times of every line, of now and of the last look; the day once where they share it. */
function timesOf({ lines, linesAfter, now, checkedAt }: Report, reader: Reader) {
  const isHour = ({ state }: PropagationLine) => linesAfter === null || state !== 'expected';
  const named = lines.flatMap((line, row) =>
    (['earliest', 'typical', 'latest'] as const).flatMap((name) => {
      const instant = isHour(line) ? line[name] : null;
      return instant === null || (IS_BEHIND.includes(line.state) && name !== 'latest') ? [] : [{ row, name, instant }];
    }),
  );
  const { day } = writeClocks(
    named.map(({ instant }) => instant),
    reader,
  );
  const of = lines.map((_, row): readonly Time[] => {
    const own = named.filter((each) => each.row === row);
    const instants = own.map(({ instant }) => instant);
    const clocks = day === '' ? writeInstants(instants, reader) : writeClocks(instants, reader).clocks;
    return own.map(({ name }, at) => ({ name, at: clocks[at] ?? '' }));
  });
  const others = [now, ...(checkedAt === null ? [] : [checkedAt])];
  const sameDay = writeClocks([...named.map(({ instant }) => instant), ...others], reader).day !== '';
  const clock = (instant: string) =>
    (sameDay ? writeClocks([instant], reader).clocks[0] : writeInstants([instant], reader)[0]) ?? '';
  return { day, of, clock };
}

function sources({ seed, today }: PropagationLine, reader: Reader): string {
  return [seed, today].map((source) => say(source, reader)).join(' · ');
}

/** What Active Directory masters of this account, and why. */
function mastersOf({ standing, lines }: Report, reader: Reader) {
  const masters = standing.filter(isMasters);
  if (lines.length === 0 || masters.length === 0) return [];
  return [{ id: 'line-account', lines: masters.map((each) => ({ words: say(each, reader) })) }];
}

/** Said below the times, not beside the name. */
export function isMasters({ key }: Text): boolean {
  return key === 'report.standing.ad-masters';
}

const SIGNS: Readonly<Record<PropagationLine['state'], { readonly symbol: string; readonly colour: string }>> = {
  expected: { symbol: '…', colour: 'accent' },
  seen: { symbol: '✓', colour: 'good' },
  ended: { symbol: '✓', colour: 'default' },
  'at-risk': { symbol: '!', colour: 'attention' },
  unknown: { symbol: '?', colour: 'default' },
};
