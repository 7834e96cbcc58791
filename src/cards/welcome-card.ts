import { text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { renderCard } from './render-card.ts';
import { say } from './untrusted.ts';

export type WelcomeInput = { readonly approver: boolean; readonly emergency: boolean; readonly asks: boolean };

/**
 * What Leaver is and three buttons: `start-offboard`, `start-block-sign-in`, `start-restore-user`; and `help`, for an
 * approver `queue`. To who may ask about nobody (`asks`) it says why, and does not offer it.
 */
export function welcomeCard({ approver, emergency, asks }: WelcomeInput, reader: Reader): AdaptiveCard {
  const sentences = [
    text('card.welcome.how'),
    ...(asks ? [] : [text('card.welcome.asks-nobody')]),
    ...(approver ? [text('card.welcome.approver')] : []),
    ...(asks && !approver ? [text('card.welcome.type')] : []),
    ...(emergency ? [text('card.welcome.emergency')] : []),
  ];
  return renderCard('welcome', {
    ...head(
      {
        kicker: [text('card.app')],
        title: text('card.welcome.title'),
        headline: null,
        colour: 'default',
        reference: null,
        says: sentences,
      },
      reader,
    ),
    sentences: sentences.map((sentence) => ({ words: say(sentence, reader) })),
    ...buttons([...(asks ? STARTS : []), ...(approver ? [QUEUE] : []), { verb: 'help' }], reader),
  });
}

const QUEUE: Button = { verb: 'queue' };
const STARTS: readonly Button[] = [
  { verb: 'start-offboard', style: 'positive' },
  { verb: 'start-block-sign-in' },
  { verb: 'start-restore-user' },
];
