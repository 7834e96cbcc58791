import type { Person } from '../domain/person.ts';
import type { Report } from '../domain/report.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { hourField } from './parts/hour-field.ts';
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
 * What an approver can do besides deciding: ask the requester (`question`), hand it to a colleague (`approver`), put it
 * at another hour (`lastDay`, `hour`). Verbs `ask`, `reassign`, `postpone`, `keep`.
 */
export function moreCard({ report, others, error }: MoreInput, reader: Reader): AdaptiveCard {
  const { request } = report;
  const { id: requestId, version, reference, requesterName: name } = request;
  // Each button stands under what it sends: three things to do, one at a time.
  const button = (verb: 'ask' | 'reassign' | 'postpone') =>
    buttons([{ verb, requestId, version, withInputs: true }], reader);
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
    question: [{ questionLabel: say(text('card.more.question', { name }), reader), ...button('ask') }],
    colleague: others.length === 0 ? [] : [{ ...colleague(others, reader), ...button('reassign') }],
    hour: [
      {
        dayLabel: say(text('card.more.day'), reader),
        ...hourField(true, reader),
        hourValue: '17:00',
        ...button('postpone'),
      },
    ],
    ...buttons([{ verb: 'keep', requestId, version }], reader),
  });
}

function colleague(others: readonly Person[], reader: Reader) {
  return {
    approverLabel: say(text('card.more.approver'), reader),
    approverPlaceholder: say(text('card.more.choose'), reader),
    others: others.slice(0, 20).map(({ id, displayName }) => ({ value: id, title: untrusted(displayName, 64) })),
  };
}
