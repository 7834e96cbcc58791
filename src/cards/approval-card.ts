import { isToAskWhen } from '../domain/asks-when.ts';
import type { Report, RequestAction } from '../domain/report.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { fittingCard, shortened } from './fitting-card.ts';
import { about } from './parts/about.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { lineRows } from './parts/lines.ts';
import { errorLines, sections } from './parts/sections.ts';
import { type Detail, stepRows, stepsMode } from './parts/steps.ts';
import { stuckSteps } from './parts/stuck-steps.ts';
import { renderCard } from './render-card.ts';

export type ApprovalInput = {
  readonly report: Report;
  readonly actions: readonly RequestAction[];
  readonly error?: Text | null;
};

/**
 * How an approver sees a request: the same plan, `approve` and `decline`; later its progress. `retry` and `skip` take
 * input `step`.
 */
export function approvalCard(input: ApprovalInput, reader: Reader): AdaptiveCard {
  return fittingCard(reader, (detail, briefly) => draw(input, briefly, detail));
}

function draw({ report, actions, error }: ApprovalInput, reader: Reader, detail: Detail): AdaptiveCard {
  const { request } = report;
  const mode = stepsMode(report);
  return renderCard('approval', {
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
    about: about(report, reader),
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
    ...stuckSteps(report, actions, reader),
    ...buttons(approvalButtons(report, actions), reader),
  });
}

function approvalButtons(report: Report, actions: readonly RequestAction[]): readonly Button[] {
  const { id: requestId, version } = report.request;
  const decide: readonly Button[] = [
    { verb: 'approve', style: 'positive', title: approveTitle(report) },
    { verb: 'decline', style: 'destructive' },
    { verb: 'confirm-block', style: 'positive' },
    { verb: 'refuse-block', style: 'destructive' },
  ];
  const rest: readonly Button[] = [
    { verb: 'more' },
    { verb: 'go-on', style: 'positive' },
    { verb: 'change', title: text(`card.verb.change-${isBegun(report) ? 'running' : 'planned'}`) },
    { verb: 'retry', withInputs: true },
    { verb: 'skip', withInputs: true },
  ];
  const offered = [...decide, ...rest].filter(({ verb }) => actions.some((action) => action === verb));
  return offered.map((button) => ({ ...button, requestId, version }));
}

/**
 * Nothing starts, nor is it scheduled, before the last of those who have to approve did; for an hour that has passed
 * nothing is scheduled any more.
 */
function approveTitle({ request, now }: Report): Text {
  const { dueAt, needs, approvals } = request;
  const more = needs.count - approvals.length - 1;
  if (more > 0) return text('card.verb.approve-more', { count: more });
  if (isToAskWhen(request, now)) return text('card.verb.approve-late');
  return text(dueAt === null || dueAt <= now ? 'card.verb.approve' : 'card.verb.approve-at');
}

function isBegun({ request }: Report): boolean {
  return request.state === 'running' || request.state === 'watching';
}
