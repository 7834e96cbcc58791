import { actionsOf, type CardAction, inputsOf, textOf, validationErrors } from './mini-teams-card.ts';
import type { Message } from './mini-teams-connector.ts';
import type { InvokeAnswer } from './mini-teams-invoke.ts';

export type ClickOptions = {
  /** Deliver the same invoke so many times at once (Teams retries); the first answer is returned. */
  readonly deliver?: number;
  /** Deliveries get their own activity ids, as Teams does after about 30 s (reliability.md 0.5). */
  readonly newIds?: boolean;
  /** Overrides of what the card would send: forged clicks. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly replyToId?: string;
  /** Which of several buttons with the same verb, from 0 (rows of a list). */
  readonly at?: number;
  /** As `Action.Submit` of an old client: arrives as a message with `value`. */
  readonly asSubmit?: boolean;
};

/** The client in which the card is seen. */
type Client = {
  /** Writes down what the person did. */
  note(words: string): void;
  deliver(message: Message, verb: string, data: Record<string, unknown>, click: ClickOptions): Promise<InvokeAnswer>;
};

/** A card in somebody's hands: what stands on it, what they fill in, and their clicks. */
export function cardHandle(message: Message, { note, deliver }: Client) {
  const values: Record<string, string> = {};
  const card = () => {
    if (message.card === null) throw new Error(`not a card: ${message.text}`);
    return message.card;
  };

  function fill(more: Readonly<Record<string, string>>) {
    const known = inputsOf(card()).map((input) => input.id);
    const unknown = Object.keys(more).filter((id) => !known.includes(id));
    if (unknown.length > 0) throw new Error(`the card has no input ${unknown.join(', ')} but ${known.join(', ')}`);
    Object.assign(values, more);
    return self;
  }

  function find(verb: string, at = 0): CardAction {
    const found = actionsOf(card()).filter((action) => action.verb === verb)[at];
    if (found === undefined) throw new Error(`no button ${verb} on the card:\n${textOf(card())}`);
    return found;
  }

  /** Clicks: validates as a client does, posts the invoke, checks the answer, and replaces the card in place. */
  async function execute(verb: string, click: ClickOptions = {}): Promise<InvokeAnswer> {
    const action = find(verb, click.at);
    const inputs = { ...Object.fromEntries(inputsOf(card()).map((one) => [one.id, one.value])), ...values };
    const errors = action.associatedInputs === 'none' ? [] : validationErrors(card(), inputs);
    if (errors.length > 0) throw new Error(`the client refuses the click: ${errors.join('; ')}`);
    note(`[ ${action.title} ] ${JSON.stringify(values)}`);
    const sent = action.associatedInputs === 'none' ? {} : inputs;
    const data = { ...action.data, ...sent, ...click.data };
    const answer = await deliver(message, verb, data, click);
    if (answer.kind === 'card') for (const id of Object.keys(values)) delete values[id];
    return answer;
  }

  const self = {
    message,
    fill,
    find,
    execute,
    /** A click as some earlier state of the card would send it: delayed, repeated or forged. */
    deliver: (verb: string, data: Record<string, unknown>, click: ClickOptions = {}) =>
      deliver(message, verb, data, click),
    id: message.id,
    get json() {
      return card();
    },
    get text() {
      return textOf(card());
    },
    /** What a click would send; a button that only shows or hides something sends nothing. */
    get verbs() {
      return actionsOf(card()).flatMap(({ verb }) => (verb === '' ? [] : [verb]));
    },
    get inputs() {
      return inputsOf(card());
    },
  };
  return self;
}
