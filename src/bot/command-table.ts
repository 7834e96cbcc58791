import { messageCard } from '../cards/message-card.ts';
import { welcomeCard } from '../cards/welcome-card.ts';
import type { RequestKind } from '../domain/choices.ts';
import { text } from '../domain/text.ts';
import { readLocale } from '../locales/translate.ts';
import { showHeld, showHold } from './change-request.ts';
import { type Command, type CommandName, readReference } from './commands.ts';
import type { Dialogs } from './dialogs/dialogs.ts';
import { emptyDraft } from './dialogs/draft.ts';
import { readTypedWhen, splitPrefill } from './dialogs/read-when.ts';
import { showStops } from './show-stops.ts';
import type { Turn } from './turn.ts';
import type { VerbCall, VerbDeps } from './verb-call.ts';
import { type HandledVerb, standingOf, VERB_TABLE } from './verbs.ts';

export type CommandDeps = VerbDeps & { readonly dialogs: Dialogs };

type Handler = (turn: Turn, rest: string, deps: CommandDeps) => Promise<void>;

/** Every typed command → what it does; the same handlers as the buttons, so that both ways are one. */
const TABLE: Readonly<Record<CommandName, Handler>> = {
  offboard: (turn, rest, deps) => start(turn, 'offboard', rest, deps),
  'block-sign-in': (turn, rest, deps) => start(turn, 'block-sign-in', rest, deps),
  'block-now': async (turn, rest, deps) => {
    await VERB_TABLE['block-now-ask']({ turn, request: '', version: null, inputs: { query: rest } }, deps);
  },
  'set-aside': async (turn, rest, deps) => {
    await VERB_TABLE['set-aside-ask']({ turn, request: '', version: null, inputs: { query: rest } }, deps);
  },
  'restore-user': (turn, rest, deps) => start(turn, 'restore-user', rest, deps),
  status: (turn, rest, deps) => (rest === '' ? call('mine', turn, deps) : callAbout('open', turn, rest, deps)),
  why: async (turn, rest, deps) => {
    await VERB_TABLE.why({ turn, request: '', version: null, inputs: { query: rest } }, deps);
  },
  mine: (turn, _rest, deps) => call('mine', turn, deps),
  queue: (turn, _rest, deps) => call('queue', turn, deps),
  'audit-head': sayAuditHead,
  approve: (turn, rest, deps) => callAbout('approve', turn, rest, deps),
  decline: (turn, rest, deps) => callAbout('decline-confirm', turn, rest, deps),
  ask: (turn, rest, deps) => callAbout('ask', turn, rest, deps),
  answer: (turn, rest, deps) => callAbout('answer', turn, rest, deps),
  reassign: (turn, rest, deps) => callAbout('reassign', turn, rest, deps),
  postpone: (turn, rest, deps) => callAbout('postpone', turn, rest, deps),
  change: (turn, rest, deps) => callAbout('change', turn, rest, deps),
  'stop-request': (turn, rest, deps) => callAbout('change', turn, rest, deps),
  'hold-request': (turn, rest, deps) => callAbout(showHold, turn, rest, deps),
  agree: (turn, rest, deps) => callAbout('agree', turn, rest, deps),
  'confirm-block': (turn, rest, deps) => callAbout('confirm-block', turn, rest, deps),
  'refuse-block': (turn, rest, deps) => callAbout('refuse-block', turn, rest, deps),
  withdraw: (turn, rest, deps) => callAbout('withdraw', turn, rest, deps),
  'runbook-done': (turn, rest, deps) => callAbout('runbook-done', turn, rest, deps),
  'runbook-cannot': (turn, rest, deps) => callAbout('runbook-cannot', turn, rest, deps),
  'runbook-file': (turn, rest, deps) => callAbout('runbook-file', turn, rest, deps),
  retry: (turn, rest, deps) => callAbout('retry', turn, rest, deps),
  skip: (turn, rest, deps) => callAbout('skip', turn, rest, deps),
  pause: async (turn, _rest, { flow }) => {
    await showStops(turn, await flow.pauseEverything(turn.actorId));
  },
  resume: async (turn, rest, deps) => {
    // What one approver held is shown, and its button lets it go on; the rest is about the stops.
    if (/^l-?\d/i.test(rest)) return callAbout(showHeld, turn, rest, deps);
    await VERB_TABLE['resume-stop']({ turn, request: '', version: null, inputs: { stop: stopNamed(rest) } }, deps);
  },
  stops: (turn, _rest, deps) => call('stops', turn, deps),
  hello: async (turn, _rest, { flow }) => {
    await turn.show(welcomeCard(await standingOf(flow, turn), turn.reader));
  },
  help: async (turn, _rest, deps) => {
    await call('help', turn, deps);
    await deps.dialogs.ask(turn);
  },
  language: async (turn, rest, deps) => {
    const locale = readLocale(rest);
    await VERB_TABLE.language({ turn, request: '', version: null, inputs: { locale: rest } }, deps);
    if (locale !== null) await deps.dialogs.ask({ ...turn, reader: { ...turn.reader, locale } });
  },
  cancel: (turn, _rest, deps) => typedButton('cancel', turn, deps),
  back: (turn, _rest, deps) => typedButton('back', turn, deps),
};

/** Does what was typed. Works at any time, also in the middle of a dialog. */
export function runCommand(turn: Turn, command: Command, deps: CommandDeps): Promise<void> {
  return TABLE[command.name](turn, command.rest, deps);
}

async function sayAuditHead(turn: Turn, _rest: string, { flow }: CommandDeps): Promise<void> {
  const answer = await flow.auditHead(turn.actorId);
  const sentence = 'refused' in answer ? answer.refused : text('audit.head', { ...answer.head });
  await turn.say(sentence);
}

function start(turn: Turn, kind: RequestKind, rest: string, { dialogs, clock }: CommandDeps): Promise<void> {
  const { locale, timeZone: zone } = turn.reader;
  const prefill = splitPrefill(rest, { zone, now: clock.now().toISOString(), locale });
  return dialogs.start(turn, { ...emptyDraft(kind), ...prefill });
}

/** What a verb does, or what only typing it does. */
type Called = HandledVerb | ((call: VerbCall, deps: VerbDeps) => Promise<void>);

async function call(called: Called, turn: Turn, deps: CommandDeps, request = '', typed = ''): Promise<void> {
  const { lastDay, hour } = dayAndHour(typed, turn, deps);
  const inputs = {
    reason: typed,
    result: typed,
    step: typed,
    question: typed,
    answer: typed,
    approver: typed,
    lastDay,
    hour,
  };
  const handle = typeof called === 'string' ? VERB_TABLE[called] : called;
  await handle({ turn, request, version: null, inputs }, deps);
}

/**
 * A day and an hour as people type them, as the form would send them; what is neither is sent as typed, to be named.
 */
function dayAndHour(typed: string, { reader }: Turn, { clock }: CommandDeps) {
  const read = readTypedWhen({ typed, zone: reader.timeZone, now: clock.now().toISOString(), locale: reader.locale });
  if (typed === '' || read === null) return { lastDay: typed.slice(0, MOST_TYPED), hour: '' };
  return { lastDay: read.lastDay ?? '', hour: read.hour ?? '17:00' };
}

const MOST_TYPED = 64;

/** The words after the reference are what the verb asks for: a reason, a pasted result, a step. */
async function callAbout(called: Called, turn: Turn, rest: string, deps: CommandDeps): Promise<void> {
  const read = readReference(rest);
  if (read === null) return turn.say(text('bot.reference-missing'));
  await call(called, turn, deps, read.reference, read.rest);
}

/** `resume S-3`, `resume 3`; without it the only stop there is. */
function stopNamed(rest: string): string {
  return rest.replace(/^(?:s-?)?(?=\d)/i, 'S-').slice(0, 16);
}

/** `cancel` and `back` typed are the buttons of what is being asked now. */
async function typedButton(verb: 'cancel' | 'back', turn: Turn, { dialogs }: CommandDeps): Promise<void> {
  const pressed = { verb, requestId: null, version: null, nonce: null, inputs: {}, isTyped: true } as const;
  if (await dialogs.answer({ ...turn, click: pressed })) return;
  const sentences = [text(`bot.nothing-to-${verb}`)];
  await turn.show(
    messageCard({ title: text('bot.nothing-open'), sentences, buttons: [{ verb: 'help' }] }, turn.reader),
  );
}
