import { text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { renderCard } from './render-card.ts';
import { say } from './untrusted.ts';

export type LanguageInput = {
  /** True: the reader's language was just chosen; the card says so and still lets it be changed. */
  readonly confirmed: boolean;
  /** What was asked for and is not there; '' = nothing. */
  readonly unknown?: string;
};

/** Which language? Input `locale` (`en` or `nl`); verb `language`. */
export function languageCard({ confirmed, unknown = '' }: LanguageInput, reader: Reader): AdaptiveCard {
  const asked =
    unknown === '' ? text('card.language.sentence') : text('card.language.unknown', { typed: unknown.slice(0, 40) });
  const headline = confirmed ? text('card.language.confirmed') : asked;
  const colour = confirmed ? 'good' : 'default';
  return renderCard('language', {
    ...head(
      { kicker: [text('card.app')], title: text('card.language.title'), headline, colour, reference: null },
      reader,
    ),
    localeLabel: say(text('card.language.pick'), reader),
    locale: reader.locale,
    ...buttons([{ verb: 'language', withInputs: true, style: 'positive' }], reader),
  });
}
