import type { PropagationLine } from '../../domain/propagation.ts';
import type { Report } from '../../domain/report.ts';
import { text } from '../../domain/text.ts';
import type { Reader } from '../../locales/reader.ts';
import { writeInstants } from '../../locales/write-instant.ts';
import { say } from '../untrusted.ts';
import type { Detail } from './steps.ts';

/** When it is effective where: one row per effect with clock times in the reader's zone and the sources of the figures. */
export function lineRows(report: Report, reader: Reader, detail: Detail = 'full') {
  const restores = report.request.choices.kind === 'restore-user';
  return {
    hasLines: report.lines.length > 0,
    linesTitle: say(text('card.section.lines'), reader),
    lines: report.lines.map((line) => ({
      ...SIGNS[line.state],
      title: say(text(restores ? `card.line.restore.${line.id}` : `card.line.${line.id}`), reader),
      aside: aside(line, reader),
      hasTimes: times(line, reader) !== '',
      times: times(line, reader),
      details: details(line, detail, reader),
    })),
  };
}

/** "seen, Fri 13 March 14:02 CET"; what is only expected needs no word for it. */
function aside(line: PropagationLine, reader: Reader): string {
  if (line.state === 'expected') return '';
  const state = say(text(`card.line.state.${line.state}`), reader);
  const [at] = line.state !== 'seen' || line.latest === null ? [] : writeInstants([line.latest], reader);
  return ` · ${at === undefined ? state : say(text('card.step-at', { state, at }), reader)}`;
}

/** "from Fri 13 March 14:02 · typically 14:32 · at the latest 15:05 CET" */
function times(line: PropagationLine, reader: Reader): string {
  if (line.state === 'seen') return '';
  const known = (['earliest', 'typical', 'latest'] as const).flatMap((name) => {
    const instant = line[name];
    return instant === null ? [] : [{ name, instant }];
  });
  const written = writeInstants(
    known.map(({ instant }) => instant),
    reader,
  );
  return known.map(({ name }, at) => say(text(`card.line.${name}`, { at: written[at] ?? '' }), reader)).join(' · ');
}

function details(line: PropagationLine, detail: Detail, reader: Reader) {
  const explains = line.explains === null ? [] : [{ words: say(line.explains, reader), subtle: false }];
  if (detail === 'short') return explains;
  const sources = [line.seed, line.today].map((source) => say(source, reader)).join(' · ');
  return [...explains, { words: sources, subtle: true }];
}

const SIGNS: Readonly<Record<PropagationLine['state'], { readonly symbol: string; readonly colour: string }>> = {
  expected: { symbol: '…', colour: 'accent' },
  seen: { symbol: '✓', colour: 'good' },
  'at-risk': { symbol: '!', colour: 'attention' },
  unknown: { symbol: '?', colour: 'default' },
};
