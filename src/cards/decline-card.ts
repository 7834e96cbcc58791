import type { Report } from '../domain/report.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { about } from './parts/about.ts';
import { buttons } from './parts/buttons.ts';
import { head, kicker } from './parts/head.ts';
import { errorLines } from './parts/sections.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

export type DeclineInput = { readonly report: Report; readonly reason: string; readonly error: Text | null };

/** Why is it declined? Input `reason`, required, at most 280 characters; verbs `decline-confirm`, `keep`. */
export function declineCard({ report, reason, error }: DeclineInput, reader: Reader): AdaptiveCard {
  const { request } = report;
  const { id: requestId, version, reference } = request;
  return renderCard('decline', {
    ...head(
      {
        kicker: kicker(request.choices.kind, reference),
        title: request.targetUserName,
        headline: text(request.proposal === null ? 'card.decline.headline' : 'card.decline.headline-proposal'),
        colour: 'default',
        reference,
      },
      reader,
    ),
    errors: errorLines([error], reader),
    about: about(report, reader),
    reasonLabel: say(text('card.decline.reason'), reader),
    reasonError: say(text('card.decline.reason-missing'), reader),
    reason: untrusted(reason, 280),
    ...buttons(
      [
        { verb: 'decline-confirm', requestId, version, withInputs: true, style: 'destructive' },
        { verb: 'keep', requestId, version },
      ],
      reader,
    ),
  });
}
