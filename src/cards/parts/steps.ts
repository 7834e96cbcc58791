import { titleOf } from '../../domain/catalogue.ts';
import type { StepState } from '../../domain/outcome.ts';
import type { Report, ReportedStep } from '../../domain/report.ts';
import { type Text, text } from '../../domain/text.ts';
import type { Reader } from '../../locales/reader.ts';
import { writeInstants } from '../../locales/write-instant.ts';
import { say } from '../untrusted.ts';

/** `short`: one sentence per step and no sources, for a card that would be too long (see `fitting-card.ts`). */
export type Detail = 'full' | 'short';

/** How much is said about each step: the whole plan, how far it is, or only what was asked. */
export type StepsMode = 'plan' | 'progress' | 'asked';

/** The steps as rows: symbol, title, what is said beside it, details below. */
export function stepRows(report: Report, mode: StepsMode, reader: Reader, detail: Detail = 'full') {
  const hours = hoursOf(report, reader);
  const rows = report.steps.map((step, at) => ({
    ...row(step, { at, mode, report, detail, hour: hours[at] ?? '' }, reader),
    spacing: mode === 'plan' ? 'medium' : 'small',
  }));
  return { steps: rows, hasSteps: rows.length > 0, stepsTitle: say(text(TITLES[mode]), reader) };
}

/** What suits the state of the request: before, during and after it ran, or when it never will. */
export function stepsMode({ request }: Report): StepsMode {
  if (request.startedAt !== null || request.state === 'running' || request.state === 'watching') return 'progress';
  return ENDED.includes(request.state) ? 'asked' : 'plan';
}

const ENDED: readonly string[] = ['declined', 'expired', 'withdrawn', 'stopped', 'done', 'done-with-gaps'];

const TITLES: Readonly<Record<StepsMode, string>> = {
  plan: 'card.section.steps',
  progress: 'card.section.progress',
  asked: 'card.section.asked',
};

type Row = {
  readonly at: number;
  readonly mode: StepsMode;
  readonly report: Report;
  readonly detail: Detail;
  readonly hour: string;
};

function row(step: ReportedStep, { at, mode, report, detail, hour }: Row, reader: Reader) {
  const title = say(titleOf(step.kind), reader);
  if (mode === 'asked') return { symbol: '–', colour: 'default', title, aside: '', details: [] };
  if (mode === 'progress')
    return {
      ...SIGNS[step.state],
      title,
      aside: stateAside(step, hour, reader),
      details: progress(step, detail, reader),
    };
  const skipped = step.state === 'skipped';
  return {
    symbol: skipped ? SIGNS.skipped.symbol : String(at + 1),
    colour: skipped ? 'default' : 'accent',
    title,
    aside: skipped ? ` · ${stateWord(step, reader)}` : '',
    details: plan(step, report, detail, reader),
  };
}

/** A plan says of each step what happens; and smaller where, whether it can be undone, and when it works. */
function plan(step: ReportedStep, report: Report, detail: Detail, reader: Reader) {
  const note = step.note === null ? [] : [step.note];
  const sentences = step.state === 'skipped' ? [...note, ...step.explains].slice(0, 1) : [...step.explains, ...note];
  const said = detail === 'full' ? sentences.filter((each) => !isEffective(each)) : sentences.slice(0, 1);
  const details = said.map((sentence) => ({ words: say(sentence, reader), subtle: false }));
  return step.state === 'skipped' ? details : [...details, { words: smallPrint(step, report, reader), subtle: true }];
}

function smallPrint(step: ReportedStep, report: Report, reader: Reader): string {
  const facts = [text(`card.lane.${step.lane}`)];
  if (report.request.choices.kind !== 'restore-user') facts.push(text(`card.undo.${step.undo}`));
  const effective = step.explains.filter(isEffective).map((each) => say(each, reader));
  return [`${facts.map((fact) => say(fact, reader)).join(' · ')}.`, ...effective].join(' ');
}

/** The domain ends each step's sentences with when it works. */
function isEffective({ key }: Text): boolean {
  return key.endsWith('.effective');
}

/** Progress says what happened; what was planned is repeated only where somebody has to act on it. */
function progress(step: ReportedStep, detail: Detail, reader: Reader) {
  const sentences = step.note !== null ? [step.note] : NEEDS_WORDS.includes(step.state) ? step.explains : [];
  const said = detail === 'full' ? sentences.filter((each) => !isEffective(each)) : sentences.slice(0, 1);
  return said.map((sentence) => ({ words: say(sentence, reader), subtle: !NEEDS_WORDS.includes(step.state) }));
}

const NEEDS_WORDS: readonly StepState[] = ['failed', 'overwritten', 'ambiguous', 'needs-person', 'attested'];

function stateAside(step: ReportedStep, hour: string, reader: Reader): string {
  const state = stateWord(step, reader);
  return ` · ${hour === '' ? state : say(text('card.step-at', { state, at: hour }), reader)}`;
}

/** When the last thing happened to each step, '' where that says nothing; the day only where it changes. */
function hoursOf({ steps }: Report, reader: Reader): readonly string[] {
  const timed = steps.map((step) => (WITHOUT_HOUR.includes(step.state) ? null : step.at));
  const written = writeInstants(
    timed.filter((at) => at !== null),
    reader,
  );
  let next = 0;
  return timed.map((at) => (at === null ? '' : (written[next++] ?? '')));
}

const WITHOUT_HOUR: readonly StepState[] = ['planned', 'waiting', 'skipped'];

function stateWord(step: ReportedStep, reader: Reader): string {
  return say(text(`card.state.${step.state}`), reader);
}

const SIGNS: Readonly<Record<StepState, { readonly symbol: string; readonly colour: string }>> = {
  failed: { symbol: '!', colour: 'attention' },
  overwritten: { symbol: '!', colour: 'attention' },
  ambiguous: { symbol: '?', colour: 'attention' },
  'needs-person': { symbol: '!', colour: 'attention' },
  attested: { symbol: '!', colour: 'attention' },
  running: { symbol: '…', colour: 'accent' },
  waiting: { symbol: '…', colour: 'default' },
  planned: { symbol: '–', colour: 'default' },
  accepted: { symbol: '…', colour: 'accent' },
  waived: { symbol: '–', colour: 'default' },
  skipped: { symbol: '–', colour: 'default' },
  verified: { symbol: '✓', colour: 'good' },
};
