import type { Verb } from '../cards/adaptive-card.ts';
import { declineCard } from '../cards/decline-card.ts';
import { helpCard } from '../cards/help-card.ts';
import { languageCard } from '../cards/language-card.ts';
import { listCard } from '../cards/list-card.ts';
import { moreCard } from '../cards/more-card.ts';
import { pickCard } from '../cards/pick-card.ts';
import { whyCard } from '../cards/why-card.ts';
import { STEP_KINDS } from '../domain/step.ts';
import { type Text, text } from '../domain/text.ts';
import type { Answered, Flow } from '../flow/flow.ts';
import { readLocale } from '../locales/translate.ts';
import { askBlockNow, doBlockNow, leaveBlockNow } from './block-now.ts';
import { fromChange, isDecided, moveIt, showChange } from './change-request.ts';
import { nobodyCalled } from './nobody-called.ts';
import { offerRunbookFile } from './runbook-file.ts';
import { askSetAside, doSetAside, leaveSetAside } from './set-aside.ts';
import { showStops } from './show-stops.ts';
import { showAbout, showView } from './show-view.ts';
import type { Turn } from './turn.ts';
import type { VerbCall, VerbDeps } from './verb-call.ts';
import type { DialogVerb } from './verb-rules.ts';
import { whenOf } from './when-of.ts';

type Handler = (call: VerbCall, deps: VerbDeps) => Promise<void>;

/** The router begins a dialog for these. */
type Started = 'start-offboard' | 'start-block-sign-in' | 'start-restore-user' | 'ask-again' | 'restore-instead';

/** A button without something to do does not compile. */
export type HandledVerb = Exclude<Verb, DialogVerb | Started>;

/**
 * Every button that is not a dialog's: verb → what it does. The flow is asked with the person of the activity and the
 * id of the request, and decides by what is true now; the card's version only tells that it is stale.
 */
export const VERB_TABLE: Readonly<Record<HandledVerb, Handler>> = {
  open: view,
  keep: view,
  approve: (call, { flow }) => answered(call, flow.decide(...who(call), { verdict: 'approved' })),
  decline: askReason,
  'decline-confirm': declineForReason,
  more: showMore,
  ask: sendQuestion,
  answer: (call, { flow }) => answered(call, flow.answerQuestion(...who(call), call.inputs.answer ?? '')),
  reassign: sendColleague,
  postpone,
  change: showChange,
  move: moveIt,
  'hold-request': (call, deps) => fromChange(call, deps, deps.flow.hold(...who(call), call.inputs.reason ?? '')),
  'stop-request': (call, deps) => fromChange(call, deps, deps.flow.stop(...who(call), call.inputs.reason ?? '')),
  'go-on': (call, { flow }) => answered(call, flow.letGoOn(...who(call))),
  agree: (call, { flow }) => answered(call, flow.agree(...who(call))),
  'block-now-ask': ({ turn, inputs }, { flow }) => askBlockNow(turn, inputs.person ?? inputs.query ?? '', flow),
  'block-now': ({ turn, inputs }, { flow }) => doBlockNow(turn, inputs, flow),
  'block-now-cancel': ({ turn }) => leaveBlockNow(turn),
  'set-aside-ask': ({ turn, inputs }, { flow }) => askSetAside(turn, inputs.person ?? inputs.query ?? '', flow),
  'set-aside': ({ turn, inputs }, { flow }) => doSetAside(turn, inputs, flow),
  'set-aside-cancel': ({ turn }) => leaveSetAside(turn),
  'confirm-block': (call, { flow }) => answered(call, flow.answerEmergency(...who(call), 'confirmed')),
  'refuse-block': (call, { flow }) => answered(call, flow.answerEmergency(...who(call), 'refused')),
  withdraw: (call, { flow }) => answered(call, flow.withdraw(...who(call))),
  'run-now': (call, { flow }) => answered(call, flow.answerLate(...who(call), { mode: 'now' })),
  'new-date': newDate,
  retry: (call, deps) => resolveStep(call, deps, 'retry'),
  skip: (call, deps) => resolveStep(call, deps, 'skip'),
  'runbook-done': runbookDone,
  'runbook-cannot': runbookCannot,
  'runbook-file': ({ turn, request }, deps) => offerRunbookFile(turn, request, deps),
  'task-done': (call, { flow }) => answerTask(call, flow, { answer: 'done', result: call.inputs.result ?? null }),
  'task-cannot': (call, { flow }) => answerTask(call, flow, { answer: 'cannot', reason: call.inputs.reason ?? '' }),
  'task-waive': (call, { flow }) => answerTask(call, flow, { answer: 'waive' }),
  'task-holds': (call, { flow }) => answerTask(call, flow, { answer: 'holds' }),
  mine: showMine,
  queue: showQueue,
  page: turnPage,
  why,
  stops: async ({ turn }, { flow }) => showStops(turn, await flow.stops(turn.actorId)),
  'resume-stop': resumeStop,
  help: showHelp,
  language,
};

function who({ turn, request, version }: VerbCall): [string, string, number | null] {
  return [turn.actorId, request, version];
}

/** `verb` came from outside and may be any word. */
export function isHandled(verb: string): verb is HandledVerb {
  return Object.hasOwn(VERB_TABLE, verb);
}

/**
 * A party gets the current card, with the reason if it was refused; without a card the flow's reason, which is neutral.
 */
async function answered(call: VerbCall, answer: Promise<Answered>): Promise<void> {
  const { refused, view: current } = await answer;
  if (current !== null) return showView(call.turn, current, refused);
  await call.turn.say(refused ?? text('bot.taken-in'));
}

/** Nothing was asked of the flow: a party is told why, and nobody else that there is such a request. */
async function refuse(call: VerbCall, flow: Flow, reason: Text): Promise<void> {
  const current = await flow.view(call.turn.actorId, call.request);
  await (current === null ? call.turn.say(text('flow.not-yours')) : showView(call.turn, current, reason));
}

async function view(call: VerbCall, { flow }: VerbDeps): Promise<void> {
  const found = await flow.view(call.turn.actorId, call.request);
  await (found === null ? call.turn.say(text('flow.not-yours')) : showView(call.turn, found, null));
}

async function askReason(call: VerbCall, { flow }: Pick<VerbDeps, 'flow'>): Promise<void> {
  const found = await flow.view(call.turn.actorId, call.request);
  if (found === null) return call.turn.say(text('flow.not-yours'));
  const { state } = found.report.request;
  if (found.kind === 'approver' && isDecided(state)) return showChange(call, { flow });
  const mayDecline = found.kind === 'approver' && found.actions.includes('decline');
  if (!mayDecline) return showView(call.turn, found, text('bot.cannot-decline'));
  const reason = (call.inputs.reason ?? '').trim();
  await showAbout(call.turn, found, declineCard({ report: found.report, reason, error: null }, call.turn.reader));
}

async function declineForReason(call: VerbCall, { flow }: VerbDeps): Promise<void> {
  const reason = (call.inputs.reason ?? '').trim();
  const stands = await flow.view(call.turn.actorId, call.request);
  // Decided meanwhile, or typed too late: what an approver can still do about it.
  const isOver = stands !== null && isDecided(stands.report.request.state);
  // Typed, it decides nothing: the card asks once more, with what was typed filled in.
  if (reason === '' || call.version === null || isOver) return askReason(call, { flow });
  await answered(call, flow.decide(...who(call), { verdict: 'declined', reason }));
}

async function showMore(call: VerbCall, { flow }: Pick<VerbDeps, 'flow'>, error: Text | null = null): Promise<void> {
  const found = await flow.view(call.turn.actorId, call.request);
  if (found === null) return call.turn.say(text('flow.not-yours'));
  if (found.kind !== 'approver' || !found.actions.includes('more')) return showView(call.turn, found, error);
  const others = await flow.deciders(call.turn.actorId, call.request);
  await showAbout(call.turn, found, moreCard({ report: found.report, others, error }, call.turn.reader));
}

async function sendQuestion(call: VerbCall, { flow }: VerbDeps): Promise<void> {
  const question = call.inputs.question ?? '';
  if (await isOpenedOnly(call, flow, question)) return showMore(call, { flow });
  await fromMore(call, flow, flow.askQuestion(...who(call), question));
}

async function sendColleague(call: VerbCall, { flow }: VerbDeps): Promise<void> {
  const approver = call.inputs.approver ?? '';
  if (await isOpenedOnly(call, flow, approver)) return showMore(call, { flow });
  await fromMore(call, flow, flow.reassign(...who(call), approver));
}

/** Typed without what it sends, as help writes it, it opens the form: nothing is missing there yet. */
async function isOpenedOnly(call: VerbCall, flow: Flow, given: string): Promise<boolean> {
  if (call.version !== null || given.trim() !== '') return false;
  const found = await flow.view(call.turn.actorId, call.request);
  return found?.kind === 'approver' && found.actions.includes('more');
}

/** What was refused is said on the form, which keeps what else could be done. */
async function fromMore(call: VerbCall, flow: Flow, answer: Promise<Answered>): Promise<void> {
  const { refused, view: current } = await answer;
  if (refused !== null && current !== null) return showMore(call, { flow }, refused);
  await answered(call, Promise.resolve({ refused, view: current }));
}

async function postpone(call: VerbCall, { flow, clock }: VerbDeps): Promise<void> {
  const stands = await flow.view(call.turn.actorId, call.request);
  if (stands !== null && isDecided(stands.report.request.state)) return showChange(call, { flow });
  if (await isOpenedOnly(call, flow, call.inputs.lastDay ?? '')) return showMore(call, { flow });
  const when = whenOf(call, { flow, clock });
  if ('problem' in when) return showMore(call, { flow }, when.problem);
  await fromMore(call, flow, flow.postpone(...who(call), when));
}

async function newDate(call: VerbCall, { flow, clock }: VerbDeps): Promise<void> {
  const when = whenOf(call, { flow, clock });
  if ('mode' in when) return answered(call, flow.answerLate(...who(call), when));
  await refuse(call, flow, when.problem);
}

/**
 * Which step: as picked or typed; when none was, and only one is stuck, that one. Where none is, why not is the flow's
 * to say.
 */
async function resolveStep(call: VerbCall, { flow }: VerbDeps, answer: 'retry' | 'skip'): Promise<void> {
  const current = await flow.view(call.turn.actorId, call.request);
  const stuck = current?.report.steps.filter((one) => one.stuck) ?? [];
  const only = stuck.length === 1 ? stuck[0]?.kind : undefined;
  const step = STEP_KINDS.find((kind) => kind === call.inputs.step) ?? only ?? null;
  if (step === null && stuck.length > 1) return refuse(call, flow, text('bot.step-missing'));
  await answered(call, flow.resolveStep(call.turn.actorId, call.request, step, answer));
}

async function runbookDone(call: VerbCall, { flow }: VerbDeps): Promise<void> {
  const pasted = (call.inputs.result ?? '').trim();
  const answer = { answer: 'done', result: pasted === '' ? null : pasted } as const;
  await answered(call, flow.answerRunbook(call.turn.actorId, call.request, answer));
}

async function runbookCannot(call: VerbCall, { flow }: VerbDeps): Promise<void> {
  const answer = { answer: 'cannot', reason: (call.inputs.reason ?? '').trim() } as const;
  await answered(call, flow.answerRunbook(call.turn.actorId, call.request, answer));
}

function answerTask(call: VerbCall, flow: Flow, answer: GivenAnswer): Promise<void> {
  const task = (call.inputs.task ?? '').trim();
  // An empty hour is none; where the button says nothing of it, it is the flow's to say which one holds.
  const { shownHour = null } = call;
  const shown = shownHour === null ? {} : { shownHour: shownHour === '' ? null : shownHour };
  return answered(call, flow.answerTask(call.turn.actorId, call.request, { ...answer, ...shown, task }));
}

type GivenAnswer =
  | { readonly answer: 'done'; readonly result: string | null }
  | { readonly answer: 'cannot'; readonly reason: string }
  | { readonly answer: 'waive' }
  | { readonly answer: 'holds' };

async function showMine({ turn }: VerbCall, { flow, clock }: VerbDeps, page = 1): Promise<void> {
  await showList(turn, { kind: 'mine', ...(await flow.mine(turn.actorId)), page, now: clock.now().toISOString() });
}

async function showQueue({ turn }: VerbCall, { flow, clock }: VerbDeps, page = 1): Promise<void> {
  const queue = await flow.queue(turn.actorId);
  if ('refused' in queue) return turn.say(queue.refused);
  await showList(turn, { kind: 'queue', ...queue, page, now: clock.now().toISOString() });
}

async function showList(turn: Turn, input: Parameters<typeof listCard>[0]): Promise<void> {
  await turn.show(listCard(input, turn.reader));
}

/** The person picked on the card of matches, or the name that was typed. */
async function why({ turn, inputs }: VerbCall, { flow }: VerbDeps): Promise<void> {
  const query = withoutQuestionMarks((inputs.person ?? inputs.query ?? '').trim());
  const answer = await flow.why(turn.actorId, query);
  if ('refused' in answer) return turn.say(answer.refused);
  if ('explanation' in answer) await turn.show(whyCard(answer.explanation, turn.reader));
  else if (answer.people.length > 0)
    await turn.show(pickCard({ query, people: answer.people, verb: 'why' }, turn.reader));
  else await turn.say(query === '' ? text('bot.why.nobody') : nobodyCalled(query));
}

/** Counted back: `\?+$` would try from every one of them. */
function withoutQuestionMarks(line: string): string {
  let end = line.length;
  while (end > 0 && line.charAt(end - 1) === '?') end -= 1;
  return line.slice(0, end).trim();
}

async function resumeStop({ turn, inputs }: VerbCall, { flow }: VerbDeps): Promise<void> {
  const named = (inputs.stop ?? '').trim();
  const { refused, stops } = await flow.resumeStop(turn.actorId, named === '' ? null : named);
  await showStops(turn, { stops, error: refused });
}

async function turnPage(call: VerbCall, deps: VerbDeps): Promise<void> {
  const page = Number(call.inputs.page ?? 1);
  await (call.inputs.list === 'queue' ? showQueue(call, deps, page) : showMine(call, deps, page));
}

async function showHelp({ turn }: VerbCall, { flow }: VerbDeps): Promise<void> {
  await turn.show(helpCard(await standingOf(flow, turn), turn.reader));
}

/**
 * What is offered to this person. It only decides what is shown, so an outage must not keep somebody from being
 * greeted.
 */
export async function standingOf(flow: Pick<Flow, 'offeredTo' | 'asksHere'>, { actorId }: Turn) {
  const [offered, asks] = await Promise.all([
    flow.offeredTo(actorId).catch(() => NOTHING),
    flow.asksHere(actorId).catch(() => true),
  ]);
  return { ...offered, asks };
}

const NOTHING = { approver: false, escalation: false, emergency: false };

async function language({ turn, inputs }: VerbCall, { chooseLanguage }: VerbDeps): Promise<void> {
  const locale = readLocale(inputs.locale ?? null);
  const reading = locale === null ? turn : await chooseLanguage(turn, locale);
  const unknown = locale === null ? (inputs.locale ?? '').trim() : '';
  await turn.show(languageCard({ confirmed: locale !== null, unknown }, reading.reader));
}
