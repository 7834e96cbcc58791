import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard, Verb } from './adaptive-card.ts';
import { buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { renderCard } from './render-card.ts';
import { say } from './untrusted.ts';

/** A button of a message card; `title` only where the verb's own name does not say enough. */
export type MessageButton = {
  readonly verb: Verb;
  readonly title?: Text;
  readonly requestId?: string;
  readonly version?: number;
  readonly nonce?: string;
};

export type MessageInput = {
  readonly title: Text;
  readonly sentences: readonly Text[];
  readonly colour?: 'default' | 'good' | 'warning' | 'attention';
  readonly buttons?: readonly MessageButton[];
};

/** A title, some sentences, perhaps buttons: refusals, errors, neutral answers, the nearest command, questions. */
export function messageCard(input: MessageInput, reader: Reader): AdaptiveCard {
  const { title, sentences, colour = 'default' } = input;
  return renderCard('message', {
    ...head({ kicker: [text('card.app')], title, headline: null, colour, reference: null, says: sentences }, reader),
    sentences: sentences.map((sentence) => ({ words: say(sentence, reader) })),
    ...buttons(input.buttons ?? [], reader),
  });
}
