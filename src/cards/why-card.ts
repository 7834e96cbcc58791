import { addressOf } from '../domain/address-of.ts';
import type { AuthorityOutcome } from '../domain/authority-table.ts';
import type { RequestKind } from '../domain/choices.ts';
import type { ExplainedRule, Explanation } from '../domain/explanation.ts';
import { text } from '../domain/text.ts';
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

/**
 * The answer to `why <person>`. Input `person` (object id) travels with the buttons that start a request; verb `open`
 * for the request that there is.
 */
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

function aboutOf(
  { facts, state, untouched, standing: [badge, ...others], report, hidden }: Explanation,
  reader: Reader,
) {
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
    ...(hidden ? [{ words: say(text('card.why.others'), reader) }] : []),
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

/** What comes of it in one line; why, how long, and how sure when somebody unfolds it. */
function ruleRow(rule: ExplainedRule, asOf: string, reader: Reader, size: Detail): StepRow {
  const { operation, outcomes, why, takes, sure } = rule;
  const applies = !outcomes.includes('not-applicable');
  const lines = [
    ...(isPlain(rule) ? [sentence(say(why, reader))] : []),
    ...(applies ? [sentence(capital(`${say(takes, reader)}.`))] : []),
    sentence(`${say(text('card.why.sure', { asOf, sure: text(`authority.sure.${sure}`) }), reader)}.`, {
      subtle: true,
    }),
  ];
  return {
    ...signOf(outcomes),
    title: say(text(`card.why.operation.${operation}`), reader),
    asides: [],
    details: [sentence(whatComesOf(rule, reader))],
    more: size === 'short' || !applies ? [] : [{ id: `rule-${operation}`, lines }],
  };
}

/**
 * A word and a place say it all; what is refused, turned back or of no use is said by its reason, for this kind of
 * person.
 */
function isPlain({ outcomes }: ExplainedRule): boolean {
  return outcomes.every((outcome) => outcome === 'allowed' || outcome === 'not-applicable');
}

function whatComesOf(rule: ExplainedRule, reader: Reader): string {
  const { outcomes, where, why } = rule;
  const [outcome = 'not-applicable'] = outcomes;
  const word = text(`authority.outcome.${outcome}`);
  const place = where === null ? null : text('card.why.lasts', { where: text(`authority.where.${where}`) });
  if (isPlain(rule))
    return capital(say(place === null ? word : text('card.why.outcome', { outcome: word, place }), reader));
  const lasts = place === null || outcomes.includes('useless') ? [] : [capital(`${say(place, reader)}.`)];
  return [say(why, reader), ...lasts].join(' ');
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
