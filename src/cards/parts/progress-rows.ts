import { titleOf } from '../../domain/catalogue.ts';
import { isFoundInPlace } from '../../domain/found-in-place.ts';
import { type Gap, isByChoice, isToDo, isWholeStep, isWork } from '../../domain/gap.ts';
import { howLetGo } from '../../domain/how-let-go.ts';
import { isWatched } from '../../domain/is-watched.ts';
import type { StepState } from '../../domain/outcome.ts';
import type { Report, ReportedStep } from '../../domain/report.ts';
import { allGapSentences, gapNames } from '../../domain/report-gaps.ts';
import { decidesInAd } from '../../domain/sign-in-kinds.ts';
import { isImpossibleHere } from '../../domain/skip.ts';
import { type Text, text } from '../../domain/text.ts';
import { isTurnedRound, isWorkOff } from '../../domain/work-off.ts';
import type { Reader } from '../../locales/reader.ts';
import { writeClocks } from '../../locales/write-instant.ts';
import { say, untrusted } from '../untrusted.ts';
import { sentencesOf } from './plan-rows.ts';
import { type Detail, detail, type StepDetail, type StepRow } from './step-row.ts';

/**
 * How far each step is: one line where nothing is the matter, and in words where somebody has to know or do something.
 */
export function progressRows(
  report: Report,
  reader: Reader,
  size: Detail,
): { readonly rows: readonly StepRow[]; readonly day: string } {
  const { day, clocks } = hoursOf(report, reader);
  const rows = report.steps.map((step, at) => {
    const sign = signOf(step, report);
    const word = say(text(`card.state.${wordOf(step, report)}`), reader);
    const state = [word, clocks[at] ?? ''].filter((part) => part !== '').join(' ');
    const loud = sign.colour === 'attention';
    const acts = SIGNS[step.state].colour === 'attention' && !isTurnedRound(report.request);
    return {
      ...sign,
      title: say(titleOf(step.kind), reader),
      asides: [],
      details: [
        detail(state, loud ? { colour: 'attention', weight: 'bolder' } : { subtle: true }),
        ...sentences(step, { acts, loud, size }, reader),
        ...leftIn(step, reader),
      ],
      more: allLeftIn(step, report, reader).map((lines) => ({ id: `step-${at + 1}`, lines })),
    };
  });
  return { rows, day };
}

/**
 * In the cloud it is done, or was found so, and directory sync may turn it back while what decides in AD DS is left to
 * do.
 */
function isTemporary(step: ReportedStep, { request, steps }: Report): boolean {
  const { kind, state } = step;
  const planned = request.plan.steps.find((step) => step.kind === kind);
  const waits = steps.some((other) => decidesInAd(other) && (!isOver(other) || hasWork(other)));
  return (state === 'accepted' || isFoundInPlace(step)) && planned?.temporary === true && waits;
}

/** Of what a later request turned round nothing is an alarm any more. */
function signOf(step: ReportedStep, report: Report) {
  const sign = ownSign(step, report);
  return isTurnedRound(report.request) ? { ...sign, colour: 'default' } : sign;
}

function ownSign(step: ReportedStep, report: Report) {
  if (isTemporary(step, report)) return TEMPORARY;
  return hasWork(step) && isOver(step) ? LEFT : SIGNS[step.state];
}

function wordOf(step: ReportedStep, report: Report) {
  if (isTemporary(step, report)) return isWatched(report.request) ? 'temporary' : 'temporary-then';
  if (step.state === 'overwritten' && step.said) return 'said-not-seen';
  if (step.state === 'overwritten' && step.elsewhere) return 'elsewhere';
  if (step.state === 'waived') return howLetGo(step);
  if (step.state === 'skipped' && !hasWork(step) && isImpossibleHere(step.note)) return 'impossible';
  // What is seen of it is that Microsoft has taken it in: the sessions themselves live on for a while.
  if (step.state === 'verified' && step.kind === 'revoke-sessions' && !hasWork(step)) return 'taken-in';
  if (hasWork(step) && step.state === 'accepted') return 'accepted-but-left';
  if (!hasWork(step) || !isOver(step)) return step.state;
  if (step.state === 'verified') return 'verified-but-left';
  return isWorkOff(report.request) ? 'as-is' : 'left';
}

function isOver({ state }: ReportedStep): boolean {
  return state === 'verified' || state === 'skipped';
}

function hasWork({ gaps }: ReportedStep): boolean {
  return gaps.some(isToDo);
}

/** By name; who must do it stands with what is to be done, and what is nobody's to do is only explained there. */
function leftIn({ gaps: all, went }: ReportedStep, reader: Reader): readonly StepDetail[] {
  // All of it is what the title says.
  const gaps = all.filter((gap) => !isWholeStep(gap) && isWork(gap));
  const lines = (key: 'gap.of-step' | 'gap.of-step-chosen' | 'gap.of-step-gone', these: readonly Gap[]) =>
    these.length === 0 ? [] : [detail(say(text(key, { count: these.length, items: gapNames(these) }), reader))];
  // With the account also went what was nobody's to do, and is explained no more.
  return [
    ...lines('gap.of-step', gaps.filter(isToDo)),
    ...lines('gap.of-step-chosen', gaps.filter(isByChoice)),
    ...lines('gap.of-step-gone', went),
  ];
}

/** Where more are left than a sentence names: all of them, folded away, with who must see to them. */
function allLeftIn(step: ReportedStep, { request }: Report, reader: Reader): readonly (readonly StepDetail[])[] {
  const asked = isWorkOff(request) ? [] : allGapSentences([step]);
  return asked.length === 0 ? [] : [asked.map((sentence) => detail(say(sentence, reader), { subtle: true }))];
}

type Voice = { readonly acts: boolean; readonly loud: boolean; readonly size: Detail };

/**
 * What was planned is repeated only where somebody has to act on it; that a block is temporary stands above the steps.
 */
function sentences(step: ReportedStep, { acts, loud, size }: Voice, reader: Reader): readonly StepDetail[] {
  if (step.note === null && !acts) return given(step, reader);
  if (step.note?.key === 'flow.temporary') return [];
  const { shown } = sentencesOf({ ...step, explains: step.note === null ? step.explains : [] }, size);
  const whole = (sentence: Text) => say(sentence, reader);
  const cut = (sentence: Text) => untrusted(whole(sentence), SHORT_SENTENCE);
  const said = shown
    .slice(0, 1)
    .map((sentence) => detail(size === 'short' ? cut(sentence) : whole(sentence), { subtle: !loud }));
  return step.note === null || size === 'short' ? said : [...said, ...given(step, reader)];
}

/** What a restore gives back is named to the end: by the run that took it. */
function given({ explains }: ReportedStep, reader: Reader): readonly StepDetail[] {
  return explains
    .filter(({ key }) => GIVEN.includes(key))
    .map((sentence) => detail(say(sentence, reader), { subtle: true }));
}

const GIVEN: readonly string[] = [
  'plan.explain.taken',
  'plan.explain.taken-reported',
  'plan.explain.taken-unread',
  'plan.explain.shared',
  'plan.explain.tried',
  'plan.explain.tried-share',
  'plan.explain.tried-share-again',
  'plan.explain.place-before',
  'plan.explain.place-before-reported',
  'plan.explain.connector-reported',
  'plan.explain.connector-reported-shown',
];

/** With a dozen steps that all failed for long reasons, a card would otherwise be too long for Teams; characters. */
const SHORT_SENTENCE = 160;

/** When the last thing happened to each step, '' where that says nothing. */
function hoursOf({ steps }: Report, reader: Reader) {
  const timed = steps.map((step) => (hasHour(step) ? step.at : null));
  return writeClocks(timed, reader);
}

/** Of what a stop let go, the hour is that of something before it. */
function hasHour(step: ReportedStep): boolean {
  return !WITHOUT_HOUR.includes(step.state) && (step.state !== 'waived' || howLetGo(step) === 'waived');
}

const WITHOUT_HOUR: readonly StepState[] = ['planned', 'waiting', 'skipped', 'needs-person', 'gone'];

const LEFT = { symbol: '!', colour: 'warning' } as const;

const TEMPORARY = { symbol: '!', colour: 'attention' } as const;

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
  gone: { symbol: '!', colour: 'warning' },
  waived: { symbol: '–', colour: 'default' },
  skipped: { symbol: '–', colour: 'default' },
  verified: { symbol: '✓', colour: 'good' },
};
