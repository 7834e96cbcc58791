import { languageCard } from '../../../cards/language-card.ts';
import { listCard } from '../../../cards/list-card.ts';
import { messageCard } from '../../../cards/message-card.ts';
import { REQUEST_STATES, type Request } from '../../../domain/request.ts';
import { text } from '../../../domain/text.ts';
import type { CardMakers } from './card-makers.ts';
import { dialogCards } from './every-dialog-card.ts';
import { requestCards } from './every-request-card.ts';
import { whyCards } from './every-why-card.ts';
import { aRequest, minutesAfter, NOW } from './given.ts';

/** Every card in every state that looks different, by name; `written` replaces all that other people write. */
export function everyCard(written: string | null = null): CardMakers {
  return { ...dialogCards(written), ...requestCards(written), ...whyCards(written), ...otherCards(written) };
}

function otherCards(written: string | null): CardMakers {
  const requests = REQUEST_STATES.flatMap((state, at) =>
    [state, state].map((each, half) => listed(each, at * 2 + half, written)),
  );
  return {
    'list-mine': (reader) => listCard({ kind: 'mine', requests, page: 1 }, reader),
    'list-mine-last': (reader) => listCard({ kind: 'mine', requests, page: 99 }, reader),
    'list-queue': (reader) => listCard({ kind: 'queue', requests: requests.slice(0, 3), page: 1 }, reader),
    'list-empty': (reader) => listCard({ kind: 'mine', requests: [], page: 1 }, reader),
    'list-queue-empty': (reader) => listCard({ kind: 'queue', requests: [], page: 1 }, reader),
    language: (reader) => languageCard({ confirmed: false }, reader),
    'language-confirmed': (reader) => languageCard({ confirmed: true }, reader),
    message: (reader) =>
      messageCard(
        {
          title: text('card.person.manager', { name: written ?? 'Unknown words' }),
          sentences: [text('flow.not-yours')],
          colour: 'warning',
          buttons: [{ verb: 'start-offboard' }, { verb: 'help' }],
        },
        reader,
      ),
  };
}

function listed(state: Request['state'], at: number, written: string | null): Request {
  const name = written ?? 'Adele Vance';
  const dueAt = at % 3 === 0 ? minutesAfter(NOW, at * 600) : null;
  return aRequest({
    state,
    reference: `L-10${at + 10}`,
    targetUserName: name,
    requesterName: written ?? 'Miriam Graham',
    dueAt,
  });
}
