import type { RequestKind } from '../../domain/choices.ts';
import type { Colour } from '../../domain/report.ts';
import { type Text, text } from '../../domain/text.ts';
import type { Reader } from '../../locales/reader.ts';
import { say, untrusted } from '../untrusted.ts';

export type HeadInput = {
  /** Small, above the title: what this card is about. */
  readonly kicker: readonly Text[];
  /** A name, as somebody wrote it, or one of our own sentences. */
  readonly title: string | Text;
  readonly headline: Text | null;
  readonly colour: Colour;
  /** False: the headline is no state, so no sign stands before it. */
  readonly symbol?: boolean;
  /** How this card can be read in a client that draws no cards; type `status <reference>`, or `help`. */
  readonly reference: string | null;
  /** More sentences that belong to what is read aloud. */
  readonly says?: readonly Text[];
};

/** The top of every card, and what stands for the card where it cannot be drawn or is read aloud. */
export function head(input: HeadInput, reader: Reader) {
  const title = typeof input.title === 'string' ? untrusted(input.title) : say(input.title, reader);
  const headline = input.headline === null ? '' : say(input.headline, reader);
  const more = (input.says ?? []).map((each) => say(each, reader));
  const sentence = sentences([title, headline, ...more]);
  return {
    lang: reader.locale,
    speak: sentence.replace(/[<>&]/g, ' '),
    fallback: say(fallback(sentence, input.reference), reader),
    head: {
      style: input.colour === 'default' ? 'emphasis' : input.colour,
      kicker: input.kicker.map((part) => say(part, reader)).join(' · '),
      title,
      headline,
      hasHeadline: headline !== '',
      symbol: input.symbol === false ? '' : SYMBOLS[input.colour],
    },
  };
}

/** Small print above the title: the kind of request and, where there is one, its reference. */
export function kicker(kind: RequestKind, reference: string | null): readonly Text[] {
  const name = text(`card.kind.${kind}`);
  return reference === null ? [name] : [name, text('card.reference', { reference })];
}

/** Never colour alone: the word stands in the headline, the symbol before it. */
const SYMBOLS: Readonly<Record<Colour, string>> = {
  good: '✓  ',
  attention: '!  ',
  warning: '!  ',
  accent: '…  ',
  default: '',
};

function fallback(sentence: string, reference: string | null): Text {
  return reference === null
    ? text('card.fallback', { sentence })
    : text('card.fallback.request', { sentence, reference });
}

function sentences(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => (/[.!?…]$/.test(part) ? part : `${part}.`))
    .join(' ');
}
