import type { Report, RequestAction } from '../domain/report.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { fittingCard, shortened } from './fitting-card.ts';
import { about } from './parts/about.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { hourField } from './parts/hour-field.ts';
import { lineRows } from './parts/lines.ts';
import { errorLines, sections } from './parts/sections.ts';
import { type Detail, stepRows, stepsMode } from './parts/steps.ts';
import type { ProposedHour } from './proposed-hour.ts';
import { renderCard } from './render-card.ts';
import { say } from './untrusted.ts';

export type RequestInput = {
  readonly report: Report;
  readonly actions: readonly RequestAction[];
  readonly error?: Text | null;
  /** The day and the hour that were typed for it, as the form of `new-date` has them. */
  readonly proposed?: ProposedHour | null;
};

/**
 * How the requester sees a request: what stands, what happens, what can be done. `new-date` has inputs `lastDay`,
 * `hour`; `answer` has `answer`.
 */
export function requestCard(input: RequestInput, reader: Reader): AdaptiveCard {
  return fittingCard(reader, (detail, briefly) => draw(input, briefly, detail));
}

function draw({ report, actions, error, proposed }: RequestInput, reader: Reader, detail: Detail): AdaptiveCard {
  const { request } = report;
  const mode = stepsMode(report);
  return renderCard('request', {
    ...head(
      {
        kicker: [
          ...(request.emergency === null ? [] : [text('card.block-now.kicker')]),
          ...kicker(request.choices.kind, request.reference),
        ],
        title: request.targetUserName,
        headline: report.headline,
        colour: report.colour,
        reference: request.reference,
      },
      reader,
    ),
    errors: errorLines([error], reader),
    about: about(report, reader, 'requester'),
    sections: sections(
      [
        { title: 'todo', sentences: report.todo },
        { title: request.emergency === null ? 'approval' : 'emergency', sentences: report.approval },
        { title: 'talk', sentences: report.talk },
        { title: 'warnings', sentences: mode === 'asked' ? [] : report.warnings },
      ],
      reader,
    ),
    ...stepRows(report, mode, reader, detail),
    ...lineRows(report, reader, detail),
    notes: sections(
      [
        { title: 'tasks', sentences: report.tasks },
        { title: 'notes', sentences: [...report.notes, ...shortened(detail)] },
      ],
      reader,
    ),
    ...newDate(report, actions, proposed ?? null, reader),
    hasAnswer: actions.includes('answer'),
    answerLabel: say(text('card.request.answer'), reader),
    ...buttons(requestButtons(report, actions), reader),
  });
}

function newDate(
  { request }: Report,
  actions: readonly RequestAction[],
  proposed: ProposedHour | null,
  reader: Reader,
) {
  const { when } = request.choices;
  return {
    hasNewDate: actions.includes('new-date'),
    dayLabel: say(text('card.request.new-day'), reader),
    dayValue: proposed?.day ?? '',
    ...hourField(actions.includes('new-date'), reader),
    hourValue: proposed?.hour ?? (when.mode === 'at' ? when.localTime : '17:00'),
  };
}

function requestButtons({ request }: Report, actions: readonly RequestAction[]): readonly Button[] {
  const { id: requestId, version } = request;
  return ORDER.filter(({ verb }) => actions.includes(verb)).map((button) => ({ ...button, requestId, version }));
}

const ORDER = [
  { verb: 'run-now', style: 'positive' },
  { verb: 'new-date', withInputs: true },
  { verb: 'agree', style: 'positive' },
  { verb: 'answer', withInputs: true },
  { verb: 'ask-again', style: 'positive' },
  { verb: 'change', title: text('card.verb.change-date') },
  { verb: 'withdraw' },
  { verb: 'restore-instead' },
] as const;
