import type { RequestKind } from '../domain/choices.ts';
import { text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { renderCard } from './render-card.ts';
import { say } from './untrusted.ts';

export type ClockInput = {
  readonly kind: RequestKind;
  readonly problem: 'twice' | 'never';
  /** As typed: YYYY-MM-DD and HH:mm. */
  readonly localDate: string;
  readonly localTime: string;
  /** The moments that can be meant, ISO UTC. */
  readonly instants: readonly string[];
  readonly nonce: string;
};

/**
 * An hour that the clock change makes twice, or not at all: which moment is meant? Input `hour` (the instant, ISO UTC);
 * verbs `hour`, `back`, `cancel`. Moments are written in the reader's zone, which is the zone of the form.
 */
export function clockCard({ kind, problem, localTime, instants, nonce }: ClockInput, reader: Reader): AdaptiveCard {
  const headline = text(`card.clock.${problem}`, { hour: localTime });
  return renderCard('clock', {
    ...head(
      {
        kicker: [text(`card.kind.${kind}`)],
        title: text('card.clock.title'),
        headline,
        colour: 'default',
        reference: null,
      },
      reader,
    ),
    hourLabel: say(text('card.clock.pick'), reader),
    hourError: say(text('card.clock.none-picked'), reader),
    hourValue: instants[0],
    moments: instants.map((instant) => ({
      value: instant,
      title: say(text('card.clock.moment', { at: { instant } }), reader),
    })),
    ...buttons(
      [
        { verb: 'hour', nonce, withInputs: true, style: 'positive' },
        { verb: 'back', nonce },
        { verb: 'cancel', nonce },
      ],
      reader,
    ),
  });
}
