import { awaitsAgreement } from './agreement.ts';
import {
  BLOCKED_SINCE_ASKED,
  CHANGED_SINCE_APPROVAL,
  DATE_CHANGED,
  DATE_CHANGED_WHY,
  LATE_BACK,
  NOT_AGREED_BACK,
  NOT_AGREED_STAYS,
  PROPOSAL_ANEW,
  WAITS_UNREAD,
} from './asks-again.ts';
import { blockedAtOnce } from './blocked-at-once.ts';
import { cannotAt } from './cannot-at.ts';
import { isAgain, isAgainByLeaver, isOwnWrite } from './done-again.ts';
import { isRefused } from './emergency.ts';
import { ofEveryStep } from './every-step.ts';
import { heldByRestore } from './held-by-restore.ts';
import { waitsAgain } from './is-back.ts';
import { stuckAnswers } from './is-stuck.ts';
import { isToCome, type StepRecord } from './outcome.ts';
import type { Policy } from './policy.ts';
import { powerOf } from './power.ts';
import { lateUntil, remindersOf } from './reminders.ts';
import { afterAnswer } from './report-approval.ts';
import { endedWithGaps } from './report-ending.ts';
import { blockAlone } from './report-stopped.ts';
import { doneWithTasks } from './report-tasks.ts';
import type { Request } from './request.ts';
import { isStopped, isStoppedByRefusal, isTakenOver } from './stopped-between.ts';
import { heldDeletion } from './sync-health.ts';
import { takenBackBy } from './taken-back.ts';
import { type Text, text } from './text.ts';
import type { KeyAfter, TextKey } from './text-key.ts';
import { missingToGoOn } from './to-go-on.ts';
import { isElsewhere } from './turned-back-note.ts';
import { isTurnedRound } from './work-off.ts';

/** A single message: at most once per person and key. Cards are updated silently; these are what makes a phone buzz. */
export type Notice = {
  /**
   * `deciders`: who may still decide about it; `approvers`: everybody who was asked; `escalation`: that group, at once;
   * `helpdesk`: whose word counts for what was left to people; `makers`: of whom only a result and another try do.
   */
  readonly to:
    | 'requester'
    | 'approvers'
    | 'deciders'
    | 'helpdesk'
    | 'makers'
    | 'escalation'
    | { readonly person: string };
  readonly key: string;
  readonly message: Text;
};

/**
 * What has to be said now because somebody must act, or because it is over (teams.md 6.4). A pure function of the
 * request and its ledger; `key` changes with the version where the same thing may have to be said again.
 */
export function noticesOf(
  request: Request,
  steps: readonly StepRecord[],
  at: {
    readonly now: string;
    readonly policy: Policy;
    /** Whether anybody got the card of those who may decide as well by now; null = there is nobody, or it is not known. */
    readonly besides?: 'reached' | 'unreachable' | null;
  },
): readonly Notice[] {
  const waiting = request.state === 'pending' ? waitingNotices(request, at) : [];
  return [
    ...emergencyNotices(request, steps),
    ...waiting,
    ...requestNotices(request, steps),
    ...lateReminders(request, at),
    ...holdNotices(request),
    ...steps.flatMap((step) => stepNotices(request, step, steps)),
    ...cannotNotices(request, steps),
    ...deletionNotices(request, steps),
  ];
}

/** Each once, whatever the version: the version changes with what happens to the steps. */
function emergencyNotices(request: Request, steps: readonly StepRecord[]): readonly Notice[] {
  const { emergency, reference, targetUserName: name, requesterName } = request;
  if (emergency === null) return [];
  const { answer } = emergency;
  if (answer === null) {
    const message = text(EMERGENCIES[blockedAtOnce(steps)], { name, reference, by: requesterName });
    return [{ to: 'deciders', key: 'emergency', message }, ...managerNotices(request)];
  }
  const [follows] = afterAnswer(request, emergency);
  const isOver = answer.verdict === 'confirmed' || answer.verdict === 'renewed';
  // What follows is found right after the answer; the message waits for it, since it says it.
  if (follows === undefined && !isOver) return [];
  // Of an earlier version, which named no later block and told of it then.
  if (answer.verdict === 'renewed' && answer.next === undefined) return [];
  const values = { name, reference, by: answer.byName ?? '', follows: follows ?? '', next: answer.next ?? '' };
  const what = answer.wasIn === true ? 'renewed-in' : answer.verdict;
  const message = text(`notice.emergency-${what}`, values);
  const key = answer.late === true ? 'emergency-answer-late' : 'emergency-answer';
  return [
    { to: 'requester', key, message },
    { to: 'approvers', key, message },
  ];
}

/** Whoever manages others, or decides here, is missed by many: the escalation group hears it at once. */
function managerNotices({ facts, emergency, reference, targetUserName: name, requesterName: by }: Request) {
  const first = emergency?.first;
  if (first === undefined && powerOf(facts, false, []) !== 'manages') return [];
  // They are asked for the answer itself.
  if (emergency?.answeredBy === 'escalation') return [];
  const values = { name, reference, by: first === undefined ? by : [first.byName, by].join(', ') };
  const message = text('notice.emergency-power', values);
  return [{ to: 'escalation', key: 'emergency-power', message } as const];
}

const EMERGENCIES = {
  asked: 'notice.emergency-asked',
  already: 'notice.emergency-already',
  blocked: 'notice.emergency',
} as const;

/** What approvers and requester have to say to each other before it is decided, and reminders of that. */
function waitingNotices(request: Request, { now, policy, besides }: Parameters<typeof noticesOf>[2]) {
  const { version, approvals, needs, remarks, assignee, edited, requesterName } = request;
  const values = { reference: request.reference, name: request.targetUserName };
  const notices: Notice[] = [];
  const sayOnce = (
    to: Notice['to'],
    key: string,
    what: KeyAfter<'notice.'>,
    more: Readonly<Record<string, string | number>> = {},
  ) => notices.push({ to, key, message: text(`notice.${what}`, { ...values, ...more }) });
  const say: typeof sayOnce = (to, key, what, more) => sayOnce(to, `${key}:${version}`, what, more);
  const due = remindersOf(request, policy).filter((at) => at <= now).length;
  const waits = awaitsAgreement(request);
  // Nobody else can act then: approvers are not asked for what they cannot give.
  if (due > 0 && waits) say('requester', `agree-reminder-${due}`, 'agree-reminder');
  if (due > 0 && !waits) say('deciders', `reminder-${due}`, 'reminder');
  if (besides === 'reached') say('requester', 'escalated', 'escalated');
  if (besides === 'unreachable') say('requester', 'escalated-unreachable', 'escalated-unreachable');
  const approved = approvals.at(-1);
  const count = needs.count - approvals.length;
  if (approved !== undefined && !waits && count > 0)
    say('deciders', `approved-${approvals.length}`, count > 1 ? 'more-needed' : 'one-more', {
      by: approved.byName,
      count,
    });
  const last = remarks.at(-1);
  // Whatever the version: another hour is no other question, and who was asked knows it.
  if (last?.from === 'approver') sayOnce('requester', `question-${remarks.length}`, 'question', { by: last.byName });
  if (last?.from === 'requester') sayOnce('deciders', `answer-${remarks.length}`, 'answer', { by: requesterName });
  if (assignee !== null)
    sayOnce({ person: assignee.id }, `assigned-${assignee.id}`, 'assigned', { by: assignee.byName });
  if (edited !== null && waits) say('requester', 'edited', 'edited', { by: edited.byName });
  if (edited !== null && edited.agreedAt !== null) say('deciders', 'agreed', 'agreed', { by: requesterName });
  return notices;
}

function requestNotices(request: Request, steps: readonly StepRecord[]): readonly Notice[] {
  const values = { reference: request.reference, name: request.targetUserName };
  const once = (to: Notice['to'], what: KeyAfter<'notice.'>): Notice => ({
    to,
    key: `${what}:${request.version}`,
    message: text(`notice.${what}`, values),
  });
  switch (request.state) {
    case 'declined':
      return request.proposal === null
        ? [once('requester', 'declined')]
        : [declinedProposal('requester', request), declinedProposal('approvers', request)];
    case 'withdrawn':
      // Taken back by who asked for it, nobody has to be told.
      return takenBackBy(request) === null ? [] : [takenBack('requester', request), takenBack('approvers', request)];
    case 'expired':
      // It had been approved: whoever did hears that it is not done after all.
      return [
        once('requester', request.proposal === null ? 'expired' : 'expired-proposal'),
        ...(request.edited?.before ? [once('approvers', 'expired-approved')] : []),
      ];
    case 'stopped':
      return [once('requester', 'stopped'), once('approvers', 'stopped')];
    case 'done':
      return [
        {
          ...once('requester', 'done'),
          key: `done:${request.endedAt}`,
          message: doneMessage(request, steps),
        },
      ];
    case 'done-with-gaps':
      // That the person was blocked anew has said it.
      if (isTakenOver(request)) return [];
      if (isTurnedRound(request)) return [turnedNotice('requester', request), turnedNotice('approvers', request)];
      return [endedNotice('requester', request, steps), endedNotice('approvers', request, steps)];
    case 'pending':
      // Whoever changes the hour again and again makes no phone buzz as often: the card says the newest.
      if (request.note?.key === DATE_CHANGED || request.note?.key === DATE_CHANGED_WHY)
        return [{ ...once('deciders', 'date-changed'), key: `date-changed:${quarterOf(request.askedAt)}` }];
      if (request.note?.key === NOT_AGREED_BACK)
        return [once('requester', 'not-agreed-back'), once('approvers', 'not-agreed-back')];
      if (request.note?.key === LATE_BACK) return [once('requester', 'late-back'), once('approvers', 'late-back')];
      if (request.note?.key === PROPOSAL_ANEW)
        return [once('requester', 'proposal-anew'), once('approvers', 'proposal-anew')];
      if (request.note?.key === BLOCKED_SINCE_ASKED)
        return [once('requester', 'blocked-since-asked'), once('approvers', 'blocked-since-asked')];
      if (request.note?.key !== CHANGED_SINCE_APPROVAL) return [];
      return [once('requester', 'changed'), once('approvers', 'changed')];
    case 'approved':
    case 'scheduled':
      if (request.note?.key === NOT_AGREED_STAYS)
        return [once('requester', 'not-agreed-stays'), once('approvers', 'not-agreed-stays')];
      if (request.note?.key === WAITS_UNREAD)
        return [once('requester', 'waits-unread'), once('approvers', 'waits-unread')];
      return request.lateSince === null ? [] : [once('requester', 'late')];
    default:
      return [];
  }
}

function doneMessage(request: Request, steps: readonly StepRecord[]): Text {
  const values = { reference: request.reference, name: request.targetUserName };
  const ending = doneWithTasks(request, steps);
  if (ending !== null) return text('notice.done-tasks', { ...values, ending });
  return text(ofEveryStep(isUnconfirmed(request) ? 'notice.done-unconfirmed' : 'notice.done', steps), values);
}

/** The block stays, and what it needs to last is still to be done. */
function declinedProposal(to: Notice['to'], { reference, targetUserName: name, proposal, decision }: Request): Notice {
  const values = { reference, name, block: proposal?.block ?? '', by: decision?.byName ?? '' };
  return { to, key: 'declined-proposal', message: text('notice.declined-proposal', values) };
}

/** The quarter of an hour in which it was asked like this, as a number that no other has. */
function quarterOf(askedAt: string): number {
  return Math.floor(Date.parse(askedAt) / (15 * 60_000));
}

/** Only who asked can say at which hour what was approved too late shall run. */
function lateReminders(
  { state, lateSince, reference, targetUserName: name }: Request,
  { now, policy }: { readonly now: string; readonly policy: Policy },
): readonly Notice[] {
  if (lateSince === null || state !== 'approved') return [];
  const reminders = remindersOf({ askedAt: lateSince, expiresAt: lateUntil(lateSince) }, policy);
  const due = reminders.filter((at) => at <= now).length;
  const message = text('notice.late-reminder', { reference, name });
  return due === 0 ? [] : [{ to: 'requester', key: `late-reminder:${lateSince}:${due}`, message }];
}

/** A later request changed the account the other way while this one was watched: what it left to people is off. */
function turnedNotice(to: Notice['to'], request: Request): Notice {
  const { reference, targetUserName: name, endedAt, note } = request;
  const later = note?.values?.reference ?? '';
  return { to, key: `done-with-gaps:${endedAt}`, message: text('notice.turned-round', { reference, name, later }) };
}

/** Withdrawn by a restore that started, or by Leaver, which had proposed it: none of its parties did that. */
function takenBack(to: Notice['to'], request: Request): Notice {
  const { reference, targetUserName: name, note } = request;
  if (takenBackBy(request) === 'leaver') {
    const why = note?.values?.why ?? '';
    return { to, key: 'withdrawn-by-leaver', message: text('notice.withdrawn-by-leaver', { reference, name, why }) };
  }
  const restore = note?.values?.reference ?? '';
  return {
    to,
    key: 'withdrawn-by-restore',
    message: text('notice.withdrawn-by-restore', { reference, name, restore }),
  };
}

/** Held, and when that comes back to people; stopped between two steps. */
function holdNotices(request: Request): readonly Notice[] {
  const { hold, state, reference, targetUserName: name } = request;
  // A block at once that was refused is said to be that.
  if (
    hold === null ||
    isStoppedByRefusal(request) ||
    isTakenOver(request) ||
    // Until it starts nothing is lost; that it stopped this is said then.
    heldByRestore(request) !== null ||
    (hold.how === 'hold' && state !== 'running' && state !== 'watching')
  )
    return [];
  const count = missingToGoOn(request);
  const held = hold.reminded === 0 ? 'on-hold' : 'still-on-hold';
  const what = hold.how === 'stop' ? 'stopped-between' : count > 1 ? (`${held}-several` as const) : held;
  const key = `${hold.how}:${hold.at}:${hold.reminded}`;
  const message = text(`notice.${what}`, { reference, name, by: hold.byName, count });
  return [
    { to: 'requester', key, message },
    { to: 'approvers', key, message },
  ];
}

/** What is left, by name, in the message itself; once for each end, whatever else changes afterwards. */
function endedNotice(to: 'requester' | 'approvers', request: Request, steps: readonly StepRecord[]): Notice {
  const { reference, targetUserName: name, endedAt } = request;
  const ending = endedWithGaps(request, steps);
  const what = isUnconfirmed(request) ? 'notice.ended-unconfirmed' : endedWell(ending.key, steps);
  // What was refused or stopped is over once: what sync does to a block afterwards has a message of its own.
  const end = isRefused(request) ? 'refused' : isStopped(request) ? 'stopped' : endedAt;
  return { to, key: `done-with-gaps:${end}`, message: text(what, { reference, name, ending }) };
}

/** Leaver did all that was asked of it, and people said no word of theirs yet, or what stays was chosen to. */
function endedWell(ending: TextKey, steps: readonly StepRecord[]) {
  if (ending === 'report.headline.done-tasks') return 'notice.done-tasks';
  return ending === 'report.headline.done-kept' ? ofEveryStep('notice.done-kept', steps) : 'notice.done-with-gaps';
}

/** Made at once, and an approver has yet to say that it was right: Leaver's part is over, the request is not. */
function isUnconfirmed({ emergency }: Request): boolean {
  return emergency !== null && emergency.answer === null;
}

function stepNotices(request: Request, step: StepRecord, steps: readonly StepRecord[]): readonly Notice[] {
  const values = {
    reference: request.reference,
    name: request.targetUserName,
    step: text(`step.${step.kind}.title`),
    other: step.turnedBack?.by ?? '',
  };
  const { turnedBack, state } = step;
  if (state === 'overwritten' || isHeldBack(step)) {
    const said = turnedBack?.by == null ? 'step-said-not-seen' : 'step-disabled-after';
    const back = isElsewhere(step) ? 'step-elsewhere' : 'step-overwritten';
    const what = turnedBack?.how === 'said' ? said : back;
    return toBoth(`${step.kind}:overwritten:${turnedBack?.times ?? step.attempt}`, what);
  }
  if (turnedBack !== null && isAgain(step)) {
    const key = `${step.kind}:done-again:${turnedBack.times}`;
    if (!isAgainByLeaver(step)) return toBoth(key, 'step-changed-done-again');
    const what = turnedBack.how === 'sync' ? 'step-done-again' : 'step-done-again-unknown';
    const sessions = sessionsSince(steps, turnedBack.at);
    if (sessions === 'to-end') return [];
    if (!isOwnWrite(step)) {
      const since = what === 'step-done-again' ? 'step-in-place-since' : 'step-in-place-since-unknown';
      return toBoth(key, sessions === 'ended' ? since : `${since}-alone`);
    }
    if (what === 'step-done-again' && blockAlone(request, steps) !== null) return toBoth(key, `${what}-stopped`);
    return toBoth(key, sessions === 'ended' ? what : `${what}-alone`);
  }
  return state === 'failed' && cannotAt(step) === null
    ? failedNotices(request, `${step.kind}:${state}:${step.attempt}`, values)
    : [];

  function toBoth(key: string, what: KeyAfter<'notice.'>): readonly Notice[] {
    const message = text(`notice.${what}`, values);
    return [
      { to: 'requester', key, message },
      { to: 'approvers', key, message },
    ];
  }
}

/** Something keeps Leaver from making it again, and says so, or set another hour: else that it was done is soon said. */
function isHeldBack(step: StepRecord): boolean {
  return waitsAgain(step) && (step.note !== null || step.notBefore !== null);
}

/** One answer of the helpdesk is one message, of however many steps it was said. */
function cannotNotices(request: Request, steps: readonly StepRecord[]): readonly Notice[] {
  const { reference, targetUserName: name } = request;
  const failed = steps.filter(({ state }) => state === 'failed');
  const answers = [...new Set(failed.map(cannotAt))].filter((at) => at !== null);
  return answers.flatMap((at) => {
    const step = failed.filter((each) => cannotAt(each) === at).map(({ kind }) => text(`step.${kind}.title`));
    return failedNotices(request, `cannot:${at}`, { reference, name, step });
  });
}

/** Who may not do both is not asked to choose. */
function failedNotices(request: Request, key: string, values: Text['values']): readonly Notice[] {
  const choose = stuckAnswers(request).includes('retry') ? 'notice.step-failed' : AS_IT_IS;
  return [
    { to: 'helpdesk', key, message: text(choose, values) },
    { to: 'makers', key, message: text(AS_IT_IS, values) },
  ];
}

const AS_IT_IS = 'notice.step-failed-as-it-is';

/** Directory sync alone cannot end it, and only the helpdesk can look why. */
function deletionNotices(request: Request, steps: readonly StepRecord[]): readonly Notice[] {
  const { reference, targetUserName: name, state } = request;
  const held = state === 'running' || state === 'watching' ? heldDeletion(request, steps) : null;
  if (held === null) return [];
  const message = text('notice.deletion-held', { reference, name });
  const key = `deletion-held:${held.acceptedAt}`;
  return [
    { to: 'helpdesk', key, message },
    { to: 'makers', key, message },
  ];
}

/**
 * Sessions are ended again right after a block that was made again; not where that step was let go, or was none of the
 * plan.
 */
function sessionsSince(steps: readonly StepRecord[], since: string): 'ended' | 'to-end' | 'not' {
  const step = steps.find(({ kind }) => kind === 'revoke-sessions');
  if (step === undefined) return 'not';
  if ((step.acceptedAt ?? '') >= since) return 'ended';
  return isToCome(step.state) ? 'to-end' : 'not';
}
