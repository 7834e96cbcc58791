import type { RequestKind } from '../domain/choices.ts';
import type { Person } from '../domain/person.ts';
import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { personChoices } from './parts/person-choices.ts';
import { errorLines } from './parts/sections.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

export type MatchesInput = {
  readonly kind: RequestKind;
  readonly query: string;
  /** At most 10 are shown. */
  readonly people: readonly Person[];
  readonly error: Text | null;
  readonly nonce: string;
};

/** Several people answer to what was typed: which one? Input `person` (object id); verbs `pick`, `back`, `cancel`. */
export function matchesCard({ kind, query, people, error, nonce }: MatchesInput, reader: Reader): AdaptiveCard {
  const headline = text('card.matches.sentence', { query: untrusted(query, 64), count: people.length });
  return renderCard('matches', {
    ...head(
      {
        kicker: [text(`card.kind.${kind}`)],
        title: text('card.matches.title'),
        headline,
        colour: 'default',
        reference: null,
      },
      reader,
    ),
    errors: errorLines([error], reader),
    ...personChoices(people.slice(0, 10), reader),
    personLabel: say(text('card.matches.pick'), reader),
    personError: say(text('card.matches.none-picked'), reader),
    ...buttons(
      [
        { verb: 'pick', nonce, withInputs: true, style: 'positive' },
        { verb: 'back', nonce },
        { verb: 'cancel', nonce },
      ],
      reader,
    ),
  });
}
