import type { Person } from '../domain/person.ts';
import type { Report } from '../domain/report.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { errorLines } from './parts/sections.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

export type MoreInput = {
  readonly report: Report;
  /** Who else may decide. */
  readonly others: readonly Person[];
  readonly error: Text | null;
};

/**
 * What an approver can do besides deciding: ask the requester (`question`), hand it to a colleague (`approver`), put it at
 * another hour (`lastDay`, `hour`). Verbs `ask`, `reassign`, `postpone`, `keep`.
 */
export function moreCard({ report, others, error }: MoreInput, reader: Reader): AdaptiveCard {
  const { request } = report;
  const { id: requestId, version, reference, requesterName: name } = request;
  const verbs = ['ask', ...(others.length > 0 ? (['reassign'] as const) : []), 'postpone'] as const;
  return renderCard('more', {
    ...head(
      {
        kicker: kicker(request.choices.kind, reference),
        title: request.targetUserName,
        headline: text('card.more.headline'),
        colour: 'default',
        reference,
      },
      reader,
    ),
    errors: errorLines([error], reader),
    questionLabel: say(text('card.more.question', { name }), reader),
    hasOthers: others.length > 0,
    approverLabel: say(text('card.more.approver'), reader),
    others: others.slice(0, 20).map(({ id, displayName }) => ({ value: id, title: untrusted(displayName, 64) })),
    dayLabel: say(text('card.more.day'), reader),
    hourLabel: say(text('card.request.new-hour', { zone: untrusted(reader.timeZone, 64) }), reader),
    hourValue: '17:00',
    ...buttons(
      [
        ...verbs.map((verb) => ({ verb, requestId, version, withInputs: true })),
        { verb: 'keep' as const, requestId, version },
      ],
      reader,
    ),
  });
}
