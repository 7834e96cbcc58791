import { randomBytes } from 'node:crypto';
import type { TurnContext } from 'botbuilder';
import { DirectoryUnavailable, FailedAfterwards, OutcomeUnknown } from '../domain/errors.ts';
import { type Text, text } from '../domain/text.ts';
import type { Conversation, Conversations, ShownCard } from '../flow/ports.ts';
import { type Reader, readLocale } from '../locales/translate.ts';
import type { BotAdapter } from './adapter.ts';
import type { CardPace } from './card-pace.ts';
import type { CardSeal } from './card-seal.ts';
import { readClick } from './click-data.ts';
import type { DoneInTurn } from './done-in-turn.ts';
import { isFileConsent } from './file-consent.ts';
import type { Arrived } from './gate.ts';
import type { HttpAnswer } from './http-listener.ts';
import type { BotIdentity } from './identity.ts';
import { clientZone, type IncomingActivity } from './incoming-activity.ts';
import {
  answerInvoke,
  answerLate,
  clickBody,
  notForUsBody,
  sentenceBody,
  tooManyBody,
  workingBody,
} from './invoke-answer.ts';
import type { BotLog } from './log.ts';
import { isConnectorError } from './outbound-client.ts';
import { createPersonLimit, type PersonLimits } from './person-limit.ts';
import { type ReaderDefaults, rememberReader } from './reader.ts';
import { createRepeatedDeliveries } from './repeated-deliveries.ts';
import type { Router } from './router.ts';
import { createTurn, type Turn, textActivity } from './turn.ts';
import { guardTurn, isIgnored } from './turn-guard.ts';
import { createTurnQueue } from './turn-queue.ts';
import { readTyped } from './typed-text.ts';

export type BotSettings = {
  readonly identity: BotIdentity;
  readonly adapter: Pick<BotAdapter, 'authenticate' | 'run'>;
  readonly conversations: Conversations;
  readonly router: Router;
  readonly defaults: ReaderDefaults;
  readonly pace: CardPace;
  readonly seal: CardSeal;
  /** What the turn did before something failed. */
  readonly done: Pick<DoneInTurn, 'during' | 'isDone'>;
  /** A party brought up a card of a request. */
  readonly cardShown: (card: ShownCard) => Promise<void>;
  readonly log: BotLog;
  /** What one person gets in ten seconds; {@link PERSON_LIMITS} unless told otherwise. */
  readonly limits?: PersonLimits;
  /** Real milliseconds until an invoke is answered with "working on it"; Teams wants an answer within 3 s. */
  readonly deadline?: number;
};

type Verified = NonNullable<Awaited<ReturnType<BotAdapter['authenticate']>>>;

/** Whether the click was answered before the work was done; and how the person reads, as far as it is known by then. */
type Lateness = { isLate: boolean; reader: Reader };

/** Messages may take longer than clicks, but Teams repeats them after 15 s (reliability.md section 4). */
const MESSAGE_DEADLINE = 10_000;

/** Other updates of the clicked card wait for the click's answer: while it is made, and while it travels. */
const LONGEST_CLICK = 15_000;
const ON_THE_WAY = 500;

/**
 * From what passed the gate to its HTTP answer: verified by the SDK, looked at by the turn guard, answered once however
 * often it is delivered, one turn of a conversation after the other, and in time whatever the directory does.
 */
export function createBot(settings: BotSettings) {
  const { identity, adapter, conversations, router, defaults, pace, seal, done, log } = settings;
  const deliveries = createRepeatedDeliveries<HttpAnswer>();
  const inOrder = createTurnQueue();
  const pass = createPersonLimit(settings.limits);

  return async function handle(arrived: Arrived, authorization: string): Promise<HttpAnswer> {
    const verified = await adapter.authenticate(arrived, authorization);
    if (verified === null) {
      log({ event: 'refused', reason: 'token-signature', status: 401 });
      return { status: 401 };
    }
    const guard = guardTurn(identity, arrived.body);
    if (guard.status === 'refused') {
      log({ event: 'refused', reason: guard.reason, status: 200 });
      return notForUs(arrived);
    }
    const { activity } = guard;
    if (isIgnored(activity)) return { status: 200 };
    const key = keyOf(activity);
    const { repeated, answer } = deliveries.once(key, () => limited(activity, verified));
    if (repeated) log({ event: 'repeated', activityType: activity.type });
    return answer;
  };

  /** Genuine and still not for us: nothing runs and nothing is sent, and only a click waits for a word. */
  function notForUs({ body: { type, locale } }: Arrived): HttpAnswer {
    const reader = readerIn(typeof locale === 'string' ? { locale } : {});
    return { status: 200, ...(type === 'invoke' ? { body: notForUsBody(reader) } : {}) };
  }

  /**
   * Before it waits in line for anything: what is too many must not keep others, or the person's own next line,
   * waiting.
   */
  async function limited(activity: IncomingActivity, verified: Verified): Promise<HttpAnswer> {
    const passed = pass(activity);
    if (passed === 'yes') return inTime(activity, verified);
    log({ event: 'refused', reason: 'too-many', status: 200 });
    const reader = readerIn(activity);
    if (activity.type === 'invoke') return { status: 200, body: tooManyBody(reader) };
    if (passed === 'tell')
      await adapter
        .run(activity, verified, async (context) => {
          await context.sendActivity(textActivity(text('bot.too-many'), reader));
        })
        .catch((error) => log({ event: 'connector-failed', error: nameOf(error) }));
    return { status: 200 };
  }

  /** The turn goes on after the deadline; what it ends with is shown by an update then. */
  async function inTime(activity: IncomingActivity, verified: Verified): Promise<HttpAnswer> {
    const isInvoke = activity.type === 'invoke';
    const lateness: Lateness = { isLate: false, reader: readerIn(activity) };
    // In a group everybody has their own line: one person's turns must not keep another's waiting.
    const turn = inOrder(`${activity.conversation.id} ${activity.from.aadObjectId}`, () =>
      done.during(() => run(activity, verified, lateness)),
    );
    const { promise: deadline, resolve } = Promise.withResolvers<HttpAnswer>();
    const patience = isInvoke ? (settings.deadline ?? 2_500) : MESSAGE_DEADLINE;
    const timer = setTimeout(() => {
      lateness.isLate = true;
      log({ event: 'turn-late', activityType: activity.type });
      resolve({ status: 200, ...(isInvoke ? { body: workingBody(lateness.reader) } : {}) });
    }, patience);
    return Promise.race([turn, deadline]).finally(() => clearTimeout(timer));
  }

  async function run(activity: IncomingActivity, verified: Verified, lateness: Lateness): Promise<HttpAnswer> {
    try {
      const body = await adapter.run(activity, verified, (context) => takeTurn(context, activity, lateness));
      return activity.type === 'invoke' ? { status: 200, body } : { status: 200 };
    } catch (error) {
      // What was to be said could not be sent; the activity was handled all the same, so Teams must not repeat it.
      const incident = newIncident();
      log({ event: 'connector-failed', error: nameOf(error), incident });
      return activity.type === 'invoke'
        ? { status: 200, body: sentenceBody(whatFailed(error, incident), lateness.reader) }
        : { status: 200 };
    }
  }

  async function takeTurn(context: TurnContext, activity: IncomingActivity, lateness: Lateness): Promise<void> {
    const { reader, conversation } = await remember(activity);
    lateness.reader = reader;
    if (activity.type === 'invoke') pace.hold(activity.replyToId, LONGEST_CLICK);
    const click = isFileConsent(activity) ? 'none' : readClick(activity);
    const read = { reader, click: typeof click === 'string' ? null : click, typed: readTyped(activity) };
    const given = { ...read, seal, cardShown };
    const turn = createTurn(context, activity, given);
    try {
      if (click === 'unreadable') await turn.say(text('bot.unreadable-click'));
      else await router.route(turn, conversation);
    } catch (error) {
      await apologise(turn, error);
    }
    if (activity.type !== 'invoke') return;
    await (lateness.isLate ? answerLate(turn) : answerInvoke(context, clickBody(turn.answer(), reader)));
    pace.answered(activity.replyToId, ON_THE_WAY);
  }

  /** What was shown is there; that it cannot be kept up to date is no reason to say that it failed. */
  async function cardShown(card: ShownCard): Promise<void> {
    try {
      await settings.cardShown(card);
    } catch (error) {
      log({ event: 'turn-failed', requestId: card.requestId, error: nameOf(error), at: placeOf(error) });
    }
  }

  async function remember(activity: IncomingActivity): Promise<{ reader: Reader; conversation: Conversation | null }> {
    try {
      return await rememberReader(activity, conversations, defaults);
    } catch (error) {
      log({ event: 'turn-failed', error: nameOf(error) });
      return { reader: readerIn(activity), conversation: null };
    }
  }

  /** Says what happened, what was not done and what to do; the exception's own words stay here (reliability.md 1.5). */
  async function apologise(turn: Turn, error: unknown): Promise<void> {
    const verb = turn.click?.verb ?? '';
    // It was our own message that was not taken: perhaps it was, and saying more would not arrive either.
    if (turn.activity.type === 'message' && isConnectorError(error)) throw error;
    const incident = newIncident();
    if (error instanceof DirectoryUnavailable) log({ event: 'directory-unavailable', verb });
    else log({ event: 'turn-failed', verb, error: nameOf(error), at: placeOf(error), incident });
    await turn.say(whatFailed(error, incident));
  }

  /** "Not done" only where that is sure: what is stored goes on, whatever failed after it. */
  function whatFailed(error: unknown, incident: string): Text {
    if (done.isDone() || error instanceof FailedAfterwards) return text('bot.taken-in');
    if (error instanceof OutcomeUnknown) return text('bot.not-known', { incident });
    return error instanceof DirectoryUnavailable ? text('bot.directory-unavailable') : text('bot.failed', { incident });
  }

  /** How somebody reads of whom nothing could be looked up in time. */
  function readerIn(activity: Pick<IncomingActivity, 'locale' | 'localTimezone' | 'entities'>): Reader {
    const locale = readLocale(activity.locale ?? null) ?? defaults.locale;
    return { locale, timeZone: clientZone(activity) ?? defaults.timeZone };
  }
}

/**
 * The person belongs to it: what one was answered is no answer for another who sends the same id into the same chat.
 */
function keyOf({ conversation, from, id }: IncomingActivity): string {
  return JSON.stringify([conversation.id, from.aadObjectId, id ?? randomBytes(16).toString('hex')]);
}

/** What the person can tell the helpdesk, and the log has too. */
function newIncident(): string {
  return randomBytes(4).toString('hex').toUpperCase();
}

/** Where in our own code it came from; the exception's message may hold names and stays out. */
function placeOf(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : [];
  return frames
    .flatMap((frame) => /src\/[\w/.-]+:\d+/.exec(frame)?.[0] ?? [])
    .slice(0, 3)
    .join(' < ');
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
