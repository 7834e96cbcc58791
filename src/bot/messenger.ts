import type { Activity } from 'botbuilder';
import { cardForView } from '../cards/card-for-view.ts';
import { retiredCard } from '../cards/retired-card.ts';
import type { View } from '../domain/report.ts';
import type { Conversation, Conversations, Delivery, Messenger, ShownCard } from '../flow/ports.ts';
import type { BotAdapter } from './adapter.ts';
import type { AdoptedCards } from './adopted-cards.ts';
import { cardHash } from './card-hash.ts';
import type { CardPace } from './card-pace.ts';
import type { CardSeal } from './card-seal.ts';
import type { BotIdentity } from './identity.ts';
import type { BotLog } from './log.ts';
import { ConnectorRefused } from './outbound-client.ts';
import { type ReaderDefaults, readerOf } from './reader.ts';
import { cardActivity, textActivity } from './turn.ts';

export type MessengerSettings = {
  readonly identity: BotIdentity;
  readonly adapter: Pick<BotAdapter, 'resume' | 'createChat'>;
  readonly conversations: Conversations;
  readonly adopted: AdoptedCards;
  readonly defaults: ReaderDefaults;
  /**
   * Connector through which a chat with somebody who never spoke is opened; null = nobody can be reached that way.
   * Live: one for the whole tenant. Sandbox: each persona's own Playground.
   */
  readonly serviceUrlFor: (personId: string) => string | null;
  readonly log: BotLog;
  readonly pace: CardPace;
  readonly seal: CardSeal;
};

type Failure = 'gone' | 'unreachable' | 'later';

const LATER: { readonly failed: Failure } = { failed: 'later' };

/**
 * Cards and messages out, each person in their own language and zone. A card is updated in place and skipped when it
 * would look the same; one that is gone is posted anew; 403 marks the person as unreachable until they speak again
 * (`MessageWritesBlocked`, teams.md 3.4); 429, 5xx, silence and what a click overtook are for later.
 */
export function createMessenger(settings: MessengerSettings): Messenger {
  const { adapter, conversations, adopted, pace, log } = settings;

  return {
    async show(personId, view, previous, readAt = Date.now()) {
      const place = await reach(personId);
      if (typeof place === 'string') return { status: place };
      // An update stays in the chat of the card it updates.
      const conversationId = previous?.conversationId ?? place.conversationId;
      const unsealed = cardForView(view, readerOf(place, settings.defaults));
      const card = settings.seal.seal(unsealed, { conversationId, viewerId: personId });
      const hash = cardHash(card);
      if (previous?.hash === hash) return { status: 'unchanged' };
      const shown = previous ?? (await adoptedCard(personId, view));
      const mine: Shown = { personId, view, hash, activity: cardActivity(card), place };
      if (shown === null) return post(mine);
      // What a click was answered with since says more: it is read again. Nothing is older than a card just submitted.
      const isOlder = () => previous !== null && pace.isAnswered(previous.activityId, readAt);
      return pace.update(shown.activityId, async () => (isOlder() ? { status: 'later' } : update(mine, shown)));
    },
    async retire({ personId, conversationId, activityId: id }, reference, why) {
      const place = await reach(personId);
      if (typeof place === 'string') return place;
      const activity = { ...cardActivity(retiredCard(reference, why, readerOf(place, settings.defaults))), id };
      const askedAt = Date.now();
      const sent = await pace.update(id, async () =>
        pace.isAnswered(id, askedAt) ? LATER : send({ ...place, conversationId }, activity),
      );
      return 'id' in sent || sent.failed === 'gone' ? 'done' : sent.failed;
    },
    async notify(personId, message) {
      const place = await reach(personId);
      if (typeof place === 'string') return place;
      const sent = await send(place, textActivity(message, readerOf(place, settings.defaults)));
      return 'id' in sent ? 'sent' : sent.failed === 'gone' ? 'unreachable' : sent.failed;
    },
    async canReach(personId) {
      // "later" may well turn out right: only a clear no is one.
      return (await reach(personId)) !== 'unreachable';
    },
  };

  async function post(shown: Shown): Promise<Delivery> {
    const sent = await send(shown.place, shown.activity);
    if ('failed' in sent) return { status: sent.failed === 'gone' ? 'unreachable' : sent.failed };
    return { status: 'shown', card: shownCard(shown, shown.place.conversationId, sent.id) };
  }

  async function update(shown: Shown, previous: Pick<ShownCard, 'conversationId' | 'activityId'>): Promise<Delivery> {
    const { conversationId, activityId } = previous;
    const sent = await send({ ...shown.place, conversationId }, { ...shown.activity, id: activityId });
    if ('id' in sent) return { status: 'shown', card: shownCard(shown, conversationId, activityId) };
    return sent.failed === 'gone' ? post(shown) : { status: sent.failed };
  }

  async function adoptedCard(personId: string, view: View) {
    return view.kind === 'requester' ? adopted.take(personId, view.report.request.targetUserId) : null;
  }

  /** An activity with an id is an update of that one. */
  async function send(place: Conversation, activity: Partial<Activity>): Promise<{ id: string } | { failed: Failure }> {
    let id = activity.id ?? '';
    try {
      await adapter.resume(place, async (context) => {
        if (activity.id === undefined) id = (await context.sendActivity(activity))?.id ?? '';
        else await context.updateActivity(activity);
      });
      if (place.unreachableSince !== null) await conversations.patch(place.personId, { unreachableSince: null });
      return { id };
    } catch (error) {
      const failed = failureOf(error);
      log({ event: 'connector-failed', personId: place.personId, ...codeOf(error) });
      if (failed === 'unreachable') await markUnreachable(place);
      return { failed };
    }
  }

  async function reach(personId: string): Promise<Conversation | 'unreachable' | 'later'> {
    const known = await conversations.read(personId);
    if (known !== null && known.conversationId !== '') return known.unreachableSince === null ? known : 'unreachable';
    const serviceUrl = settings.serviceUrlFor(personId);
    if (serviceUrl === null) return 'unreachable';
    try {
      const conversationId = await adapter.createChat(serviceUrl, personId);
      const opened = newConversation(personId, conversationId, serviceUrl, settings.identity.tenantId);
      // They may have spoken meanwhile.
      const { conversationId: _id, serviceUrl: _url, channelUserId, tenantId } = opened;
      if ((await conversations.read(personId)) === null) await conversations.put(opened);
      else await conversations.patch(personId, { conversationId, serviceUrl, channelUserId, tenantId });
      return opened;
    } catch (error) {
      log({ event: 'unreachable', personId, ...codeOf(error) });
      return failureOf(error) === 'later' ? 'later' : 'unreachable';
    }
  }

  async function markUnreachable(place: Conversation): Promise<void> {
    await conversations.patch(place.personId, { unreachableSince: new Date().toISOString() });
  }
}

type Shown = {
  readonly personId: string;
  readonly view: View;
  readonly hash: string;
  readonly activity: Partial<Activity>;
  readonly place: Conversation;
};

function shownCard({ personId, view, hash }: Shown, conversationId: string, activityId: string): ShownCard {
  return { requestId: view.report.request.id, personId, kind: view.kind, conversationId, activityId, hash };
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof ConnectorRefused)) return 'later';
  if (error.status === 404) return 'gone';
  // 400 and 401 would repeat for ever as well, but they are our fault and not the person's absence.
  return error.status === 403 ? 'unreachable' : 'later';
}

function codeOf(error: unknown): { status: number } | { error: string } {
  if (error instanceof ConnectorRefused) return { status: error.status };
  return { error: error instanceof Error ? error.name : 'unknown' };
}

function newConversation(personId: string, conversationId: string, serviceUrl: string, tenantId: string): Conversation {
  return {
    personId,
    conversationId,
    serviceUrl,
    tenantId,
    channelUserId: personId,
    clientLocale: null,
    chosenLocale: null,
    timeZone: null,
    unreachableSince: null,
    welcomed: false,
  };
}
