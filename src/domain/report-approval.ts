import { awaitsAgreement } from './agreement.ts';
import { isToAskWhen } from './asks-when.ts';
import { blockedAtOnce, hourOfBlock, hourSeenInPlace } from './blocked-at-once.ts';
import { mayAnswerLate } from './emergency.ts';
import type { StepRecord } from './outcome.ts';
import type { Emergency, EmergencyAnswer, Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { type Text, type TextValue, text } from './text.ts';
import { isTurnedRound } from './work-off.ts';

/** Who must approve and who did, what was changed, and who was asked in particular; empty for an ordinary request. */
export function approvalLines(request: Request, steps: readonly StepRecord[], now: string): readonly Text[] {
  if (request.emergency !== null) return emergencyLines(request, request.emergency, steps);
  const { needs, approvals, assignee, state, requesterName } = request;
  const several = needs.count > 1;
  const given = approvals.map(({ byName, at }) => text('report.approval.given', { name: byName, at: { instant: at } }));
  const missing = needs.count - approvals.length;
  return [
    ...(several && state === 'pending'
      ? [text('report.approval.needs', { count: needs.count }), ...needs.reasons]
      : []),
    ...(needs.withoutRequester && state === 'pending' ? [text('lasting.take-over', { name: requesterName })] : []),
    ...(isToAskWhen(request, now) ? [text('report.approval.asks-when', { name: requesterName })] : []),
    ...(several ? given : []),
    ...(several && state === 'pending' && approvals.length > 0 && missing > 0
      ? [text('report.approval.missing', { count: missing })]
      : []),
    ...movedLines(request),
    ...(assignee === null || state !== 'pending'
      ? []
      : [text('report.approval.assigned', { name: assignee.name, by: assignee.byName })]),
  ];
}

/** Which other hour an approver chose, and what its requester said to that; nothing of an hour that is not known. */
function movedLines(request: Request): readonly Text[] {
  const { edited, state, dueAt, requesterName: name } = request;
  const to = edited?.to ?? dueAt;
  if (edited === null || to === null) return [];
  const agreed = awaitsAgreement(request) ? 'waits' : edited.agreedAt ? 'agreed' : 'lapsed';
  // Declined or taken back, nobody waits for it any more.
  const isOver = agreed === 'waits' && state !== 'pending';
  // What nobody agreed to was not moved.
  const moved = agreed === 'agreed' ? 'postponed' : agreed === 'waits' && !isOver ? 'proposed' : 'had-proposed';
  const values = { name: edited.byName, at: { instant: to } };
  return [
    edited.from === undefined
      ? text(`report.approval.${moved}`, values)
      : text(`report.approval.${moved}-from`, { ...values, from: { instant: edited.from } }),
    ...(edited.reason ? [text('report.approval.postponed-why', { reason: edited.reason })] : []),
    ...(isOver ? [] : [text(`report.approval.${agreed}`, { name })]),
  ];
}

const EMERGENCIES = {
  asked: 'report.emergency.asked',
  already: 'report.emergency.already',
  blocked: 'report.emergency.by-asked',
} as const;

/** What became of an undoing that was proposed is on the headline once a later request does it. */
function emergencyLines(request: Request, emergency: Emergency, steps: readonly StepRecord[]): readonly Text[] {
  const { decision, createdAt } = request;
  const { confirmBy, answer, first } = emergency;
  const name = decision?.byName ?? '';
  const words = [...new Set([first?.reason ?? '', decision?.reason ?? ''])].filter((each) => each !== '').join(' · ');
  const blockedAt = hourOfBlock(steps);
  const asked = { name, at: { instant: decision?.at ?? createdAt } };
  return [
    blockedAt === null ? askedFor(asked, steps) : text('report.emergency.by', { name, at: { instant: blockedAt } }),
    ...(first === undefined ? [] : [text('report.emergency.first', { name: first.byName, at: { instant: first.at } })]),
    ...(words === '' ? [] : [text('report.emergency.reason', { words })]),
    answer === null ? whoAnswers(emergency) : answered(answer, confirmBy),
    ...(isTurnedRound(request) || restsBehind(request) !== null ? [] : afterAnswer(request, emergency)),
  ];
}

function askedFor(asked: { readonly name: string; readonly at: TextValue }, steps: readonly StepRecord[]): Text {
  const since = hourSeenInPlace(steps);
  return since === null
    ? text(EMERGENCIES[blockedAtOnce(steps)], asked)
    : text('report.emergency.in-place', { ...asked, since: { instant: since } });
}

function whoAnswers({ answeredBy, confirmBy }: Emergency): Text {
  const at = { instant: confirmBy };
  return text(answeredBy === undefined ? 'report.emergency.until' : `report.emergency.until-${answeredBy}`, { at });
}

function answered({ verdict, byName, at, next }: EmergencyAnswer, confirmBy: string): Text {
  // It is found some time later: the hour that was said beforehand is what was missed.
  if (verdict === 'unanswered') return text('report.emergency.unanswered', { at: { instant: confirmBy } });
  const values = { name: byName ?? '', at: { instant: at } };
  if (next !== undefined) return text('report.emergency.renewed-as', { ...values, reference: next });
  return text(`report.emergency.${verdict}`, values);
}

/** What follows a block that was refused or that nobody confirmed: its undoing, or why nobody proposes it. */
export function afterAnswer(request: Request, emergency: Emergency): readonly Text[] {
  const { proposal, inVain = false, keptBy = null, notProposed = null, kept = null } = emergency;
  if (mayAnswerLate(request)) return [text('report.emergency.may-answer', { name: request.targetUserName })];
  if (kept !== null)
    return [text('report.emergency.stays', { name: kept.byName, at: { instant: kept.at }, reference: proposal ?? '' })];
  return [
    ...(proposal === null ? [] : [proposed(request, proposal, inVain)]),
    ...(keptBy === null ? [] : [text('report.emergency.kept-by', { reference: keptBy })]),
    ...(notProposed === null
      ? []
      : [text('report.emergency.not-proposed', { why: notProposed.why, at: { instant: notProposed.at } })]),
  ];
}

/** Until it has run the block is kept; where it is over without having let the person in, nobody is asked any more. */
function proposed({ targetUserName: name }: Request, reference: string, inVain: boolean): Text {
  return inVain
    ? text('report.emergency.proposal-over', { reference, name })
    : text('report.emergency.proposal', { reference });
}

/** The newest questions and answers, oldest first. */
export function talkLines({ remarks }: Request): readonly Text[] {
  return remarks
    .slice(-6)
    .map(({ byName, words, at }) => text('report.remark', { name: byName, words, at: { instant: at } }));
}
