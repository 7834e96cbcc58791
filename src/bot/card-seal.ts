import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AdaptiveCard } from '../cards/adaptive-card.ts';
import type { Json } from '../domain/text.ts';

/** Where a card is shown, and to whom: null in a group, where only the live check at the click decides. */
export type CardPlace = { readonly conversationId: string; readonly viewerId: string | null };

export type SealedClick = {
  readonly verb: string;
  readonly requestId: string | null;
  readonly version: number | null;
  /** The hour of the request that the card showed; null or left out = the button says nothing of it. */
  readonly shownHour?: string | null;
  readonly nonce: string | null;
};

export type CardSeal = ReturnType<typeof createCardSeal>;

/**
 * Gives every button about a request a nonce that is good for this request, version, verb, shown hour, conversation and
 * viewer, and nowhere else: a card that was forwarded, copied or made up does nothing (reliability.md A4, A8). The nonce is no
 * right: who may do what is judged at the click. It follows from `key` alone, so that an equal card stays equal.
 */
export function createCardSeal(key: string) {
  const nonceOf = ({ verb, requestId, version, shownHour }: Omit<SealedClick, 'nonce'>, place: CardPlace): string => {
    // Cards that hang in chats from before a button could say an hour still hold.
    const hour = shownHour == null ? [] : [shownHour];
    return createHmac('sha256', key)
      .update(JSON.stringify([requestId, version, verb, conversationOf(place), place.viewerId, ...hour]))
      .digest('base64url');
  };
  return {
    seal(card: AdaptiveCard, place: CardPlace): AdaptiveCard {
      return sealed(card, (data) => nonceOf(data, place)) as AdaptiveCard;
    },
    /** Whether this click is one of the buttons that were shown there. */
    holds(click: SealedClick, place: CardPlace): boolean {
      const expected = Buffer.from(nonceOf(click, place));
      const given = Buffer.from(click.nonce ?? '');
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}

/** A reply in a channel names its thread behind the conversation. */
function conversationOf({ conversationId }: CardPlace): string {
  return conversationId.replace(/;messageid=.*$/s, '');
}

type ClickData = Omit<SealedClick, 'nonce'>;

/** The same card, with a nonce in the data of every action about a request. */
function sealed(part: unknown, nonceOf: (data: ClickData) => string): unknown {
  if (Array.isArray(part)) return part.map((each) => sealed(each, nonceOf));
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part).map(([name, value]) => {
    const data = name === 'data' && 'type' in part ? clickDataIn(value) : null;
    return [name, data === null ? sealed(value, nonceOf) : { ...(value as Json & object), nonce: nonceOf(data) }];
  });
  return Object.fromEntries(entries);
}

function clickDataIn(value: unknown): ClickData | null {
  if (typeof value !== 'object' || value === null) return null;
  const { verb, requestId, version, shownHour } = value as Readonly<Record<string, unknown>>;
  if (typeof verb !== 'string' || typeof requestId !== 'string') return null;
  return {
    verb,
    requestId,
    version: typeof version === 'number' ? version : null,
    shownHour: typeof shownHour === 'string' ? shownHour : null,
  };
}
