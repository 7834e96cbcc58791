import { parentOf, placeNameOf } from '../domain/ad-domain.ts';
import { type Gap, isForActiveDirectory } from '../domain/gap.ts';
import { isCheckedElsewhere } from '../domain/is-checked-elsewhere.ts';
import { jsonField } from '../domain/json-field.ts';
import { PASSWORD_LOST } from '../domain/plan-warnings.ts';
import type { PropagationLine } from '../domain/propagation.ts';
import type { Report, ReportedStep, Runbook } from '../domain/report.ts';
import { gapSentences } from '../domain/report-gaps.ts';
import { whyNotRun } from '../domain/runbook-off.ts';
import type { PlannedStep, StepKind } from '../domain/step.ts';
import { isStillLetIn } from '../domain/still-let-in.ts';
import { type Text, text } from '../domain/text.ts';
import type { TextKey } from '../domain/text-key.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { MOST_CHARACTERS_WITH_SCRIPT, sizeOf } from './fitting-card.ts';
import { about } from './parts/about.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { lineRows } from './parts/lines.ts';
import { errorLines, sections } from './parts/sections.ts';
import { detail } from './parts/step-row.ts';
import { stepRows } from './parts/steps.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

export type RunbookInput = {
  readonly report: Report;
  /** Null once nothing is left to do. */
  readonly runbook: Runbook | null;
  readonly open: boolean;
  readonly byProof?: true;
  readonly error?: Text | null;
};

/**
 * What only a person with Active Directory can do. Inputs `result` (pasted JSON line) and `reason`; verbs
 * `runbook-done`, `runbook-cannot`.
 */
export function runbookCard(input: RunbookInput, reader: Reader): AdaptiveCard {
  const full = makeCard(input, reader, true);
  return sizeOf(full) <= MOST_CHARACTERS_WITH_SCRIPT ? full : makeCard(input, reader, false);
}

/** Without the script only where names are longer than any directory has: it is had as a file then. */
function makeCard(input: RunbookInput, reader: Reader, hasScript: boolean): AdaptiveCard {
  const { report, runbook, open, error } = input;
  const { request } = report;
  const work = open ? runbook : null;
  const off = work === null ? null : whyNotRun(request, work.actions);
  return renderCard('runbook', {
    ...head(
      {
        kicker: [text('card.runbook.kicker'), ...kicker(request.choices.kind, request.reference)],
        title: request.targetUserName,
        headline: work === null ? report.headline : (off ?? workHeadline(report, work)),
        colour: work === null ? report.colour : 'warning',
        reference: request.reference,
      },
      reader,
    ),
    errors: errorLines([error], reader),
    about: about(work === null ? report : withoutSync(report), reader),
    sections: sections(
      [
        { title: 'todo', sentences: work === null ? finalTodo(report) : [] },
        { title: 'beside-script', sentences: work === null || off !== null ? [] : besideScript(report, work.actions) },
      ],
      reader,
    ),
    open: work !== null,
    ...(work === null ? NO_WORK : workParts(work, reader, off === null, hasScript)),
    ...(work === null
      ? stepRows(onPremises(report), 'progress', reader)
      : workRows(report, work, off === null, reader)),
    ...lineRows({ ...report, lines: report.lines.filter(({ id }) => id === 'durable').map(still) }, reader, 'short'),
    ...buttons(
      work === null ? [] : runbookButtons(report, work, { isToRun: off === null, byProof: input.byProof === true }),
      reader,
    ),
  });
}

/** What is asked about a step is answered on the other card, which has the buttons. */
function finalTodo({ todo, steps, request: { reference } }: Report): readonly Text[] {
  return steps.some(({ stuck }) => stuck) ? [...todo, text('card.runbook.answer-there', { reference })] : todo;
}

/**
 * What is open for whoever manages Active Directory, of which the script knows nothing: it tries again what was refused
 * of its own steps.
 */
function besideScript({ todo, steps }: Report, actions: readonly StepKind[]): readonly Text[] {
  const inAd = steps.map((step) => {
    const isTriedAgain = ({ end }: Gap) => end === 'refused' && actions.includes(step.kind);
    return { ...step, gaps: step.gaps.filter((gap) => isForActiveDirectory(gap) && !isTriedAgain(gap)) };
  });
  const theirs = gapSentences(inAd).map((sentence) => JSON.stringify(sentence));
  return todo.filter((sentence) => theirs.includes(JSON.stringify(sentence)));
}

/** Nothing that changes while time goes by: an update of the card takes away what somebody is pasting into it. */
function still(line: PropagationLine): PropagationLine {
  const still = STILL.find(({ until }) => until === line.explains?.key);
  return still === undefined ? line : { ...line, explains: text(still.without, line.explains?.values) };
}

/** Every sync that a look sees is another hour. */
function withoutSync(report: Report): Report {
  return { ...report, standing: report.standing.filter(({ key }) => key !== 'report.standing.last-sync-seen') };
}

/** Sentences that say until when, and the same without. */
const STILL = [
  { until: 'propagation.explains.waits-for-ad-until', without: 'propagation.explains.waits-for-ad' },
  { until: 'propagation.explains.only-in-cloud-until', without: 'propagation.explains.only-in-cloud' },
  { until: 'propagation.explains.only-in-cloud-failed-until', without: 'propagation.explains.only-in-cloud-failed' },
  { until: 'propagation.restore.explains.waits-for-ad-until', without: 'propagation.restore.explains.waits-for-ad' },
  { until: 'propagation.restore.explains.only-in-cloud-until', without: 'propagation.restore.explains.only-in-cloud' },
] as const;

const NO_WORK = { facts: [] };

function onPremises(report: Report): Report {
  return { ...report, steps: report.steps.filter(({ lane }) => lane === 'on-premises') };
}

/** The work itself, numbered: what to do, and not again who has to do it. */
function workRows(report: Report, { actions }: Runbook, isToRun: boolean, reader: Reader) {
  const steps = onPremises(report)
    .steps.filter(({ kind }) => actions.includes(kind))
    .map((step) => (step.note === null ? step : { ...step, explains: [] }));
  const rows = stepRows({ ...report, steps }, 'plan', reader, 'short');
  return {
    ...rows,
    steps: rows.steps.map((row, at) => ({
      ...row,
      asides: [],
      details: [...row.details, ...namedIn(steps[at], report).map((each) => detail(say(each, reader)))],
    })),
    stepsTitle: say(text(isToRun ? 'card.runbook.actions' : 'card.runbook.handed-out'), reader),
  };
}

/** Whoever does it by hand needs to know which groups, which place, and what may be lost. */
function namedIn(step: ReportedStep | undefined, { request, warnings }: Report): readonly Text[] {
  const planned = request.plan.steps.find(({ kind }) => kind === step?.kind);
  if (step === undefined || planned === undefined) return [];
  const reported = planned.explains.filter(({ key }) => BY_CONNECTOR.includes(key));
  if (step.kind === 'restore-account') return [...warnings.filter(({ key }) => key === PASSWORD_LOST), ...reported];
  if (step.kind === 'rejoin-ad-groups') return [...planned.explains.filter(namesAll), ...reported];
  const place = placeIn(step.kind, planned.parameters);
  return [...(place === null ? [] : [text('card.runbook.to-place', { place: placeNameOf(place) })]), ...reported];
}

const BY_CONNECTOR: readonly TextKey[] = ['plan.explain.connector-reported', 'plan.explain.connector-reported-shown'];

/** Where a sentence names only the first few, another one names all. */
function namesAll({ key, values }: Text): boolean {
  return key === 'plan.explain.taken-all' || (NAMING.includes(key) && values?.more === 0);
}

const NAMING: readonly TextKey[] = [
  'plan.explain.taken',
  'plan.explain.taken-reported',
  'plan.explain.taken-handed-out',
];

function placeIn(kind: StepKind, { ou, snapshot }: PlannedStep['parameters']): string | null {
  if (kind === 'move-to-ou') return typeof ou === 'string' ? ou : null;
  if (kind !== 'return-to-ou') return null;
  const former = jsonField(snapshot ?? null, 'distinguishedName');
  return typeof former === 'string' ? parentOf(former) : null;
}

/** Of what is to be run now; stopped, held or turned round, only what was run already is still of use (`whyNotRun`). */
function workHeadline({ request, steps }: Report, { actions }: Runbook): Text {
  const { targetUserName: name } = request;
  const said = saidDone(steps, actions);
  if (said !== null) return text('card.runbook.headline-said', said);
  if (isStillLetIn(steps))
    return isCheckedElsewhere(request.facts)
      ? text('card.runbook.headline-refused-elsewhere')
      : text('card.runbook.headline-refused', { name });
  const by = request.hold?.byName ?? null;
  const isBlockBack = steps.some(({ kind, back }) => kind === 'block-sign-in' && back);
  const isBack = isBlockBack && actions.includes('disable-account');
  if (by !== null) return text(`card.runbook.headline-held-${isBack ? 'back' : 'block'}`, { by, name });
  return isBack ? text('card.runbook.headline-turned-back', { name }) : text('card.runbook.headline');
}

/** Who said that all of it is done, and when; only the result of the script is missing then. Null = not all of it. */
function saidDone(steps: readonly ReportedStep[], actions: readonly StepKind[]) {
  const these = steps.filter(({ kind }) => actions.includes(kind));
  const by = these.at(-1)?.note?.values?.by;
  if (these.length === 0 || !these.every(({ state }) => state === 'attested')) return null;
  const at = these
    .flatMap((step) => step.at ?? [])
    .toSorted()
    .at(-1);
  return { by: by ?? '', at: at === undefined ? text('text.not-known') : { instant: at } };
}

function workParts(runbook: Runbook, reader: Reader, isToRun: boolean, hasScript: boolean) {
  const words = (key: TextKey) => say(text(key), reader);
  return {
    factsTitle: words('card.runbook.facts'),
    facts: FACTS.map(([label, name], at) => ({
      label: words(label),
      words: untrusted(runbook[name], 400),
      spacing: at === 0 ? 'small' : 'none',
    })),
    scriptLabel: words('card.runbook.script'),
    isToRun,
    hasScript: isToRun && hasScript,
    script: isToRun && hasScript ? runbook.script : '',
    digest: runbook.digest,
    scriptHint: words(hasScript ? 'card.runbook.script-hint' : 'card.runbook.no-script'),
    resultLabel: words('card.runbook.result'),
    resultHint: words('card.runbook.result-hint'),
    cannotLabel: words('card.runbook.cannot'),
  };
}

const FACTS = [
  ['card.runbook.domain', 'domainName'],
  ['card.runbook.sam-account-name', 'samAccountName'],
  ['card.runbook.distinguished-name', 'distinguishedName'],
  ['card.runbook.security-identifier', 'securityIdentifier'],
] as const;

function runbookButtons(
  { request, steps }: Report,
  { actions }: Runbook,
  { isToRun, byProof }: { readonly isToRun: boolean; readonly byProof: boolean },
): readonly Button[] {
  const { id: requestId, version } = request;
  const toRun = isToRun ? TO_RUN.filter(({ verb }) => !byProof || verb !== 'runbook-cannot') : [];
  const title = saidDone(steps, actions) === null ? {} : { title: text('card.runbook.give-result') };
  return [
    { verb: 'runbook-done', requestId, version, withInputs: true, style: 'positive', ...title },
    ...toRun.map((button) => ({ ...button, requestId, version })),
  ];
}

const TO_RUN = [{ verb: 'runbook-cannot', withInputs: true }, { verb: 'runbook-file' }] as const;
