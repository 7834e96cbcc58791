import { changeCard } from '../cards/change-card.ts';
import { requestCard } from '../cards/request-card.ts';
import { heldByRestore } from '../domain/held-by-restore.ts';
import type { View } from '../domain/report.ts';
import { isHeld } from '../domain/report-headline.ts';
import { DATE_STATES } from '../domain/request.ts';
import { stateNow } from '../domain/state-now.ts';
import { type Text, text } from '../domain/text.ts';
import type { Answered } from '../flow/flow.ts';
import { showAbout, showView } from './show-view.ts';
import type { VerbCall, VerbDeps } from './verb-call.ts';
import { isDay, whenOf } from './when-of.ts';

/**
 * Another day, a hold or a stop: the form for it, for the requester and for the helpdesk. Typed words fill in its
 * reason; only its buttons change anything. A request that nothing of this is for is shown as it is, with `why`.
 */
export async function showChange(
  call: VerbCall,
  { flow }: Pick<VerbDeps, 'flow'>,
  error: Text | null = null,
): Promise<void> {
  const { turn, request, inputs } = call;
  const found = await flow.view(turn.actorId, request);
  if (found === null || found.kind === 'task') return turn.say(text('flow.not-yours'));
  const [day, hour] = [inputs.lastDay ?? '', inputs.hour ?? ''];
  const proposed = isDay(day) && /^\d{2}:\d{2}$/.test(hour) ? { day, hour } : null;
  // Approved too late: its own card is the form for another hour.
  if (found.kind === 'requester' && found.actions.includes('new-date'))
    return showAbout(turn, found, requestCard({ ...found, error, proposed }, turn.reader));
  if (found.kind === 'runbook' || !found.actions.includes('change')) {
    return showView(turn, found, error ?? whyNoChange(found));
  }
  const { kind: role, report } = found;
  const fixed = await flow.whyHourIsFixed(turn.actorId, request);
  // The requester could only change the hour; the helpdesk still stops it.
  if (fixed !== null && role === 'requester') return showView(turn, found, fixed);
  // Words that were typed behind the number are a day or a reason.
  const reason = proposed !== null && call.version === null ? '' : (inputs.reason ?? '');
  const form = { report, role, reason, proposed, isFixed: fixed !== null, error: error ?? fixed };
  await showAbout(turn, found, changeCard(form, turn.reader));
}

/** A hold that was typed: of what has not begun the form says so, above what else can be done. */
export async function showHold(call: VerbCall, { flow }: Pick<VerbDeps, 'flow'>): Promise<void> {
  const found = await flow.view(call.turn.actorId, call.request);
  const hasBegun = found === null || !DATE_STATES.includes(found.report.request.state);
  await showChange(call, { flow }, hasBegun ? null : text('flow.not-begun'));
}

/** `resume` that was typed: the button of what was put on hold lets it go on; of anything else it is said that it is not. */
export async function showHeld(call: VerbCall, { flow }: Pick<VerbDeps, 'flow'>): Promise<void> {
  const found = await flow.view(call.turn.actorId, call.request);
  if (found === null) return call.turn.say(text('flow.not-yours'));
  const { request, todo } = found.report;
  const isHeldBack = isHeld(request) || todo.some(({ key }) => key === 'report.todo.step-held');
  const isOnHold = request.hold?.how === 'hold' || heldByRestore(request) !== null || isHeldBack;
  await showView(call.turn, found, isOnHold ? null : text('flow.not-on-hold'));
}

/** What runs as soon as it is approved has no day that could be another one. */
function whyNoChange({ kind, report: { request } }: View): Text {
  const hasNoDay = kind === 'requester' && request.state === 'pending' && request.dueAt === null;
  return hasNoDay && request.proposal === null
    ? text('flow.no-day')
    : text('flow.too-late', { state: stateNow(request) });
}

/** The hour that was filled in: the requester's own request, or as an approver. */
export async function moveIt(call: VerbCall, deps: VerbDeps): Promise<void> {
  const { flow } = deps;
  const when = whenOf(call, deps);
  if ('problem' in when) return showChange(call, deps, when.problem);
  if (when.mode !== 'at') return showChange(call, deps, text('flow.postpone-to-when'));
  const found = await flow.view(call.turn.actorId, call.request);
  const [actorId, request, version] = [call.turn.actorId, call.request, call.version];
  if (found?.kind === 'requester') return fromChange(call, deps, flow.changeDate(actorId, request, version, when));
  await fromChange(call, deps, flow.move(actorId, request, version, when, call.inputs.reason ?? ''));
}

/** What was refused is said on the form, as long as it is of use. */
export async function fromChange(
  call: VerbCall,
  deps: Pick<VerbDeps, 'flow'>,
  answer: Promise<Answered>,
): Promise<void> {
  const { refused, view } = await answer;
  if (refused !== null && view !== null) return showChange(call, deps, refused);
  if (view !== null) return showView(call.turn, view, null);
  await call.turn.say(refused === null ? text('bot.taken-in') : text('flow.not-yours'));
}

/** Whether a typed decision has come too late for the form of a decision. */
export function isDecided(state: string): boolean {
  return state !== 'pending' && (DATE_STATES as readonly string[]).concat('running', 'watching').includes(state);
}
