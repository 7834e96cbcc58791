import type { Activity, TurnContext } from 'botbuilder';
import type { AdaptiveCard } from '../cards/adaptive-card.ts';
import { cardForView } from '../cards/card-for-view.ts';
import { say } from '../cards/untrusted.ts';
import type { View } from '../domain/report.ts';
import type { Text } from '../domain/text.ts';
import type { ShownCard } from '../flow/ports.ts';
import type { Reader } from '../locales/translate.ts';
import { cardHash } from './card-hash.ts';
import type { CardSeal } from './card-seal.ts';
import type { Click } from './click-data.ts';
import { type IncomingActivity, isPersonal } from './incoming-activity.ts';
import type { TypedText } from './typed-text.ts';

/** What a turn ends with when a button was pressed: exactly one of these goes back as the invoke's answer. */
export type Answer =
  /** `view`: of the request whose card it is from now on. */
  { readonly card: AdaptiveCard; readonly view?: View } | { readonly message: string };

/** One activity being answered: who asks, how they read, and where what we show appears. */
export type Turn = {
  readonly context: TurnContext;
  readonly activity: IncomingActivity;
  /** Object id of the person, as the connector says. */
  readonly actorId: string;
  readonly reader: Reader;
  readonly personal: boolean;
  readonly click: Click | null;
  /** Whether what was pressed is a button about a request that was shown to this person, in this chat. */
  isSealed(): boolean;
  /** What was typed, without mentions; '' when a button was pressed, or when it was too long to be read. */
  readonly text: string;
  /** How many characters such a line may have, when it had more; null = it was read whole. */
  readonly tooLong: number | null;
  /**
   * Shows a card: in place of the card that was clicked, else as a message. Gives the id of the activity that shows it,
   * null when nobody knows it. `view`: of the request that it is the card of.
   */
  show(card: AdaptiveCard, view?: View): Promise<string | null>;
  /**
   * The message with this id is this person's card of that request from now on, to be kept up to date; not in a group.
   */
  keep(view: View, activityId: string): Promise<void>;
  /** Says one sentence: a message, or the notice that a click brings up. */
  say(sentence: Text): Promise<void>;
  /** In an invoke: what was shown or said last. */
  answer(): Answer | null;
};

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

export function createTurn(
  context: TurnContext,
  activity: IncomingActivity,
  given: {
    readonly reader: Reader;
    readonly click: Click | null;
    readonly typed: TypedText;
    readonly seal: CardSeal;
    readonly cardShown: (card: ShownCard) => Promise<void>;
  },
): Turn {
  const { seal, typed, cardShown, ...rest } = given;
  const personal = isPersonal(activity);
  const actorId = activity.from.aadObjectId;
  const place = { conversationId: activity.conversation.id, viewerId: personal ? actorId : null };
  let answer: Answer | null = null;
  const isInvoke = activity.type === 'invoke';
  return {
    ...rest,
    text: typed.status === 'read' ? typed.text : '',
    tooLong: typed.status === 'read' ? null : typed.most,
    context,
    activity,
    actorId,
    personal,
    isSealed: () => given.click !== null && seal.holds(given.click, place),
    answer: () => answer,
    async show(unsealed, view) {
      const card = seal.seal(unsealed, place);
      if (isInvoke) {
        answer = { card, ...(view === undefined ? {} : { view }) };
        return activity.replyToId ?? null;
      }
      if (given.click !== null && activity.replyToId !== undefined) return replace(context, activity.replyToId, card);
      return post(context, card);
    },
    async keep(view, activityId) {
      if (!personal) return;
      // As it would be shown without what was clicked: a form or a refusal stays until something changes.
      const hash = cardHash(seal.seal(cardForView(view, given.reader), place));
      const card = { requestId: view.report.request.id, personId: actorId, kind: view.kind, activityId, hash };
      await cardShown({ ...card, conversationId: place.conversationId });
    },
    async say(sentence) {
      if (isInvoke) answer = { message: say(sentence, given.reader) };
      else await context.sendActivity(textActivity(sentence, given.reader));
    },
  };
}

/** A message that consists of this card. */
export function cardActivity(card: AdaptiveCard): Partial<Activity> {
  const content = { contentType: CARD_TYPE, content: card };
  return { type: 'message', attachments: [content], summary: card.fallbackText.slice(0, 200) };
}

/** A plain message: names in it must not become links or headings (reliability.md A15). */
export function textActivity(sentence: Text, reader: Reader): Partial<Activity> {
  return { type: 'message', text: say(sentence, reader), textFormat: 'plain' };
}

/**
 * Shows a card in place of the one with this id, where no answer can do it: after Action.Submit, which cannot return a
 * card (teams.md 1.2), and when the answer came too late. One that is gone is posted anew.
 */
export async function replace(context: TurnContext, id: string, card: AdaptiveCard): Promise<string | null> {
  try {
    await context.updateActivity({ ...cardActivity(card), id });
    return id;
  } catch {
    return post(context, card);
  }
}

/** Gives the id of the message, null when nobody knows it. */
export async function post(context: TurnContext, card: AdaptiveCard): Promise<string | null> {
  return (await context.sendActivity(cardActivity(card)))?.id ?? null;
}

const TURN = Symbol('turn');

/** Botbuilder hands dialogs its own context only; the turn travels inside it. */
export function attachTurn(context: TurnContext, turn: Turn): void {
  context.turnState.set(TURN, turn);
}

export function turnOf(context: TurnContext): Turn {
  return context.turnState.get<Turn>(TURN);
}
