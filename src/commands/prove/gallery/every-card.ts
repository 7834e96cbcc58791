import { languageCard } from '../../../cards/language-card.ts';
import { listCard } from '../../../cards/list-card.ts';
import { messageCard } from '../../../cards/message-card.ts';
import { retiredCard } from '../../../cards/retired-card.ts';
import { stopsCard } from '../../../cards/stops-card.ts';
import { SCOPE_KINDS, type ScopeKind } from '../../../domain/brakes.ts';
import { listed } from '../../../domain/listed.ts';
import { REQUEST_STATES, type Request } from '../../../domain/request.ts';
import { text } from '../../../domain/text.ts';
import type { CardMakers } from './card-makers.ts';
import { dialogCards } from './every-dialog-card.ts';
import { requestCards } from './every-request-card.ts';
import { whyCards } from './every-why-card.ts';
import { aRequest, aStepRecord, IDS, minutesAfter, NOW } from './given.ts';
import { overtakingCards } from './overtaking-cards.ts';
import { taskCards } from './task-cards.ts';

/** Every card in every state that looks different, by name; `written` replaces all that other people write. */
export function everyCard(written: string | null = null): CardMakers {
  return {
    ...dialogCards(written),
    ...requestCards(written),
    ...whyCards(written),
    ...overtakingCards(written),
    ...taskCards(written),
    ...otherCards(written),
  };
}

function otherCards(written: string | null): CardMakers {
  const requests = REQUEST_STATES.flatMap((state, at) =>
    [state, state].map((each, half) => inList(each, at * 2 + half, written)),
  );
  return {
    'list-mine': (reader) => listCard({ kind: 'mine', requests, page: 1, now: NOW }, reader),
    'list-mine-last': (reader) => listCard({ kind: 'mine', requests, page: 99, now: NOW }, reader),
    'list-queue': (reader) => listCard({ kind: 'queue', requests: requests.slice(0, 3), page: 1, now: NOW }, reader),
    'list-work': (reader) =>
      listCard({ kind: 'queue', isWork: true, requests: requests.slice(0, 3), page: 1, now: NOW }, reader),
    'list-escalation': (reader) =>
      listCard({ kind: 'queue', isEscalation: true, requests: requests.slice(0, 3), page: 1, now: NOW }, reader),
    'list-empty': (reader) => listCard({ kind: 'mine', requests: [], page: 1, now: NOW }, reader),
    'list-queue-empty': (reader) => listCard({ kind: 'queue', requests: [], page: 1, now: NOW }, reader),
    stops: (reader) => stopsCard({ stops: SCOPE_KINDS.map((kind, at) => shownStop(kind, at, written)) }, reader),
    'stops-refused': (reader) =>
      stopsCard({ stops: [shownStop('tenant', 7, written)], error: text('brakes.refused.second-person') }, reader),
    'stops-none': (reader) => stopsCard({ stops: [] }, reader),
    language: (reader) => languageCard({ confirmed: false }, reader),
    'language-confirmed': (reader) => languageCard({ confirmed: true }, reader),
    retired: (reader) => retiredCard('L-1042', 'another-took-over', reader),
    'no-party': (reader) => retiredCard('L-1042', 'no-party', reader),
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

/** One of each kind; every other one may be lifted by who looks. */
function shownStop(kind: ScopeKind, at: number, written: string | null) {
  const name = written ?? (kind === 'department' ? 'Operations' : 'Miriam Graham');
  const stop = {
    reference: `S-${at + 1}`,
    scope: { kind, key: kind, name },
    why: text(`brakes.why.${kind}`, { name, by: name, limit: 10 }),
    since: minutesAfter(NOW, at),
    by: kind === 'everything' ? IDS.approver : null,
    trippedBy: kind === 'everything' ? null : IDS.request,
    parties: [],
    lift: kind === 'tenant' ? { by: IDS.approver, byName: name } : null,
  };
  const refusal = at % 2 === 0 ? null : text('brakes.refused.second-person');
  return {
    stop,
    trippedBy: stop.trippedBy === null ? null : 'L-1042',
    waiting: Array.from({ length: at * 3 }, (_, place) => `L-20${place}`),
    refusal,
  };
}

function inList(state: Request['state'], at: number, written: string | null) {
  const name = written ?? 'Adele Vance';
  const dueAt = at % 3 === 0 ? minutesAfter(NOW, at * 600) : null;
  const request = aRequest({
    state,
    reference: `L-10${at + 10}`,
    targetUserName: name,
    requesterName: written ?? 'Miriam Graham',
    dueAt,
  });
  return listed(request, at % 2 === 0 ? [] : [aStepRecord({ state: 'failed' })]);
}
