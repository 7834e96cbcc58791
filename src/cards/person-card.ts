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

export type PersonInput = {
  readonly kind: RequestKind;
  /** The requester's direct reports, offered as static choices. */
  readonly reports: readonly Person[];
  /** What was typed before, kept. */
  readonly query: string;
  readonly error: Text | null;
  readonly nonce: string;
};

/**
 * Who it is about. Inputs `person` (object id, of the reports), `anyone` (object id, from Teams' people picker) and
 * `query` (name or address as typed; wins when filled); verbs `pick`, `cancel`. The reports have an input of their own,
 * since a people picker does not show choices of ours in the Playground.
 */
export function personCard({ kind, reports, query, error, nonce }: PersonInput, reader: Reader): AdaptiveCard {
  const headline = text(kind === 'restore-user' ? 'card.person.restore' : 'card.person.sentence');
  return renderCard('person', {
    ...head(
      {
        kicker: [text(`card.kind.${kind}`)],
        title: text('card.person.title'),
        headline,
        colour: 'default',
        reference: null,
      },
      reader,
    ),
    errors: errorLines([error], reader),
    ...personChoices(reports, reader),
    personLabel: say(text('card.person.pick'), reader),
    personHint: say(text('card.person.pick-hint'), reader),
    hasAnyone: kind !== 'restore-user',
    anyoneLabel: say(text(reports.length > 0 ? 'card.person.anyone' : 'card.person.pick-anyone'), reader),
    anyoneHint: say(text('card.person.anyone-hint'), reader),
    queryLabel: say(text('card.person.query'), reader),
    queryHint: say(text('card.person.query-hint'), reader),
    query: untrusted(query),
    ...buttons(
      [
        { verb: 'pick', nonce, withInputs: true, style: 'positive' },
        { verb: 'cancel', nonce },
      ],
      reader,
    ),
  });
}
