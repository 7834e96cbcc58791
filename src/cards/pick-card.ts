import type { Person } from '../domain/person.ts';
import { text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { personChoices } from './parts/person-choices.ts';
import { renderCard } from './render-card.ts';
import { say, untrusted } from './untrusted.ts';

export type PickInput = {
  /** As typed; '' = nothing yet, and `people` are the direct reports. */
  readonly query: string;
  /** At most 10 are shown. */
  readonly people: readonly Person[];
  /** What is done with who is picked. */
  readonly verb: keyof typeof KICKERS;
};

/**
 * Whom does a command mean? Input `person` (object id) travels with `verb`; no dialog, so any of these cards works at
 * any time.
 */
export function pickCard({ query, people, verb }: PickInput, reader: Reader): AdaptiveCard {
  const shown = people.slice(0, 10);
  const headline =
    query === ''
      ? text('card.why.whom-report', { count: people.length, shown: shown.length })
      : text('card.matches.sentence', { query: untrusted(query, 64), count: people.length });
  return renderCard('matches', {
    ...head(
      {
        kicker: [text(KICKERS[verb])],
        title: text('card.matches.title'),
        headline,
        colour: 'default',
        reference: null,
      },
      reader,
    ),
    errors: [],
    ...personChoices(shown, reader),
    personLabel: say(text('card.matches.pick'), reader),
    personError: say(text('card.matches.none-picked'), reader),
    ...buttons([{ verb, withInputs: true, style: 'positive' }], reader),
  });
}

const KICKERS = {
  why: 'card.why.kicker',
  'block-now-ask': 'card.block-now.kicker',
  'set-aside-ask': 'card.set-aside.kicker',
} as const;
