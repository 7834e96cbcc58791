import { addressOf } from '../domain/address-of.ts';
import type { AuthorityOutcome } from '../domain/authority-table.ts';
import type { RequestKind } from '../domain/choices.ts';
import type { ExplainedRule, Explanation } from '../domain/explanation.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard, Verb } from './adaptive-card.ts';
import { fittingCard, shortened } from './fitting-card.ts';
import { aboutLines } from './parts/about.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { lineTitle } from './parts/line-title.ts';
import { lineRows } from './parts/lines.ts';
import { sections } from './parts/sections.ts';
import { type Detail, type StepRow, detail as sentence } from './parts/step-row.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

/** The answer to `why <person>`. Input `person` (object id) travels with the buttons that start a request; verb `open` for the request that there is. */
export function whyCard(explanation: Explanation, reader: Reader): AdaptiveCard {
  return fittingCard(reader, (size, briefly) => draw(explanation, briefly, size));
}

function draw(explanation: Explanation, reader: Reader, size: Detail): AdaptiveCard {
  const { facts, state, untouched, colour, report } = explanation;
  const headline = untouched ?? state;
  return renderCard('why', {
    ...head({ kicker: [text('card.why.kicker')], title: facts.displayName, headline, colour, reference: null }, reader),
    about: aboutLines(aboutOf(explanation, reader), reader),
    ...ruleRows(explanation, reader, size),
    ...figureRows(explanation, reader),
    ...(report === null ? NO_LINES : lineRows(report, reader, size)),
    notes: sections([{ title: 'notes', sentences: shortened(size) }], reader),
    personLabel: say(text('card.why.person'), reader),
    person: facts.id,
    ...buttons(buttonsOf(explanation), reader),
  });
}

const NO_LINES = { hasLines: false };

function aboutOf({ facts, state, untouched, standing: [badge, ...others], report }: Explanation, reader: Reader) {
  const account = {
    label: text('card.about.account'),
    words: untrusted(addressOf(facts)),
    badge: badge === undefined ? '' : say(badge, reader),
  };
  const details = others.map((each) => say(each, reader)).join(' · ');
  return [
    account,
    ...(untouched === null ? [] : [{ words: say(state, reader) }]),
    ...(details === '' ? [] : [{ words: details, small: true }]),
    ...(report === null ? [] : [{ label: text('card.why.request'), words: requestLine(report, reader) }]),
  ];
}

/** "Block sign-in L-1042. Waiting for IT approval since …" */
function requestLine({ request, headline }: NonNullable<Explanation['report']>, reader: Reader): string {
  const title = [text(`card.kind.${request.choices.kind}`), text('card.reference', { reference: request.reference })];
  return `${title.map((each) => say(each, reader)).join(' ')}. ${say(headline, reader)}`;
}

function ruleRows({ rules, asOf }: Explanation, reader: Reader, size: Detail) {
  const rows = rules.map((rule) => ruleRow(rule, asOf, reader, size));
  const folded = rows.flatMap(({ more }) => more.map(({ id }) => id));
  return {
    steps: rows.map((row) => ({ ...row, spacing: 'default' })),
    hasSteps: rows.length > 0,
    stepsTitle: say(text('card.why.rules'), reader),
    stepsFolded: folded,
    hasStepsFolded: folded.length > 0,
    stepsFoldLabel: say(text('card.why.fold'), reader),
  };
}

/** Outcome and where in one line; why, how long, and how sure when somebody unfolds it. */
function ruleRow(rule: ExplainedRule, asOf: string, reader: Reader, size: Detail): StepRow {
  const { operation, outcomes, where, why, takes, sure, source } = rule;
  const applies = !outcomes.includes('not-applicable');
  const lines = [
    sentence(say(why, reader)),
    ...(applies ? [sentence(capital(`${say(takes, reader)}.`))] : []),
    sentence(`${say(text('card.why.source', { source, asOf, sure: text(`authority.sure.${sure}`) }), reader)}.`, {
      subtle: true,
    }),
  ];
  const place =
    where === null ? text('card.why.nowhere') : text('card.why.lasts', { where: text(`authority.where.${where}`) });
  return {
    ...signOf(outcomes),
    title: say(text(`card.why.operation.${operation}`), reader),
    asides: [],
    state: '',
    hasState: false,
    details: [
      sentence(
        capital(
          say(applies ? text('card.why.outcome', { outcomes: words(outcomes), place }) : words(outcomes), reader),
        ),
      ),
    ],
    more: size === 'short' || !applies ? [] : [{ id: `rule-${operation}`, lines }],
  };
}

/** "works until directory sync turns it back, or refused": sources differ, so each is said. */
function words(outcomes: readonly AuthorityOutcome[]): Text {
  const [first = 'not-applicable', second] = outcomes;
  const one = text(`authority.outcome.${first}`);
  return second === undefined ? one : text('card.why.or', { one, other: text(`authority.outcome.${second}`) });
}

function signOf(outcomes: readonly AuthorityOutcome[]) {
  if (outcomes.includes('not-applicable')) return { symbol: '–', colour: 'default' };
  if (outcomes.length === 1 && outcomes[0] === 'allowed') return { symbol: '✓', colour: 'good' };
  return { symbol: '!', colour: 'warning' };
}

function figureRows({ figures, figuresFor }: Explanation, reader: Reader) {
  return {
    hasFigures: figures.length > 0,
    figuresTitle: say(text(`card.why.figures-${figuresFor}`), reader),
    figures: figures.map((line) => ({
      title: say(lineTitle(line, figuresFor), reader),
      words: [line.seed, line.today].map((each) => say(each, reader)).join(' · '),
    })),
  };
}

function buttonsOf({ report, next }: Explanation): readonly Button[] {
  const open: readonly Button[] =
    report === null ? [] : [{ verb: 'open', title: text('card.why.open'), requestId: report.request.id }];
  return [...open, ...next.map((kind): Button => ({ verb: STARTS[kind], withInputs: true }))];
}

const STARTS: Readonly<Record<RequestKind, Verb>> = {
  offboard: 'start-offboard',
  'block-sign-in': 'start-block-sign-in',
  'restore-user': 'start-restore-user',
};

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
