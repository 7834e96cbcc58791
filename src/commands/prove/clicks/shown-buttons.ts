import { createCardSeal } from '../../../bot/card-seal.ts';
import type { AdaptiveCard } from '../../../cards/adaptive-card.ts';
import { actionsOf, type CardJson, inputsOf } from '../../../sandbox/mini-teams/mini-teams-card.ts';
import { CARD_KEY, type ClickWorld } from './click-world.ts';
import { PEOPLE, type Who } from './people.ts';

export type Place = { readonly id: string; readonly type: 'personal' | 'channel' | 'groupChat' };
export type ClickData = Readonly<Record<string, unknown>>;

/** A button as somebody had it before their eyes. */
export type Button = {
  readonly who: Who;
  readonly place: Place;
  readonly messageId: string;
  /** What the card itself sends: verb, request, version, nonce. */
  readonly data: ClickData & { readonly verb: string; readonly requestId: string };
  /** Inputs that travel with it, as they stand on the card. */
  readonly inputs: Readonly<Record<string, string>>;
};

/** A channel that everybody reads. Its cards were shown to nobody in particular. */
export const CHANNEL: Place = { id: '19:helpdesk@thread.tacv2', type: 'channel' };

/**
 * Every button about a request that anybody was shown: on the cards that came, on the forms behind them, in a channel.
 */
export async function findShownButtons({ teams }: ClickWorld): Promise<readonly Button[]> {
  const shown: Button[] = [];
  for (const [who, { id, displayName: name }] of Object.entries(PEOPLE)) {
    const chat = teams.as({ id, name });
    const place = { id: chat.conversation.id, type: 'personal' } as const;
    const note = (messageId: string, card: CardJson) => shown.push(...buttonsOf(who as Who, place, messageId, card));
    for (const message of chat.messages().filter(({ card }) => card !== null)) {
      const card = chat.card(message);
      note(card.id, card.json);
      for (const form of ['decline', 'more', 'change'].filter((verb) => card.verbs.includes(verb))) {
        await card.execute(form);
        // Who is no colleague any more (a guest, a blocked account) is shown no form.
        if (!card.verbs.includes('keep')) continue;
        note(card.id, card.json);
        await card.execute('keep');
      }
    }
  }
  return [...shown, ...inChannel(shown)];
}

/**
 * The identity of a button where it was shown; in a group it is everybody's. Null for data that no card of ours sends.
 */
export function keyOf(place: Place, actorId: string, data: ClickData): string | null {
  const { verb, requestId, version, nonce } = data;
  if (typeof verb !== 'string' || typeof requestId !== 'string') return null;
  const id = place.id.replace(/;messageid=.*$/s, '');
  return JSON.stringify([id, place.type === 'personal' ? actorId : null, verb, requestId, version, nonce]);
}

function buttonsOf(who: Who, place: Place, messageId: string, card: CardJson): readonly Button[] {
  const inputs = Object.fromEntries(inputsOf(card).map(({ id, value }) => [id, value]));
  return actionsOf(card).flatMap(({ data, verb, associatedInputs, type }) =>
    type === 'Action.Execute' && typeof data.requestId === 'string'
      ? [
          {
            who,
            place,
            messageId,
            data: { ...data, verb, requestId: data.requestId },
            inputs: associatedInputs === 'none' ? {} : inputs,
          },
        ]
      : [],
  );
}

/** The approvers' buttons once more, as on cards in a channel. */
function inChannel(shown: readonly Button[]): readonly Button[] {
  const seal = createCardSeal(CARD_KEY);
  return shown
    .filter(({ who }) => who === 'approver')
    .map((button) => {
      const card = { actions: [{ type: 'Action.Execute', data: button.data }] } as unknown as AdaptiveCard;
      const place = { conversationId: CHANNEL.id, viewerId: null };
      const { actions } = seal.seal(card, place) as unknown as { actions: readonly { data: Button['data'] }[] };
      return {
        ...button,
        place: CHANNEL,
        messageId: `channel-${button.messageId}`,
        data: actions[0]?.data ?? button.data,
      };
    });
}
