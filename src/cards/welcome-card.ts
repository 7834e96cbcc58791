import { text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { type Button, buttons } from './parts/buttons.ts';
import { head } from './parts/head.ts';
import { renderCard } from './render-card.ts';
import { say } from './untrusted.ts';

export type WelcomeInput = { readonly approver: boolean; readonly emergency: boolean };

/**
 * What Leaver is and three buttons: `start-offboard`, `start-block-sign-in`, `start-restore-user`; and `help`, for an
 * approver `queue`.
 */
export function welcomeCard({ approver, emergency }: WelcomeInput, reader: Reader): AdaptiveCard {
  const sentences = [
    text('card.welcome.how'),
    text(approver ? 'card.welcome.approver' : 'card.welcome.type'),
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
    ...buttons(approver ? [...STARTS, { verb: 'queue' }, { verb: 'help' }] : [...STARTS, { verb: 'help' }], reader),
  });
}

const STARTS: readonly Button[] = [
  { verb: 'start-offboard', style: 'positive' },
  { verb: 'start-block-sign-in' },
  { verb: 'start-restore-user' },
];
