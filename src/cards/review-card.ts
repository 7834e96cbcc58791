import type { Report } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { fittingCard, shortened } from './fitting-card.ts';
import { about } from './parts/about.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { lineRows } from './parts/lines.ts';
import { errorLines, sections } from './parts/sections.ts';
import { type Detail, stepRows } from './parts/steps.ts';
import { renderCard } from './render-card.ts';
import { shownInputs } from './shown-inputs.ts';

export type ReviewInput = {
  readonly report: Report;
  readonly approversReachable: boolean;
  /** Something that changed or went wrong since the last look. */
  readonly error: Text | null;
  readonly nonce: string;
};

/** The plan before it is asked for, in plain words. Verbs `submit` (not when there are refusals), `edit`, `cancel`. */
export function reviewCard(input: ReviewInput, reader: Reader): AdaptiveCard {
  return fittingCard(reader, (detail, briefly) => draw(input, briefly, detail));
}

function draw({ report, approversReachable, error, nonce }: ReviewInput, reader: Reader, detail: Detail): AdaptiveCard {
  const { refusals } = report.request.plan;
  const refused = refusals.length > 0;
  return renderCard('review', {
    ...head(
      {
        kicker: kicker(report.request.choices.kind, null),
        title: report.request.targetUserName,
        headline: text(
          refused ? 'card.review.refused' : `card.review.headline${isChosen(report.request) ? '' : '-last'}`,
        ),
        colour: refused ? 'attention' : 'accent',
        symbol: refused,
        reference: null,
      },
      reader,
    ),
    errors: errorLines([error, refused || approversReachable ? null : text('card.review.unreachable')], reader),
    about: about(report, reader, 'requester'),
    sections: sections(
      [
        { title: 'refusals', sentences: refusals },
        { title: 'approval', sentences: refusals.length > 0 ? [] : report.approval },
        { title: 'warnings', sentences: refused ? [] : report.warnings },
      ],
      reader,
    ),
    ...stepRows(refused ? { ...report, steps: [] } : report, 'plan', reader, detail),
    ...lineRows(refused ? { ...report, lines: [] } : report, reader, detail),
    notes: sections(
      [
        { title: 'tasks', sentences: refused ? [] : report.tasks },
        {
          title: 'notes',
          sentences: refused
            ? []
            : [...report.notes, text(`card.review.approval${byEscalation(report)}`), ...shortened(detail)],
        },
      ],
      reader,
    ),
    ...buttons(reviewButtons(report, nonce), reader),
  });
}

/** A rule of the policy may give the decision to the escalation group. */
function byEscalation({ request }: Report): '' | '-escalation' {
  return request.needs.by === 'escalation' ? '-escalation' : '';
}

function reviewButtons({ request }: Report, nonce: string): readonly Button[] {
  const refused = request.plan.refusals.length > 0;
  return [
    ...(refused ? [] : [{ verb: 'submit', nonce, style: 'positive' } as const]),
    ...(isChosen(request) ? [{ verb: 'edit', nonce } as const] : []),
    { verb: 'cancel', nonce },
  ];
}

/**
 * Whether other choices could be made about it: of many a restore asks nothing, and who is protected is not touched.
 */
export function isChosen({ choices, facts, plan }: Request): boolean {
  const isRefused = plan.refusals.length > 0;
  return shownInputs(choices.kind, facts).length > 0 && !(isRefused && facts.protections.length > 0);
}
