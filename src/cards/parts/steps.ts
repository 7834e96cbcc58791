import type { Report } from '../../domain/report.ts';
import { text } from '../../domain/text.ts';
import type { TextKey } from '../../domain/text-key.ts';
import type { Reader } from '../../locales/reader.ts';
import { say } from '../untrusted.ts';
import { planRows } from './plan-rows.ts';
import { progressRows } from './progress-rows.ts';
import type { Detail, StepRow } from './step-row.ts';

export type { Detail } from './step-row.ts';

/** How much is said about each step: the whole plan, how far it is, or only what was asked. */
export type StepsMode = 'plan' | 'progress' | 'asked';

/** The steps as rows: symbol, title, what is said beside and below it; what only some want to read is folded away. */
export function stepRows(report: Report, mode: StepsMode, reader: Reader, detail: Detail = 'full') {
  const { rows, day } = rowsOf(report, mode, reader, detail);
  const folded = rows.flatMap(({ more }) => more.map(({ id }) => id));
  return {
    steps: rows.map((row) => ({ ...row, spacing: mode === 'plan' ? 'default' : 'small' })),
    hasSteps: rows.length > 0,
    stepsTitle: [say(text(TITLES[mode]), reader), day].filter((part) => part !== '').join(' · '),
    stepsFolded: folded,
    hasStepsFolded: folded.length > 0,
    stepsFoldLabel: say(text('card.fold.steps'), reader),
  };
}

/** What suits the state of the request: before, during and after it ran, or when it never will. */
export function stepsMode({ request }: Report): StepsMode {
  if (request.startedAt !== null || request.state === 'running' || request.state === 'watching') return 'progress';
  return ENDED.includes(request.state) ? 'asked' : 'plan';
}

const ENDED: readonly string[] = ['declined', 'expired', 'withdrawn', 'stopped', 'done', 'done-with-gaps'];

const TITLES: Readonly<Record<StepsMode, TextKey>> = {
  plan: 'card.section.steps',
  progress: 'card.section.progress',
  asked: 'card.section.asked',
};

function rowsOf(
  report: Report,
  mode: StepsMode,
  reader: Reader,
  detail: Detail,
): { readonly rows: readonly StepRow[]; readonly day: string } {
  if (mode === 'plan') return { rows: planRows(report, reader, detail), day: '' };
  if (mode === 'progress') return progressRows(report, reader, detail);
  // What the plan left out was not asked.
  const asked = report.steps.filter(({ state }) => state !== 'skipped');
  return { rows: planRows({ ...report, steps: asked }, reader, 'short').map(onlyTitle), day: '' };
}

function onlyTitle({ title }: StepRow): StepRow {
  return { symbol: '–', colour: 'default', title, asides: [], details: [], more: [] };
}
