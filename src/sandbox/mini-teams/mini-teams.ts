import { randomUUID } from 'node:crypto';
import { actionsOf, type CardAction, type CardJson, inputsOf, textOf, validationErrors } from './mini-teams-card.ts';
import {
  chatIdOf,
  checkCard,
  type Fault,
  type Message,
  type Persona,
  shown,
  startConnector,
  userIdOf,
} from './mini-teams-connector.ts';

export type { Fault, Message, Persona };

export type InvokeAnswer =
  | { readonly kind: 'card'; readonly card: CardJson; readonly text: string }
  | { readonly kind: 'message'; readonly text: string };

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

export type MiniTeams = Awaited<ReturnType<typeof startMiniTeams>>;
export type Chat = ReturnType<MiniTeams['as']>;

/**
 * Leaver answers by 2.5 s, which tests of the bot hold, and Teams itself gives up after 10 to 15 s (teams.md 1.6, unverified). A
 * client in the same busy process cannot measure either: it only tells an answer from none.
 */
const INVOKE_DEADLINE_MS = 60_000;

/** A message that is answered only now may have been answered before what it says came: Teams repeats it after 15 s. */
const SLOW_MS = 5_000;
/** How long a person looks at a chat in which something is to come. */
const LATE_REPLY_MS = 20_000;

/**
 * A loopback Teams: the connector that a bot answers to (teams.md 4.4), and clients of any person, language and zone.
 * It applies updates in place, refuses what a client refuses, and checks every invoke answer: HTTP 200 with
 * a card or a non-empty message. `endpoint` is the bot's `/api/messages`; set it again after a restart of the bot.
 */
export async function startMiniTeams(settings: {
  endpoint?: string;
  readonly tenantId: string;
  readonly botId: string;
  readonly botName?: string;
  /** A word that a click may be answered with in time, after which the answer itself follows: it is waited for then. */
  readonly isComing?: (answer: string) => boolean;
}) {
  const connector = await startConnector();
  const { messages, personas, note, serviceUrl, lines, calls, replies } = connector;

  /** The client of one person in one conversation: their personal chat unless told otherwise. */
  function as(
    persona: Persona,
    options: {
      readonly locale?: string;
      readonly timeZone?: string;
      readonly conversation?: { readonly id: string; readonly type: 'personal' | 'groupChat' | 'channel' };
    } = {},
  ) {
    personas.set(persona.id, persona);
    const conversation = options.conversation ?? { id: chatIdOf(persona), type: 'personal' as const };
    const timeZone = options.timeZone ?? 'Europe/Amsterdam';
    const locale = options.locale ?? 'en-US';
    const own = () => messages.filter((one) => one.conversationId === conversation.id && !one.deleted);

    function activity(more: Record<string, unknown>): Record<string, unknown> {
      return {
        id: randomUUID(),
        timestamp: new Date().toISOString(),
        localTimezone: timeZone,
        serviceUrl,
        channelId: 'msteams',
        from: { id: userIdOf(persona), name: persona.name, aadObjectId: persona.id },
        conversation: {
          id: conversation.id,
          conversationType: conversation.type,
          tenantId: settings.tenantId,
          ...(conversation.type === 'personal' ? {} : { isGroup: true }),
        },
        recipient: { id: settings.botId, name: settings.botName ?? 'Leaver' },
        locale,
        entities: [{ type: 'clientInfo', locale, country: locale.slice(-2), platform: 'Web', timezone: timeZone }],
        channelData: { tenant: { id: settings.tenantId } },
        ...more,
      };
    }

    async function say(words: string, more: Record<string, unknown> = {}) {
      note(persona.name, conversation.id, words);
      const before = own().length;
      const said = activity({ type: 'message', text: words, textFormat: 'plain', ...more });
      const answer = await send(said);
      if (answer.status !== 200) throw new Error(`the bot answered a message with HTTP ${answer.status}`);
      if (answer.milliseconds > SLOW_MS) await replyTo(said);
      return own().slice(before);
    }

    /** What Teams sends when the app is installed: both activities, in either order, again at every reload. */
    async function install() {
      const bot = { id: settings.botId, name: settings.botName ?? 'Leaver' };
      await send(activity({ type: 'installationUpdate', action: 'add' }));
      await send(activity({ type: 'conversationUpdate', membersAdded: [bot] }));
    }

    function handle(message: Message) {
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
        note(persona.name, conversation.id, `[ ${action.title} ] ${JSON.stringify(values)}`);
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

    async function deliver(message: Message, verb: string, data: Record<string, unknown>, click: ClickOptions) {
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
      const copies = Array.from({ length: click.deliver ?? 1 }, () =>
        send(click.newIds === true ? { ...invoke, id: randomUUID() } : invoke),
      );
      const answers = await Promise.all(copies);
      if (click.asSubmit === true) return { kind: 'message', text: '' } as const;
      const checked = answers.map((answer) => checkInvoke(verb, answer));
      const first = checked[0] as InvokeAnswer;
      if (first.kind === 'card') message.card = first.card;
      note('bot answers', conversation.id, first.text);
      return first.kind === 'message' && settings.isComing?.(first.text) === true
        ? ((await replyTo(invoke)) ?? first)
        : first;
    }

    /** What a busy machine says only after Teams had to be answered; null = nothing came. */
    async function replyTo({ id }: Record<string, unknown>): Promise<InvokeAnswer | null> {
      const deadline = Date.now() + LATE_REPLY_MS;
      while (!replies.has(String(id)) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25));
      const reply = replies.get(String(id));
      if (reply === undefined) return null;
      const { card, text } = reply;
      return card === null ? { kind: 'message', text } : { kind: 'card', card, text: textOf(card) };
    }

    /** Any invoke or other activity, raw: `application/search`, unknown names, forged ones. */
    async function raw(more: Record<string, unknown>) {
      return send(activity(more));
    }

    function lastCard() {
      const found = own().findLast((one) => one.card !== null);
      if (found === undefined) throw new Error(`no card in the chat of ${persona.name}`);
      return handle(found);
    }

    /** Waits until a card or text of this chat satisfies the question; gives it. `what`: the question in words. */
    async function until(
      question: (message: Message, text: string) => boolean,
      milliseconds = 60_000,
      what = 'something',
    ) {
      const deadline = Date.now() + milliseconds;
      for (;;) {
        const found = own().findLast((one) => question(one, shown(one)));
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
        transcript(),
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
      lastText: () => own().findLast((one) => one.text !== '')?.text ?? '',
      /** What a person sees of the last message, card or text. */
      last: () => shown(own().at(-1) as Message),
    };
  }

  async function send(activity: Record<string, unknown>) {
    if (settings.endpoint === undefined) throw new Error('MiniTeams has no bot: set endpoint');
    const began = Date.now();
    const response = await fetch(settings.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    });
    const body = await response.text();
    return { status: response.status, body, milliseconds: Date.now() - began };
  }

  function transcript(): string {
    return lines.join('\n');
  }

  return {
    serviceUrl,
    /** Calls of the bot to the connector, oldest first. */
    calls,
    messages,
    as,
    send,
    transcript,
    connect(endpoint: string) {
      settings.endpoint = endpoint;
    },
    /** The next `times` matching calls fail in this way. */
    fault: connector.fault,
    clearFaults: connector.clearFaults,
    lastActivity: connector.lastActivity,
    /** Somebody deletes the message in the client: a later update of it answers 404. */
    forget(id: string) {
      for (const message of messages) if (message.id === id) message.deleted = true;
    },
    stop: connector.stop,
  };
}

/** Throws when an invoke is answered in a way that Teams shows as a failure (teams.md 0.1, 0.2, 1.2). */
function checkInvoke(verb: string, answer: { status: number; body: string; milliseconds: number }): InvokeAnswer {
  if (answer.status !== 200) throw new Error(`invoke ${verb} answered HTTP ${answer.status}`);
  if (answer.milliseconds > INVOKE_DEADLINE_MS) throw new Error(`invoke ${verb} took ${answer.milliseconds} ms`);
  const body = JSON.parse(answer.body) as { statusCode?: number; type?: string; value?: unknown };
  if (body.statusCode !== 200) throw new Error(`invoke ${verb} answered inner status ${body.statusCode}`);
  if (body.type === 'application/vnd.microsoft.activity.message') {
    if (typeof body.value !== 'string' || body.value.trim() === '') throw new Error(`invoke ${verb}: empty message`);
    return { kind: 'message', text: body.value };
  }
  if (body.type !== 'application/vnd.microsoft.card.adaptive') throw new Error(`invoke ${verb}: type ${body.type}`);
  const card = checkCard(body.value);
  return { kind: 'card', card, text: textOf(card) };
}
