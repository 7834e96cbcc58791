import { awaitsAgreement, withoutAgreement } from './agreement.ts';
import { asReadLast, renamedFrom } from './as-read-last.ts';
import { asTurned } from './as-turned.ts';
import { cannotAt } from './cannot-at.ts';
import { titleOf } from './catalogue.ts';
import { checkedAt } from './checked-at.ts';
import { decidedSince } from './decided-since.ts';
import { doneAgain } from './done-again.ts';
import { mayAnswerLate } from './emergency.ts';
import { endedBefore } from './ended-before.ts';
import { ofEveryStep } from './every-step.ts';
import { failedAt } from './failed-at.ts';
import { isFailedBlock } from './failed-block.ts';
import { isToDo } from './gap.ts';
import { blockedByDeletion } from './gone.ts';
import { goneInAdTodo } from './gone-in-ad.ts';
import { hasMore } from './has-more.ts';
import { heldByRestore } from './held-by-restore.ts';
import { heldByStop, stopOf } from './held-by-stop.ts';
import { isBack } from './is-back.ts';
import { isCheckedElsewhere } from './is-checked-elsewhere.ts';
import { awaitedBy } from './is-ready.ts';
import { isReported } from './is-reported.ts';
import { answersTo, isSkippedInVain, isStuck, stuckAnswers } from './is-stuck.ts';
import { jsonField } from './json-field.ts';
import { lastRead, later } from './last-read.ts';
import { leavingOthers } from './left-with.ts';
import { looksFirstInAd } from './looks-first-in-ad.ts';
import { isMade, type StepRecord, type StepState, worstState } from './outcome.ts';
import { restorableUntil } from './plan-returning.ts';
import type { PropagationLine } from './propagation.ts';
import { keptOutSince } from './refused-let-go.ts';
import type { Report, ReportedStep } from './report.ts';
import { approvalLines, talkLines } from './report-approval.ts';
import { reckonedAfter } from './report-done.ts';
import { ALL, gapSentences, gapThings } from './report-gaps.ts';
import { colourOf, dueHeadline, headlineOf, isHeld } from './report-headline.ts';
import { linesOf, sessionsEndIn, withNewestSync } from './report-lines.ts';
import { onHoldTodo } from './report-on-hold.ts';
import { isBlockBack, isBySync, isSaid, overwrittenOf, overwrittenTodo } from './report-overwritten.ts';
import { standingOf } from './report-standing.ts';
import { stoppedTodo } from './report-stopped.ts';
import { doneWithTasks, takeBackSentences, taskSentences, withTasksDone } from './report-tasks.ts';
import { notesNow, warningsNow } from './report-warnings.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { decidesInAd } from './sign-in-kinds.ts';
import type { PlannedStep } from './step.ts';
import { stepRecordsOf } from './step-records.ts';
import { isStillLetIn } from './still-let-in.ts';
import { HANDED_OUT_NOT_YET, isHandedOut, isStopped, isTurnedBack, stoppedNote } from './stopped-between.ts';
import { syncAwaited } from './sync-awaited.ts';
import { heldDeletion, syncHealthOf, syncTodo } from './sync-health.ts';
import { type Text, text } from './text.ts';
import { isElsewhere } from './turned-back-note.ts';
import { unconfirmedFirst } from './unconfirmed-first.ts';
import { waivedAt } from './waived-at.ts';
import { isDoneByLeaver } from './who-does-it.ts';
import { whoseServices } from './whose-services.ts';
import { goneGaps, openGaps } from './work-left.ts';
import { explainedOnly, isTurnedRound, isWatchEnded, leftAsIs, stillAsked } from './work-off.ts';

/**
 * Everything a card, a chat answer or the tour says about a request at this moment. `steps` null: before submission,
 * from the plan alone.
 */
export function buildReport(input: {
  readonly request: Request;
  readonly steps: readonly StepRecord[] | null;
  /** Tenant time, ISO UTC. */
  readonly now: string;
  /** What it ends when it starts, for those who send or approve it. */
  readonly ends?: readonly Text[];
  /** Who acts where nobody is left of those who are asked to; that stands with what is to be done. */
  readonly instead?: readonly Text[];
}): Report {
  const { now, ends = [], instead = [] } = input;
  const request = asReadLast(input.request);
  const stored = input.steps ?? stepRecordsOf(request.plan, request.id, () => '');
  const ledger = asTurned(request, stored);
  const steps = input.steps === null ? null : ledger;
  const lines = linesOf(request, ledger, now);
  const headline =
    stillOpen(request, steps, lines, now) ??
    waitsForSync(request, ledger, lines) ??
    dueHeadline(request, now) ??
    withStaleSync(headlineOf(request, steps), request, ledger);
  const colour = colourOf(request, steps);
  const said = {
    headline: withTasksDone(request, decidedSince(request, steps, stored, headline)),
    todo: steps === null ? [] : [...todoOf(request, ledger, now), ...instead],
    colour,
  };
  const { headline: first, todo } = unconfirmedFirst(request, said, now);
  const explained = explainedIn(todo, ledger, isTurnedRound(request));
  return {
    request,
    colour,
    headline: first,
    todo: todo.filter((sentence) => !explained.includes(sentence)),
    standing: [...standingOf(withNewestSync(request, ledger), now), ...renamedFrom(input.request)],
    steps: reportSteps(request, ledger),
    lines,
    linesAfter: reckonedAfter(request, now),
    warnings: [...ends, ...warningsNow(request, ledger)],
    notes: [
      ...noteOf(request, ledger),
      ...restorableNote(request, ledger, now),
      ...notesNow(request, ledger),
      ...explained,
    ],
    approval: approvalLines(request, ledger, now),
    talk: talkLines(request),
    tasks: taskSentences(request, now),
    now,
    // What was found then is no word about now.
    checkedAt: isTurnedRound(request) ? null : checkedAt(ledger),
  };
}

/** What is nobody's to do, or stays as was chosen, and only explained: good to know, and nothing that comes next. */
function explainedIn(todo: readonly Text[], steps: readonly StepRecord[], isBack: boolean): readonly Text[] {
  const explained = openGaps(steps, isBack).map((step) => ({ ...step, gaps: step.gaps.filter((gap) => !isToDo(gap)) }));
  const nobodys = gapSentences(explained).map((sentence) => JSON.stringify(sentence));
  return todo.filter((sentence) => nobodys.includes(JSON.stringify(sentence)));
}

/**
 * Over, and sessions that were open then may still live a while, or files and mail are not back: that is not "every
 * effect was seen".
 */
function stillOpen(
  request: Request,
  steps: readonly StepRecord[] | null,
  lines: readonly PropagationLine[],
  now: string,
): Text | null {
  const latest = sessionsEndIn(lines);
  if (!['done', 'done-with-gaps'].includes(request.state)) return null;
  if (latest === null || latest <= now) return null;
  if (request.state === 'done' && overwrittenOf(steps ?? []).length > 0) return null;
  const until = { instant: latest };
  if (request.choices.kind === 'restore-user')
    return text(servicesFollow(lines), { headline: headlineOf(request, steps), until });
  return request.state === 'done' && doneWithTasks(request, steps ?? []) === null
    ? text(ofEveryStep('report.headline.done-but-sessions', steps ?? []), {
        at: { instant: request.endedAt ?? now },
        until,
      })
    : text('report.headline.gaps-and-sessions', { headline: headlineOf(request, steps), until });
}

/** Mail is named only to whom there is any. */
function servicesFollow(lines: readonly PropagationLine[]) {
  const line = lines.find(({ id }) => id === 'open-sessions');
  const hasMail = line === undefined || whoseServices(line) === 'all';
  return hasMail ? 'report.headline.services-follow' : 'report.headline.services-follow-no-mail';
}

/** Done in AD DS by ourselves, and only a sync is missing: when it is expected is the news. */
function waitsForSync(request: Request, steps: readonly StepRecord[], lines: readonly PropagationLine[]): Text | null {
  const waiting = steps.find(
    ({ lane, state, acceptedAt }) => lane === 'on-premises' && state === 'accepted' && acceptedAt,
  );
  const worst = worstState(steps.map(({ state }) => state));
  const durable = lines.find(({ id }) => id === 'durable');
  if (request.state !== 'watching' || worst !== 'accepted' || waiting === undefined) return null;
  if (heldDeletion(request, steps) !== null) return null;
  if (durable?.state !== 'expected' || durable.typical === null || durable.latest === null) return null;
  return text('report.headline.expected-sync', {
    step: titleOf(waiting.kind),
    at: { instant: durable.typical },
    until: { instant: durable.latest },
  });
}

/** Done in AD DS, and directory sync stands still: that it is not known to last is in the headline. */
function withStaleSync(headline: Text, request: Request, steps: readonly StepRecord[]): Text {
  const { last, stale } = syncHealthOf(request, steps);
  const isAwaited = steps.some((each) => decidesInAd(each) && (each.state === 'accepted' || each.state === 'attested'));
  if (request.facts.identity !== 'synced' || !AWAIT_SYNC.includes(headline.key) || !isAwaited) return headline;
  return stale && last !== null ? text('report.headline.sync-stale', { headline, at: { instant: last.at } }) : headline;
}

const AWAIT_SYNC: readonly string[] = ['report.headline.waits-for-sync', 'report.headline.watching'];

/**
 * Of what was stopped by the ledger of now: what ran may be known only since; and which later request turned it round.
 * And what stays as it is, where that is no work any more.
 */
function noteOf(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const isEnded = request.state === 'done-with-gaps' || request.state === 'done';
  const stopped = isStopped(request) && isEnded ? stoppedNote(request, steps) : null;
  const isOwn = stopped === null || isWatchEnded(request) || restsBehind(request) !== null;
  const notes = [stopped, isOwn && !isHeld(request) ? request.note : null].filter((note) => note !== null);
  // What only rests may go on, and is asked for again then.
  const items = restsBehind(request) === null ? leftAsIs(request, steps) : [];
  return items.length === 0 ? notes : [...notes, text('report.left-as-is', { items: gapThings(items, ALL) })];
}

/**
 * Until when the account that was deleted here can come back; nothing once that is over, or a later request is the last
 * word.
 */
function restorableNote(request: Request, steps: readonly StepRecord[], now: string): readonly Text[] {
  const deletion = steps.find(({ kind, state }) => kind === 'delete-account' && state === 'verified');
  const deletedAt = jsonField(deletion?.evidence ?? null, 'deletedAt');
  const until = typeof deletedAt === 'string' ? restorableUntil({ deletedAt }) : null;
  if (until === null || until <= now || isWatchEnded(request)) return [];
  return [text('report.restorable-until', { name: request.targetUserName, at: { instant: until } })];
}

function plannedFor({ kind }: StepRecord, { plan }: Request): PlannedStep | undefined {
  return plan.steps.find((step) => step.kind === kind);
}

function reportSteps(request: Request, ledger: readonly StepRecord[]): readonly ReportedStep[] {
  const went = goneGaps(ledger, isTurnedRound(request));
  const open = openGaps(ledger, isTurnedRound(request));
  return open.map((step, place) => ({ ...reportStep(step, request, ledger), went: went[place]?.gaps ?? [] }));
}

function reportStep(step: StepRecord, request: Request, ledger: readonly StepRecord[]): Omit<ReportedStep, 'went'> {
  const planned = plannedFor(step, request);
  return {
    kind: step.kind,
    lane: step.lane,
    state: step.state,
    explains: planned?.explains ?? [],
    note:
      blockedByDeletion(step) ??
      doneAgain(step) ??
      heldAgain(step) ??
      heldBack(step, request, ledger) ??
      looksFirst(step, planned) ??
      letIn(step, request, ledger) ??
      allowedBySync(step, ledger) ??
      enabledAlone(step, ledger) ??
      notYetDone(step, ledger) ??
      goesWithGroups(step) ??
      step.note ??
      comesAfter(step, ledger),
    gaps: step.gaps,
    at: hourOf(step),
    said: isSaid(step),
    back: isBack(step),
    elsewhere: isElsewhere(step),
    undo: planned?.undo ?? 'no',
    stuck: answersTo(step, ledger, request).length > 0,
  };
}

/** The first time was done, and stays said; a stop holds the second one alone. */
function heldAgain(step: StepRecord): Text | null {
  const [before, stop] = [endedBefore(step), heldByStop(step)];
  if (before === null || before.seenAt === null || stop === null) return null;
  return text('brakes.again-held', { at: { instant: before.seenAt }, stop });
}

/** What is asked of people there is no more certain than the plan was. */
function looksFirst({ note }: StepRecord, planned: PlannedStep | undefined): Text | null {
  if (note?.key !== 'graph.on-premises.enable-account' || planned === undefined || !looksFirstInAd(planned))
    return null;
  return text('plan.explain.ad-block-unknown');
}

/**
 * Where Microsoft 365 refused the block, or it failed, or it was turned back, there is none in the cloud that directory
 * sync could turn back.
 */
function letIn({ note }: StepRecord, { facts }: Request, ledger: readonly StepRecord[]): Text | null {
  if (note?.key !== 'graph.on-premises.disable-account') return null;
  const isLetIn = isStillLetIn(ledger);
  if (isNoneInCloud(ledger) || (isLetIn && isCheckedElsewhere(facts)))
    return text('graph.on-premises.disable-account-alone');
  if (isLetIn) return text('graph.on-premises.disable-account-refused');
  return isBlockBack(ledger) ? text('graph.on-premises.disable-account-turned-back') : null;
}

/** It failed before it was made, or Microsoft 365 refused it and Active Directory keeps the person out all the same. */
function isNoneInCloud(steps: readonly StepRecord[]): boolean {
  return isFailedBlock(steps) || steps.some((step) => step.kind === 'block-sign-in' && keptOutSince(step) !== null);
}

/** Leaver has nothing to do after it that would wait for it. */
function enabledAlone({ note }: StepRecord, ledger: readonly StepRecord[]): Text | null {
  const isAlone = note?.key === 'graph.on-premises.enable-account' && !hasMore(ledger);
  return isAlone ? text('graph.on-premises.enable-account-alone') : null;
}

/** Found allowed by this very request's work in AD DS: it was not so when that began. */
function allowedBySync({ note }: StepRecord, ledger: readonly StepRecord[]): Text | null {
  const isEnabled = ledger.some(({ kind, state }) => kind === 'enable-account' && isMade(state));
  return note?.key === 'graph.unblock.already' && isEnabled ? text('graph.unblock.by-sync') : null;
}

/** What a step that says nothing else waits for, by name. */
function comesAfter(step: StepRecord, ledger: readonly StepRecord[]): Text | null {
  const awaited = step.state === 'waiting' ? awaitedBy(step, ledger) : [];
  return awaited.length === 0
    ? null
    : text('report.step.comes-after', { steps: awaited.map(({ kind }) => titleOf(kind)) });
}

/** It waits no more for the next sync than for any other. */
function heldBack(step: StepRecord, request: Request, ledger: readonly StepRecord[]): Text | null {
  return heldDeletion(request, ledger)?.kind === step.kind ? text('report.step.deletion-held') : null;
}

/**
 * Nobody said whether it was done; that it was not when directory sync turned the block back, the sync itself shows.
 */
function notYetDone({ kind, state, note }: StepRecord, ledger: readonly StepRecord[]): Text | null {
  if (kind !== 'disable-account' || note === null || !isHandedOut({ state, note })) return null;
  const back = ledger.find(
    (step) => step.kind === 'block-sign-in' && (isTurnedBack(step) || isBack(step)) && isBySync(step),
  );
  if (back === undefined || back.turnedBack === null) return null;
  return text(HANDED_OUT_NOT_YET, { said: note, at: { instant: back.turnedBack.at } });
}

/** Licences of which each comes through a group that the step in AD DS leaves: whose work they are is said there. */
function goesWithGroups({ kind, state, gaps }: StepRecord): Text | null {
  if (kind !== 'remove-licences' || state !== 'skipped' || gaps.length === 0) return null;
  const isGoing = gaps.every(({ why, who }) => why === 'inherited' && who === 'nobody');
  return isGoing ? text('report.step.goes-with-groups', { step: titleOf('leave-ad-groups') }) : null;
}

/** The last thing that happened to it; of what was turned back, when that was found. */
function hourOf({ state, turnedBack, verifiedAt, acceptedAt, intendedAt, evidence }: StepRecord): string | null {
  // What was reported was so then, whatever a look at the cloud has shown since.
  if (state === 'attested') return acceptedAt ?? intendedAt;
  const saidAt = state === 'failed' ? (cannotAt({ evidence }) ?? failedAt({ state, evidence })) : null;
  if (saidAt !== null) return saidAt;
  // What was tried long before is known to have failed once its effect was looked for in vain.
  if (state === 'failed' && acceptedAt === null) return later(lastRead({ evidence, verifiedAt }), intendedAt);
  const letGoAt = waivedAt({ state, evidence });
  if (letGoAt !== null) return letGoAt;
  if (state === 'overwritten' && turnedBack !== null) return turnedBack.at;
  return verifiedAt ?? acceptedAt ?? intendedAt;
}

/** What becomes of it without an answer: what was approved before is never lost. */
function agreeTodo(request: Request): Text {
  const then = withoutAgreement(request, request.expiresAt);
  const until = { instant: request.expiresAt };
  if (then === null) return text('report.todo.agree-or-expires', { until });
  if (then.holds === 'asked') return text('report.todo.agree-or-back', { until });
  return text('report.todo.agree-or-stays', { until, at: { instant: then.before.dueAt ?? request.expiresAt } });
}

/** Where Graph refused the block, or it was turned back, there is none that could be temporary. */
function runbookTodo({ choices, facts, targetUserName: name }: Request, steps: readonly StepRecord[]): Text {
  if (isBlockBack(steps))
    return steps.some(isBlockBackBySync) ? text('report.todo.overwritten', { name }) : text('report.todo.runbook-rest');
  if (isStillLetIn(steps))
    return isCheckedElsewhere(facts) ? text('report.todo.runbook-rest') : text('report.todo.runbook-refused', { name });
  // The block's half there is seen already, or is no part of what waits, or the other half failed: it is not temporary
  // for this.
  const isBlockThere = steps.some(({ kind, state }) => kind === 'disable-account' && state !== 'needs-person');
  const isAlone = choices.kind === 'restore-user' && !hasMore(steps);
  return isBlockThere || isNoneInCloud(steps) || isAlone
    ? text('report.todo.runbook-rest')
    : text(`report.todo.runbook-${choices.kind}`);
}

function stepsTodo(
  key: `report.todo.${'failed' | 'by-hand' | 'cannot' | 'cannot-by-leaver' | 'skipped-in-ad' | 'stuck-on-hold'}`,
  steps: readonly StepRecord[],
): readonly Text[] {
  return steps.length === 0 ? [] : [text(key, { steps: steps.map(({ kind }) => titleOf(kind)) })];
}

/** What a retry cannot help is not retried: an address that somebody else has is asked about anew. */
function failedTodo({ requesterName: requester, facts }: Request, failed: readonly StepRecord[]): readonly Text[] {
  const isTaken = ({ note }: StepRecord) => note?.key === 'graph.restore.conflict';
  const isCannot = ({ note }: StepRecord) => note?.key === 'flow.runbook-cannot';
  const others = [
    ...stepsTodo(
      'report.todo.failed',
      failed.filter((step) => !isTaken(step) && !isCannot(step)),
    ),
    // Its work card has no script any more; where Leaver works in the domain itself, it tries that first.
    ...stepsTodo(
      isDoneByLeaver(facts) ? 'report.todo.cannot-by-leaver' : 'report.todo.cannot',
      failed.filter(isCannot),
    ),
  ];
  return failed.some(isTaken) ? [...others, text('report.todo.restore-conflict', { requester })] : others;
}

/** What follows from letting go what lets the person in, before anybody clicks. */
function skipTodo(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const kinds = stuckAnswers(request).length === 0 ? [] : leavingOthers(steps);
  if (kinds.length === 0) return [];
  return [text('report.todo.skip-leaves', { steps: kinds.map(titleOf), name: request.targetUserName })];
}

/** What of that was skipped comes back by a retry alone: its work card has no script any more. */
function skippedTodo(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const skipped = stuckAnswers(request).includes('retry') ? steps.filter((step) => isSkippedInVain(step, steps)) : [];
  return stepsTodo('report.todo.skipped-in-ad', skipped);
}

function heldTitles(steps: readonly StepRecord[]): readonly Text[] {
  return steps.filter((step) => heldByStop(step) !== null).map(({ kind }) => titleOf(kind));
}

function todoOf(request: Request, steps: readonly StepRecord[], now: string): readonly Text[] {
  if (request.state === 'pending') {
    const asked = request.remarks.at(-1);
    const answer = asked?.from === 'approver' ? [text('report.todo.answer', { name: asked.byName })] : [];
    // Nobody can approve what the requester has not agreed to.
    if (awaitsAgreement(request)) return [agreeTodo(request), ...answer];
    return [...answer, text('report.todo.decide', { at: { instant: request.expiresAt } })];
  }
  if (isHeld(request) && request.note !== null) return [request.note];
  if (request.state === 'approved' && request.lateSince !== null) return [text('report.todo.late')];
  const gaps = request.startedAt === null ? [] : gapSentences(stillAsked(request, steps));
  const stopped = stoppedTodo(request, steps);
  const left = [...stopped, ...goneInAdTodo(request, steps), ...takeBackSentences(request), ...gaps];
  if (request.state !== 'running' && request.state !== 'watching') return left;
  const restore = heldByRestore(request);
  if (restore !== null)
    return [text('report.todo.held-by-restore', { reference: restore }), ...gapSentences(explainedOnly(steps))];
  const behind = restsBehind(request);
  if (behind !== null) return [text('report.todo.rests', { reference: behind }), ...left];
  const isIn = (state: StepState) => steps.filter((step) => step.state === state && !isReported(step));
  if (request.hold?.how === 'hold') {
    const block = isIn('needs-person').some(({ kind }) => kind === 'disable-account');
    const onHold = onHoldTodo(request, request.hold);
    const isForPeople = (step: StepRecord) => isStuck(step) && !isForAd(step, steps, block);
    const stuck = [...stepsTodo('report.todo.stuck-on-hold', steps.filter(isForPeople)), ...skipTodo(request, steps)];
    return [...(block ? [runbookTodo(request, steps)] : []), ...stuck, onHold, ...left];
  }
  const waiting = isIn('needs-person');
  const byHand = waiting.filter((step) => !isForAd(step, steps, false));
  const inAd = waiting.some(({ lane }) => lane === 'on-premises');
  const bare = isIn('attested').some(({ evidence }) => evidence === null);
  const stop = stopOf(steps);
  return [
    ...(mayAnswerLate(request) ? [text('report.todo.answer-first')] : []),
    ...(stop === null ? [] : [text('report.todo.step-held', { stop, steps: heldTitles(steps) })]),
    ...failedTodo(request, isIn('failed')),
    ...skipTodo(request, steps),
    ...(stopped.length === 0 ? overwrittenTodo(steps, request) : []),
    ...skippedTodo(request, steps),
    // What was turned back already says to do it; "until then it is temporary" would be untrue by now.
    ...(inAd && overwrittenOf(steps).length === 0 ? [runbookTodo(request, steps)] : []),
    ...(inAd ? [] : stepsTodo('report.todo.by-hand', byHand)),
    ...(bare ? [text('report.todo.attested')] : syncAwaited(request, steps, now)),
    ...syncTodo(request, steps),
    ...left,
  ];
}

/**
 * What Graph refused and what AD DS could not do, or what was only said of it there, is one piece of work. So is a block
 * that was refused, or that directory sync turned back, with disabling the account where that is asked for (`isAsked`).
 */
function isForAd(step: StepRecord, steps: readonly StepRecord[], isAsked: boolean): boolean {
  if (step.kind !== 'block-sign-in' || step.state === 'failed') return false;
  if (step.state === 'overwritten') return isAsked && isBySync(step);
  return isAsked || steps.some((other) => decidesInAd(other) && ANSWERED_IN_AD.includes(other.state));
}

const ANSWERED_IN_AD: readonly StepState[] = ['failed', 'attested', 'overwritten'];

function isBlockBackBySync(step: StepRecord): boolean {
  return step.kind === 'block-sign-in' && isBack(step) && isBySync(step);
}
