import { messageCard } from '../cards/message-card.ts';
import { welcomeCard } from '../cards/welcome-card.ts';
import type { RequestKind } from '../domain/choices.ts';
import { text } from '../domain/text.ts';
import type { Flow } from '../flow/flow.ts';
import type { Clock, Conversation, Conversations } from '../flow/ports.ts';
import { runCommand } from './command-table.ts';
import { commandOf, isSaidInstead, nearestCommand, readCommand } from './commands.ts';
import type { Dialogs } from './dialogs/dialogs.ts';
import { emptyDraft } from './dialogs/draft.ts';
import { answerFileConsent, type FileConsentParts, isFileConsent } from './file-consent.ts';
import type { BotLog } from './log.ts';
import type { FileWay } from './runbook-file.ts';
import { showHere } from './show-view.ts';
import type { Turn } from './turn.ts';
import type { VerbDeps } from './verb-call.ts';
import { isAboutRequest, isDialogVerb } from './verb-rules.ts';
import { isHandled, standingOf, VERB_TABLE } from './verbs.ts';

export type RouterSettings = {
  readonly flow: Flow;
  readonly clock: Clock;
  readonly conversations: Conversations;
  readonly dialogs: Dialogs;
  /** The bot's id in Teams, for a link into the private chat. */
  readonly botId: string;
  readonly fileWay: FileWay;
  readonly upload: FileConsentParts['upload'];
  readonly log: BotLog;
};

export type Router = ReturnType<typeof createRouter>;

/** A map, since a verb may be any word: a record would find "constructor". */
const STARTS: ReadonlyMap<string, RequestKind> = new Map([
  ['start-offboard', 'offboard'],
  ['start-block-sign-in', 'block-sign-in'],
  ['start-restore-user', 'restore-user'],
]);

/** The button for what was probably meant: never the opposite of it. */
function startOf(nearest: string | null) {
  const name = nearest === null ? null : commandOf(nearest);
  return name === 'restore-user' || name === 'block-sign-in' ? (`start-${name}` as const) : 'start-offboard';
}

/** Whom an activity goes to: commands first, since they work at any time; then the dialog; then the nearest command. */
export function createRouter(settings: RouterSettings) {
  const { flow, dialogs, conversations } = settings;
  const deps: VerbDeps = { flow, clock: settings.clock, fileWay: settings.fileWay, chooseLanguage };

  return {
    async route(turn: Turn, conversation: Conversation | null): Promise<void> {
      const { type } = turn.activity;
      if (type === 'installationUpdate' || type === 'conversationUpdate') return arrive(turn, conversation);
      if (isFileConsent(turn.activity)) return answerFileConsent(turn, settings);
      if (!turn.personal) return turn.click === null ? sayPrivate(turn) : clickInGroup(turn);
      return turn.click === null ? read(turn) : click(turn);
    },
  };

  /** Installation and conversation updates both come, in any order and again (teams.md 3.3): one welcome per person. */
  async function arrive(turn: Turn, conversation: Conversation | null): Promise<void> {
    if (!turn.personal || conversation === null) return;
    const { activity } = turn;
    if (activity.action?.startsWith('remove') === true) {
      return conversations.patch(turn.actorId, { unreachableSince: new Date().toISOString() });
    }
    const isBotAdded = activity.membersAdded?.some(({ id }) => id === activity.recipient.id) === true;
    if (conversation.welcomed || (activity.type === 'conversationUpdate' && !isBotAdded)) return;
    await conversations.patch(turn.actorId, { welcomed: true });
    settings.log({ event: 'welcomed', personId: turn.actorId });
    await turn.show(welcomeCard(await standingOf(flow, turn), turn.reader));
  }

  async function read(turn: Turn): Promise<void> {
    if (turn.tooLong !== null) return turn.say(text('bot.too-long', { most: turn.tooLong }));
    const command = readCommand(turn.text);
    if (command !== null) return runCommand(turn, command, { ...deps, dialogs });
    if (!isSaidInstead(turn.text) && (await dialogs.answer(turn))) return;
    const nearest = nearestCommand(turn.text);
    const sentence =
      nearest === null ? text('bot.unknown.sentence') : text('bot.unknown.nearest', { command: nearest });
    const buttons = [{ verb: startOf(nearest) }, { verb: 'help' }] as const;
    await turn.show(messageCard({ title: text('bot.unknown.title'), sentences: [sentence], buttons }, turn.reader));
  }

  async function click(turn: Turn): Promise<void> {
    const verb = turn.click?.verb ?? '';
    const kind = STARTS.get(verb);
    // A card about one person carries who it is; the dialog looks them up and checks the right like any other name.
    if (kind !== undefined) return dialogs.start(turn, { ...emptyDraft(kind), query: turn.click?.inputs.person ?? '' });
    if (isDialogVerb(verb)) return clickInDialog(turn);
    if (verb === 'ask-again') return askAgain(turn, null);
    if (verb === 'restore-instead') return askAgain(turn, 'restore-user');
    await callVerb(turn);
  }

  async function clickInDialog(turn: Turn): Promise<void> {
    if (await dialogs.answer(turn)) return;
    const submitted = await dialogs.submittedBy(turn);
    if (submitted !== null) return VERB_TABLE.open({ turn, request: submitted, version: null, inputs: {} }, deps);
    const buttons = [{ verb: 'start-offboard' }, { verb: 'mine' }, { verb: 'help' }] as const;
    const sentences = [text('bot.over.sentence')];
    await turn.show(messageCard({ title: text('bot.over.title'), sentences, buttons }, turn.reader));
  }

  /** The same person once more, as a new request, or as what takes back what runs: the dialog starts at the form. */
  async function askAgain(turn: Turn, instead: RequestKind | null): Promise<void> {
    const view = await flow.view(turn.actorId, turn.click?.requestId ?? '');
    if (view === null || view.kind !== 'requester') return turn.say(text('flow.not-yours'));
    if (!turn.isSealed()) return notMadeHere(turn);
    const { kind, targetUserId } = view.report.request.choices;
    await dialogs.start(turn, { ...emptyDraft(instead ?? kind), targetUserId });
  }

  async function clickInGroup(turn: Turn): Promise<void> {
    // A submit has no answer of its own: what it shows, everybody in the group would see.
    const isPrivateAnswer = turn.activity.type === 'invoke';
    if (!isPrivateAnswer || !isShared(turn.click?.verb ?? '')) return sayPrivate(turn);
    await callVerb(turn);
  }

  async function callVerb(turn: Turn): Promise<void> {
    const { verb = '', requestId = null, version = null, shownHour = null, inputs = {} } = turn.click ?? {};
    if (!isHandled(verb) || (requestId === null && isAboutRequest(verb))) {
      return turn.say(text('bot.unreadable-click'));
    }
    if (isAboutRequest(verb) && !turn.isSealed()) return notMadeHere(turn);
    await VERB_TABLE[verb]({ turn, request: requestId ?? '', version, shownHour, inputs }, deps);
  }

  /** Forwarded, copied, made up, or from before: a party is shown how things stand, everybody else learns nothing. */
  async function notMadeHere(turn: Turn): Promise<void> {
    settings.log({ event: 'refused', reason: 'card-seal', ...(turn.click === null ? {} : { verb: turn.click.verb }) });
    const view = await flow.view(turn.actorId, turn.click?.requestId ?? '');
    await (view === null ? turn.say(text('flow.not-yours')) : showHere(turn, view, text('bot.card-not-made-here')));
  }

  async function sayPrivate(turn: Turn): Promise<void> {
    // The address stands in the sentence itself: one in a value would be taken as written by others, and not be a link.
    await turn.say(text('bot.in-private', { bot: encodeURIComponent(settings.botId) }));
  }

  /** Remembered for the person; wins over what the client says from now on. */
  async function chooseLanguage(turn: Turn, locale: 'en' | 'nl'): Promise<Turn> {
    await conversations.patch(turn.actorId, { chosenLocale: locale });
    return { ...turn, reader: { ...turn.reader, locale } };
  }
}

/** What a group's card may be pressed for; a dialog is for one person alone. */
function isShared(verb: string): boolean {
  return isAboutRequest(verb) && verb !== 'ask-again' && verb !== 'restore-instead';
}
