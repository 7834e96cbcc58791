import { awaitsAgreement } from '../domain/agreement.ts';
import { withRequester } from '../domain/approval-needs.ts';
import { DATE_CHANGED, DATE_CHANGED_WHY } from '../domain/asks-again.ts';
import type { Choices, When } from '../domain/choices.ts';
import { needsRequester, takenOver } from '../domain/lasting-authority.ts';
import type { Decision, Edit, Request } from '../domain/request.ts';
import { stateNow } from '../domain/state-now.ts';
import { text } from '../domain/text.ts';
import { askedAnew } from './asked-anew.ts';
import type { ApproversChange } from './change-as-approver.ts';
import { changeAsHelpdesk } from './change-as-helpdesk.ts';
import { changeOwn, type OwnChange } from './change-own-request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Answered } from './flow.ts';
import { asksRequester, countsAgain } from './lasting-authority.ts';
import { onceEnough } from './once-enough.ts';
import type { RequestChange } from './ports.ts';
import { reasonOf } from './reason-of.ts';
import { toBeDecidedBy } from './undoing-first.ts';

type At = Extract<When, { mode: 'at' }>;

/**
 * An approver puts what was approved at another hour: a new version, of which this click is one approval and to which
 * the requester has to agree, unless Leaver proposed it or nobody who counts asked for it. Until then what was approved
 * before is kept (`lapsed`).
 */
export function moveRequest(context: FlowContext, asked: ApproversChange, when: At, given: string): Promise<Answered> {
  const reason = reasonOf(given);
  return changeAsHelpdesk(context, { ...asked, reason }, async (request, actor, now) => {
    if (request.state !== 'approved' && request.state !== 'scheduled')
      return text('flow.too-late', { state: stateNow(request) });
    if (isAt(request, when)) return text('flow.same-hour');
    const by = { by: actor.id, byName: actor.displayName };
    const approval: Decision = { verdict: 'approved', ...by, reason, at: now };
    const approvals = actor.approves ? [approval] : [];
    const latest = await toBeDecidedBy(context, request);
    const moved = { ...movedTo(context, when, now, request.choices, latest), approvals };
    const moving = { name: by.byName, at: { instant: when.instant }, reason };
    const note = text(DATE_CHANGED_WHY, moving);
    if (!(await asksRequester(context, request))) {
      // Nobody has to agree to it: with this approval it may be decided, by somebody who knew that they took it over.
      if (needsRequester(request)) return { ...moved, approvals: [], edited: null, note, ...takenOver(request) };
      const enough = onceEnough({ ...request, approvals, dueAt: when.instant }, now);
      const decided = enough.state === undefined ? {} : { note: text('flow.moved-why', moving) };
      return { ...moved, edited: null, note, ...enough, ...decided };
    }
    return {
      ...moved,
      edited: {
        ...by,
        at: now,
        agreedAt: null,
        reason,
        ...hourBefore(request),
        to: when.instant,
        before: approvedBefore(request),
      },
      note: null,
    };
  });
}

/**
 * From which hour it is moved, for who decides about the other one. One to which its requester has not agreed it never
 * had.
 */
export function hourBefore({ dueAt, edited }: Pick<Request, 'dueAt' | 'edited'>): Pick<Edit, 'from'> {
  const from = edited !== null && awaitsAgreement({ edited }) ? edited.from : dueAt;
  return from === undefined || from === null ? {} : { from };
}

function approvedBefore({ choices, dueAt, approvals, decision }: Request) {
  return { when: choices.when, dueAt, approvals, decision };
}

/**
 * The requester puts an own request at another hour: whoever approved the old one did not approve this. Where approvers
 * were to take it over, and the requester counts again, it rests on who asked as before. While the undoing of a block at
 * once waits for it, it ends when it was to end.
 */
export async function changeDate(context: FlowContext, asked: OwnChange, when: At): Promise<Answered> {
  const now = tenantNow(context);
  const own = await context.ports.requests.read(asked.idOrReference);
  const isLost = own?.needs.withoutRequester === true && own.requesterId === asked.actorId;
  const counts = isLost && (await countsAgain(context, own));
  const latest = own === null ? null : await toBeDecidedBy(context, own);
  return changeOwn(context, { ...asked, asksAnew: true }, ['pending', 'approved', 'scheduled'], (request) => {
    if (isAt(request, when)) return text('flow.same-hour');
    return {
      ...movedTo(context, when, now, request.choices, latest),
      ...(counts ? { needs: withRequester(request.needs) } : {}),
      approvals: [],
      edited: null,
      note: text(DATE_CHANGED, { name: request.requesterName, at: { instant: when.instant } }),
    };
  });
}

/** Whether that is the hour it has: a form that opens with it, sent as it is, must cost no approval. */
export function isAt({ choices, lateSince }: Pick<Request, 'choices' | 'lateSince'>, { instant }: At): boolean {
  return choices.when.mode === 'at' && lateSince === null && Date.parse(choices.when.instant) === Date.parse(instant);
}

function movedTo(context: FlowContext, when: At, now: string, choices: Choices, latest: string | null): RequestChange {
  return {
    ...askedAnew(context, when.instant, now, latest),
    state: 'pending',
    choices: { ...choices, when },
    dueAt: when.instant,
    decision: null,
    lateSince: null,
    newVersion: true,
  };
}
