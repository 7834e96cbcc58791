import { titleOf } from '../../domain/catalogue.ts';
import { isToDo } from '../../domain/gap.ts';
import type { Report, ReportedStep } from '../../domain/report.ts';
import { gapSentences } from '../../domain/report-gaps.ts';
import { isImpossibleHere } from '../../domain/skip.ts';
import { type Text, text } from '../../domain/text.ts';
import type { TextKey } from '../../domain/text-key.ts';
import { isDoneByLeaver } from '../../domain/who-does-it.ts';
import type { Reader } from '../../locales/reader.ts';
import { say } from '../untrusted.ts';
import { type Detail, detail, type StepRow } from './step-row.ts';

/**
 * A plan that is read at a glance: of each step what happens, and beside its title what is out of the ordinary
 * (temporary, done by somebody else, for good). Why, where, whether it can be undone and when it works is folded away.
 */
export function planRows(report: Report, reader: Reader, size: Detail): readonly StepRow[] {
  // Nothing stays of an account that goes.
  const isDeleted = report.steps.some(({ kind, state }) => kind === 'delete-account' && state !== 'skipped');
  return report.steps.map((step, at) => {
    const skipped = step.state === 'skipped';
    const { shown, folded } = sentencesOf(step, size, !isDeleted);
    // Who must do what cannot be done from here: known before anybody decides.
    const left = skipped ? gapSentences([step]) : [];
    const more = size === 'short' ? [] : [...folded, ...(skipped ? [] : smallPrint(step, report))];
    return {
      symbol: skipped ? '–' : String(at + 1),
      colour: skipped ? 'default' : 'accent',
      title: say(titleOf(step.kind), reader),
      asides: asides(step, report, reader),
      details: [...shown, ...left].map((sentence) => detail(say(sentence, reader))),
      more:
        more.length === 0
          ? []
          : [{ id: `step-${at + 1}`, lines: more.map((each) => detail(say(each, reader), { subtle: true })) }],
    };
  });
}

function asides(step: ReportedStep, { request }: Report, reader: Reader): StepRow['asides'] {
  const aside = (key: TextKey, colour: string) => [
    { words: ` · ${say(text(key), reader)}`, colour, subtle: colour === 'default' },
  ];
  if (step.state === 'skipped')
    return step.gaps.some(isToDo)
      ? aside('card.state.left', 'warning')
      : aside(`card.state.${isImpossibleHere(step.note) ? 'impossible' : 'skipped'}`, 'default');
  const planned = request.plan.steps.find(({ kind }) => kind === step.kind);
  return [
    // What lets in comes after the account is enabled, so directory sync leaves it.
    ...(planned?.temporary === true && request.choices.kind !== 'restore-user'
      ? aside('card.step.temporary', 'attention')
      : []),
    ...(step.lane === 'on-premises' && !isDoneByLeaver(request.facts) ? aside('card.step.by-helpdesk', 'default') : []),
    ...(request.choices.kind !== 'restore-user' && step.undo === 'no' ? aside('card.step.for-good', 'default') : []),
  ];
}

/** What everybody reads, and what explains it; a skipped step says why, and what cannot be done here also of what. */
export function sentencesOf(
  { state, explains, note }: Pick<ReportedStep, 'state' | 'explains' | 'note'>,
  size: Detail,
  counts = true,
) {
  const said = [...explains, ...(note === null ? [] : [note])].filter((each) => !isEffective(each));
  if (state === 'skipped') {
    const folded = isImpossibleHere(note) ? said.filter((each) => each !== note) : [];
    return { shown: [...(note === null ? [] : [note]), ...said].slice(0, 1), folded };
  }
  const plain = said.filter((each) => !isFolded(each));
  const shown = plain.length > 0 ? plain : said.slice(0, 1);
  if (size === 'short') return { shown: shown.slice(0, 1), folded: [] };
  const folded = said.filter((each) => !shown.includes(each));
  return { shown: [...shown, ...(counts ? staying(folded) : [])], folded };
}

/** Why it is so, and what is left alone: told on request, counted for everybody. */
function isFolded({ key }: Text): boolean {
  return key.startsWith('authority.') || STAYING.test(key) || FOLDED.includes(key);
}

const FOLDED: readonly string[] = [
  'plan.explain.licence-is-no-block',
  'plan.explain.taken-all',
  'step.delete-account.explains',
];

const STAYING = /^plan\.explain\.(groups\.(?!removed$)|licence-inherited$)/;

function staying(folded: readonly Text[]): readonly Text[] {
  const stays = countIn(folded.filter(({ key }) => STAYING.test(key) && key !== LEFT_IN_AD));
  const leftInAd = countIn(folded.filter(({ key }) => key === LEFT_IN_AD));
  return [
    ...(stays === 0 ? [] : [text('card.step.stays', { count: stays })]),
    ...(leftInAd === 0 ? [] : [text('card.step.left-in-ad', { count: leftInAd })]),
  ];
}

/** The account leaves these too, in a step of its own. */
const LEFT_IN_AD = 'plan.explain.groups.synced-in-ad';

function countIn(explains: readonly Text[]): number {
  return explains.reduce((sum, { values }) => sum + (typeof values?.count === 'number' ? values.count : 1), 0);
}

function smallPrint(step: ReportedStep, { request }: Report): readonly Text[] {
  const effective = step.explains.filter(isEffective);
  const byLeaver = step.lane === 'on-premises' && isDoneByLeaver(request.facts);
  const where = text(byLeaver ? 'lane.on-premises' : `card.lane.${step.lane}`);
  if (request.choices.kind === 'restore-user') return [text('card.step.where', { where }), ...effective];
  return [text('card.step.where-and-undo', { where, undo: text(`card.undo.${step.undo}`) }), ...effective];
}

/** The domain ends each step's sentences with when it works; of a deletion that is what everybody has to know. */
function isEffective({ key }: Text): boolean {
  return key.endsWith('.effective') && key !== 'step.delete-account.effective';
}
