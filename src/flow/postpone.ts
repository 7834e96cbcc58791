import { DATE_CHANGED, noteOnceDecided } from '../domain/asks-again.ts';
import type { When } from '../domain/choices.ts';
import { needsRequester, takenOver } from '../domain/lasting-authority.ts';
import type { Person } from '../domain/person.ts';
import type { Edit, Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { askedAnew } from './asked-anew.ts';
import { type ApproversChange, changeAsApprover } from './change-as-approver.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Answered } from './flow.ts';
import { asksRequester } from './lasting-authority.ts';
import { hourBefore, isAt } from './move-request.ts';
import { toBeDecidedBy } from './undoing-first.ts';

/**
 * An approver puts the work at another hour. That is another request than the one that was asked: a new version, which
 * nobody has approved yet and which nobody can approve before the requester agreed to it, unless Leaver proposed it or
 * nobody who counts asked for it.
 */
export function postpone(context: FlowContext, asked: ApproversChange, when: When): Promise<Answered> {
  return changeAsApprover(context, asked, async (request, actor) => {
    const now = tenantNow(context);
    if (when.mode !== 'at') return text('flow.postpone-to-when');
    if (isAt(request, when)) return text('flow.same-hour');
    const asks = await asksRequester(context, request);
    const latest = await toBeDecidedBy(context, request);
    return {
      ...askedAnew(context, when.instant, now, latest),
      choices: { ...request.choices, when },
      dueAt: when.instant,
      approvals: [],
      ...(asks
        ? askedOf(request, actor, when.instant, now, latest !== null)
        : askedOfNobody(request, actor, when.instant)),
      newVersion: true,
    };
  });
}

/** Nobody could agree: approvers decide about the other hour as about anything. */
function askedOfNobody(request: Request, { displayName: name }: Person, instant: string) {
  const note = text(DATE_CHANGED, { name, at: { instant } });
  return { note, edited: null, ...(needsRequester(request) ? takenOver(request) : {}) };
}

function askedOf(
  request: Request,
  { id: by, displayName: byName }: Person,
  to: string,
  at: string,
  isWaitedFor: boolean,
) {
  return {
    edited: {
      by,
      byName,
      at,
      agreedAt: null,
      ...hourBefore(request),
      to,
      ...approvedOnce(request.edited, isWaitedFor),
    },
    note: noteOnceDecided(request.note),
  };
}

/**
 * Moved once more before the requester answered: what was approved before is still that. Its hour has passed where they
 * did not answer in time, and approvers were asked anew then: once, while the undoing of a block at once waits for it.
 */
function approvedOnce(edited: Edit | null, isWaitedFor: boolean): Pick<Edit, 'before'> {
  if (edited?.before === undefined || (isWaitedFor && edited.lapsedAt !== undefined)) return {};
  return { before: edited.before };
}
