import { randomUUID } from 'node:crypto';
import { activityFrom, type BotAccount, type Conversation } from './mini-teams-activity.ts';
import { textOf } from './mini-teams-card.ts';
import { type Connector, chatIdOf, type Message, type Persona, shown } from './mini-teams-connector.ts';
import { type ClickOptions, cardHandle } from './mini-teams-handle.ts';
import { checkInvoke, type InvokeAnswer } from './mini-teams-invoke.ts';

/** How a client reaches the bot, and what the bot posts reaches it. */
type Way = {
  readonly connector: Connector;
  readonly bot: BotAccount;
  send(activity: Record<string, unknown>): Promise<{ status: number; body: string; milliseconds: number }>;
  /** A word that a click may be answered with in time, after which the answer itself follows. */
  isComing(answer: string): boolean;
};

type ChatOptions = {
  readonly locale?: string;
  readonly timeZone?: string;
  readonly conversation?: Conversation;
};

/** The client of one person in one conversation: their personal chat unless told otherwise. */
export function openChat({ connector, bot, send, isComing }: Way, persona: Persona, options: ChatOptions = {}) {
  const { messages, personas, note, serviceUrl, replies, lines } = connector;
  personas.set(persona.id, persona);
  const conversation = options.conversation ?? { id: chatIdOf(persona), type: 'personal' as const };
  const timeZone = options.timeZone ?? 'Europe/Amsterdam';
  const locale = options.locale ?? 'en-US';
  const own = () => messages.filter((one) => one.conversationId === conversation.id && !one.deleted);
  /**
   * What was said or clicked last, until a wait: what comes of the bot's own accord meanwhile is not its answer.
   * `card`: the one that a click was answered with, in the place of what was clicked.
   */
  let question: { readonly id: unknown; readonly card: Message | null } | null = null;
  const newest = () => {
    const answers = own().filter((one) => question !== null && (one === question.card || one.replyTo === question.id));
    return answers.length > 0 ? answers : own();
  };

  const from = { persona, conversation, timeZone, locale, serviceUrl, bot };
  const activity = (more: Record<string, unknown>) => activityFrom(from, more);
  const handle = (message: Message) =>
    cardHandle(message, { note: (words) => note(persona.name, conversation.id, words), deliver });

  async function say(words: string, more: Record<string, unknown> = {}) {
    note(persona.name, conversation.id, words);
    const before = own().length;
    const said = activity({ type: 'message', text: words, textFormat: 'plain', ...more });
    question = { id: said.id, card: null };
    const answer = await send(said);
    if (answer.status !== 200) throw new Error(`the bot answered a message with HTTP ${answer.status}`);
    if (answer.milliseconds > SLOW_MS) await replyTo(replies, said);
    return own().slice(before);
  }

  /** What Teams sends when the app is installed: both activities, in either order, again at every reload. */
  async function install() {
    await send(activity({ type: 'installationUpdate', action: 'add' }));
    await send(activity({ type: 'conversationUpdate', membersAdded: [{ id: bot.id, name: bot.name }] }));
  }

  async function deliver(
    message: Message,
    verb: string,
    data: Record<string, unknown>,
    click: ClickOptions,
  ): Promise<InvokeAnswer> {
    const replyToId = click.replyToId ?? message.id;
    const invoke = activity(
      click.asSubmit === true
        ? { type: 'message', value: data, replyToId }
        : {
            type: 'invoke',
            name: 'adaptiveCard/action',
            replyToId,
            value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
          },
    );
    question = { id: invoke.id, card: null };
    const copies = Array.from({ length: click.deliver ?? 1 }, () =>
      send(click.newIds === true ? { ...invoke, id: randomUUID() } : invoke),
    );
    const answers = await Promise.all(copies);
    if (click.asSubmit === true) return { kind: 'message', text: '' };
    const checked = answers.map((answer) => checkInvoke(verb, answer));
    const first = checked[0] as InvokeAnswer;
    if (first.kind === 'card') message.card = first.card;
    note('bot answers', conversation.id, first.text);
    const late = first.kind === 'message' && isComing(first.text) ? await replyTo(replies, invoke) : null;
    question = { id: invoke.id, card: first.kind === 'card' ? message : late };
    return late === null ? first : answerIn(late);
  }

  /** Any invoke or other activity, raw: `application/search`, unknown names, forged ones. */
  async function raw(more: Record<string, unknown>) {
    return send(activity(more));
  }

  /** The card that answers what was said or clicked last, or else the newest. */
  function lastCard() {
    const found = [...own(), ...newest()].findLast((one) => one.card !== null);
    if (found === undefined) throw new Error(`no card in the chat of ${persona.name}`);
    return handle(found);
  }

  /** Waits until a card or text of this chat satisfies the question; gives it. `what`: the question in words. */
  async function until(
    wanted: (message: Message, text: string) => boolean,
    milliseconds = 150_000,
    what = 'something',
  ) {
    question = null;
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const found = own().findLast((one) => wanted(one, shown(one)));
      if (found !== undefined) return handle(found);
      if (Date.now() > deadline) throw new Error(inVain(what));
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** What came last stands first: a report of a failed test is cut off at its end. */
  function inVain(what: string): string {
    const last = own().slice(-3).map(shown).toReversed();
    return [
      `waited in vain for ${what} in the chat of ${persona.name}; newest there:`,
      ...last,
      'Everything:',
      lines.join('\n'),
    ].join('\n');
  }

  return {
    persona,
    conversation,
    say,
    install,
    raw,
    activity,
    lastCard,
    until,
    card: handle,
    /** Everything the bot said here, oldest first. */
    messages: own,
    lastText: () => [...own(), ...newest()].findLast((one) => one.text !== '')?.text ?? '',
    /** What a person sees of the last message, card or text. */
    last: () => shown(newest().at(-1) as Message),
  };
}

/** What a busy machine says only after Teams had to be answered; null = nothing came. */
async function replyTo(
  replies: ReadonlyMap<string, Message>,
  { id }: Record<string, unknown>,
): Promise<Message | null> {
  const deadline = Date.now() + LATE_REPLY_MS;
  while (!replies.has(String(id)) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25));
  return replies.get(String(id)) ?? null;
}

function answerIn({ card, text }: Message): InvokeAnswer {
  return card === null ? { kind: 'message', text } : { kind: 'card', card, text: textOf(card) };
}

/** A message that is answered only now may have been answered before what it says came: Teams repeats it after 15 s. */
const SLOW_MS = 5_000;
/** How long a person looks at a chat in which something is to come. */
const LATE_REPLY_MS = 150_000;
