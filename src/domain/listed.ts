import { awaitsAgreement, hourThatHolds } from './agreement.ts';
import { asTurned } from './as-turned.ts';
import { behindOf } from './asks-again.ts';
import { mayBeAnswered } from './emergency.ts';
import { isByChoice } from './gap.ts';
import { heldByRestore } from './held-by-restore.ts';
import { stopOf } from './held-by-stop.ts';
import { howLetGo } from './how-let-go.ts';
import { isReported } from './is-reported.ts';
import { isStuck } from './is-stuck.ts';
import { isWatched } from './is-watched.ts';
import { isToCome, type StepRecord, worstState } from './outcome.ts';
import { isHeld } from './report-headline.ts';
import { isBySync, isSaid, overwrittenOf } from './report-overwritten.ts';
import type { Request } from './request.ts';
import { outcomeWithTasks } from './request-outcome.ts';
import { KEEPS_OUT, LETS_IN } from './sign-in-kinds.ts';
import { stateNow } from './state-now.ts';
import type { StepKind } from './step.ts';
import { isStillLetIn } from './still-let-in.ts';
import { fateOf, isStopped, isTurnedBack } from './stopped-between.ts';
import { answerableTasks, waitsForApprover } from './tasks-of.ts';
import { type Json, type Text, text } from './text.ts';
import type { TextKey } from './text-key.ts';
import { isElsewhere } from './turned-back-note.ts';
import { workLeft } from './work-left.ts';
import { isTurnedRound, stillAsked } from './work-off.ts';

/** A row of a list: the request, and what it waits for and for whom, in a few words each; the most urgent first. */
export type Listed = {
  readonly request: Request;
  readonly says: readonly Text[];
  /** Whether somebody has to act; `soon`: nothing is wrong, and it goes on once they did. */
  readonly urgency: 'now' | 'soon' | 'none';
  /** Whether it is the helpdesk that has to. */
  readonly isForHelpdesk: boolean;
};

/** What a list says of a request: what is awaited of whom, and its state where nobody has to do anything. */
export function listed(request: Request, steps: readonly StepRecord[]): Listed {
  if (request.state === 'running' || request.state === 'watching') return begun(request, asTurned(request, steps));
  const unconfirmed = unanswered(request, steps);
  if (unconfirmed.length > 0)
    return { request, says: [...unconfirmed, stateText(request.state)], urgency: 'soon', isForHelpdesk: true };
  if (isTurnedRound(request)) return { request, says: [stateNow(request)], urgency: 'none', isForHelpdesk: false };
  if (request.state === 'done-with-gaps') return over(request, steps);
  return notBegun(request);
}

/** What a list says to whoever does no more of a request than its tasks. */
export function asWork(request: Request, count: number): Listed {
  return { request, says: [text('card.request-state.tasks', { count })], urgency: 'soon', isForHelpdesk: false };
}

/**
 * Over, and not all of it was seen: whether it was stopped, whether anything was done, and whether the person is out.
 */
function over(request: Request, steps: readonly StepRecord[]): Listed {
  const tasks = tasksIn(request);
  const password = passwordToGive(request, steps);
  return {
    request,
    says: [...password, ...overWords(request, steps), ...tasks.says],
    urgency: password.length > 0 ? 'soon' : tasks.urgency,
    isForHelpdesk: password.length > 0 || tasks.isForHelpdesk,
  };
}

/** Left to the helpdesk by what let the person in, for as long as Leaver looks whether somebody set another one. */
function passwordToGive(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const gap = workLeft(stillAsked(request, steps)).find(({ kind }) => kind === 'password');
  if (gap === undefined || !isWatched(request)) return [];
  return [text(`card.request-state.new-password${gap.why === 'new-password' ? '' : '-perhaps'}`)];
}

/** What people still have to do, and whether an approver has to act: somebody cannot, or it is late. */
function tasksIn(request: Request): Omit<Listed, 'request'> {
  const open = answerableTasks(request);
  if (open.length === 0) return { says: [], urgency: 'none', isForHelpdesk: false };
  const isForHelpdesk = open.some((task) => task.group === 'helpdesk' || waitsForApprover(task));
  const says = [text('card.request-state.tasks', { count: open.length })];
  return { says, urgency: isForHelpdesk ? 'soon' : 'none', isForHelpdesk };
}

function overWords(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const isBack = steps.some((step) => KEEPS_OUT.includes(step.kind) && isTurnedBack(step) && fateOf(step) === 'ran');
  const isNothing = steps.length > 0 && steps.every((step) => ['left', 'none'].includes(fateOf(step)));
  const isSkipped = steps.some((step) => step.state === 'waived' && howLetGo(step) === 'waived');
  const nothing = text(isSkipped ? 'card.request-state.not-done-skipped' : 'card.request-state.not-done');
  const ended = isDoneAsChosen(request, steps) ? text('card.request-state.done-kept') : stateText(request.state);
  const state = isStopped(request) ? stateText('stopped') : isNothing ? nothing : ended;
  return isBack ? [state, text('card.request-state.block-turned-back')] : [state];
}

/** All that is left is what the requester chose to leave: nothing is open, and nobody has to do anything. */
function isDoneAsChosen(request: Request, steps: readonly StepRecord[]): boolean {
  const others = steps.map((step) => ({ ...step, gaps: step.gaps.filter((gap) => !isByChoice(gap)) }));
  return workLeft(steps).some(isByChoice) && outcomeWithTasks(request, others) === 'done';
}

/** Its tasks of before the start are handed out as soon as it is approved. */
function notBegun(request: Request): Listed {
  const { says, isForHelpdesk } = beforeItBegins(request);
  const tasks = tasksIn(request);
  return {
    request,
    says: [...says, ...tasks.says],
    urgency: tasks.urgency,
    isForHelpdesk: isForHelpdesk || tasks.isForHelpdesk,
  };
}

/** Approvers, its requester, a stop or another request is waited for. */
function beforeItBegins(request: Request): Pick<Listed, 'says' | 'isForHelpdesk'> {
  const { state, requesterName: name, lateSince, note, remarks } = request;
  if (state === 'pending') {
    if (awaitsAgreement(request))
      return { says: [text('card.request-state.to-agree', { name }), ...proposed(request)], isForHelpdesk: false };
    const asks = remarks.at(-1)?.from === 'approver' ? [text('card.request-state.to-answer', { name })] : [];
    return { says: [waitsForApproval(request), ...asks], isForHelpdesk: true };
  }
  const behind = isHeld(request) ? heldByStop(note?.values?.stop) : waitsBehind(request);
  const late = state === 'approved' && lateSince !== null ? text('card.request-state.late', { name }) : null;
  return { says: [behind ?? late ?? stateText(state)], isForHelpdesk: false };
}

/** Who approved already can do nothing more: how many others are waited for. */
function waitsForApproval({ state, approvals, needs }: Request): Text {
  const count = needs.count - approvals.length;
  return approvals.length === 0 || count < 1 ? stateText(state) : text('card.request-state.pending-more', { count });
}

/** Another hour than the one that stands until the requester agreed. */
function proposed(request: Request): readonly Text[] {
  const { dueAt } = request;
  if (dueAt === null || hourThatHolds(request) === dueAt) return [];
  return [text('card.request-state.proposed', { at: { instant: dueAt } })];
}

function heldByStop(stop: Json | Text | undefined): Text {
  return text('card.request-state.held', { stop: typeof stop === 'string' ? stop : '' });
}

function waitsBehind(request: Request): Text | null {
  const reference = behindOf(request);
  return reference === null ? null : text('card.request-state.waits-behind', { reference });
}

function begun(request: Request, steps: readonly StepRecord[]): Listed {
  const urgent = [...turnedBack(request, steps), ...stuck(steps)];
  // Held: nobody is to do anything but decide.
  const work = request.hold?.how === 'hold' ? [] : byHand(steps.filter((step) => !isSaidByTurn(step, urgent)));
  const tasks = tasksIn(request);
  const waiting = [
    ...held(request),
    ...unanswered(request, steps),
    ...work,
    ...(tasks.isForHelpdesk ? tasks.says : []),
  ];
  const awaited = [...urgent, ...waiting];
  return {
    request,
    says: awaited.length > 0 ? awaited : [follows(request, steps), ...tasks.says],
    urgency: urgent.length > 0 ? 'now' : waiting.length > 0 ? 'soon' : 'none',
    isForHelpdesk: awaited.length > 0,
  };
}

/** That the account must be disabled, or enabled, there is said of what was turned back already. */
function isSaidByTurn({ kind, state }: StepRecord, urgent: readonly Text[]): boolean {
  if (state !== 'needs-person') return false;
  const says = (key: TextKey) => urgent.some((each) => each.key === key);
  return (
    (kind === 'disable-account' && says('card.request-state.disable-in-ad')) ||
    (kind === 'enable-account' && says('card.request-state.enable-in-ad'))
  );
}

/** What was done does not hold: in AD DS only what lasts for a synced person, else on the card. */
function turnedBack({ facts }: Request, steps: readonly StepRecord[]): readonly Text[] {
  const back = overwrittenOf(steps).filter(({ turnedBack: found }) => found?.how !== 'request');
  const inAd = facts.identity === 'synced' ? back.filter((step) => isBySync(step) || isSaid(step)) : [];
  const isOne = (kinds: readonly StepKind[]) => inAd.some(({ kind }) => kinds.includes(kind));
  const others = back.filter((step) => !inAd.includes(step) || ![...KEEPS_OUT, ...LETS_IN].includes(step.kind));
  const changed = others.filter((step) => !isElsewhere(step));
  const by = overwrittenOf(steps).find(({ turnedBack: found }) => found?.how === 'request')?.turnedBack?.by ?? null;
  return [
    ...(isOne(KEEPS_OUT) ? [text('card.request-state.disable-in-ad')] : []),
    ...(isOne(LETS_IN) ? [text('card.request-state.enable-in-ad')] : []),
    ...(changed.length > 0 ? [text('card.request-state.turned-back', { count: changed.length })] : []),
    ...(changed.length < others.length ? [text('card.request-state.elsewhere')] : []),
    ...(by === null ? [] : [text('card.request-state.changed-by', { reference: by })]),
  ];
}

function stuck(steps: readonly StepRecord[]): readonly Text[] {
  const failed = steps.filter(({ state }) => state === 'failed').length;
  return failed === 0 ? [] : [text('card.request-state.failed', { count: failed })];
}

function held({ hold }: Request): readonly Text[] {
  return hold?.how === 'hold' && hold.restore === undefined
    ? [text('card.request-state.on-hold', { by: hold.byName })]
    : [];
}

function unanswered(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  if (!mayBeAnswered(request)) return [];
  return [text(isStillLetIn(steps) ? 'card.request-state.unconfirmed-asked' : 'card.request-state.unconfirmed')];
}

/** Work that only a person can do, in Active Directory and elsewhere, and what was said done without a proof. */
function byHand(steps: readonly StepRecord[]): readonly Text[] {
  const waiting = steps.filter(({ state }) => state === 'needs-person');
  const inAd = waiting.filter((step) => step.lane === 'on-premises' && !isStuck(step)).length;
  // What Microsoft 365 refused is the same piece of work.
  const isInAd = waiting.some(({ kind }) => kind === 'disable-account');
  const same = isInAd ? waiting.filter(({ kind }) => kind === 'block-sign-in').length : 0;
  const elsewhere = waiting.length - inAd - same;
  const unproven = steps.some((step) => step.state === 'attested' && step.evidence === null && !isReported(step));
  return [
    ...(inAd > 0 ? [text('card.request-state.in-ad', { count: inAd })] : []),
    ...(elsewhere > 0 ? [text('card.request-state.by-hand', { count: elsewhere })] : []),
    ...(unproven ? [text('card.request-state.unproven')] : []),
  ];
}

/** Nobody has to do anything: Leaver goes on, or directory sync has to come. */
function follows(request: Request, steps: readonly StepRecord[]): Text {
  const { state } = request;
  const restore = heldByRestore(request);
  if (restore !== null) return text('card.request-state.held-by-restore', { reference: restore });
  const stop = stopOf(steps);
  if (stop !== null) return heldByStop(stop);
  if (state === 'running' || isToCome(worstState(steps.map((step) => step.state)))) return stateText('running');
  const bySync = steps.some(
    (step) =>
      step.lane === 'on-premises' && (step.state === 'accepted' || step.state === 'attested') && !isReported(step),
  );
  return bySync ? text('card.request-state.waits-for-sync') : stateText('watching');
}

function stateText(state: Request['state']): Text {
  return text(`card.request-state.${state}`);
}
