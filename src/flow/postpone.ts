import { noteOnceDecided } from '../domain/asks-again.ts';
import type { When } from '../domain/choices.ts';
import { expiresAt } from '../domain/expiry.ts';
import { nextReminder } from '../domain/reminders.ts';
import type { Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { type ApproversChange, changeAsApprover } from './change-as-approver.ts';
import { changeOwn, type OwnChange } from './change-own-request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Answered } from './flow.ts';
import type { RequestChange } from './ports.ts';

/**
 * An approver puts the work at another hour. That is another request than the one that was asked: a new version, which
 * nobody has approved yet and which nobody can approve before the requester agreed to it.
 */
export function postpone(context: FlowContext, asked: ApproversChange, when: When): Promise<Answered> {
  return changeAsApprover(context, asked, async (request, actor) => {
    const now = tenantNow(context);
    if (when.mode !== 'at') return text('flow.postpone-to-when');
    const { policy } = context.settings;
    const expires = expiresAt({ askedAt: now, dueAt: when.instant, policy });
    return {
      choices: { ...request.choices, when },
      dueAt: when.instant,
      approvals: [],
      askedAt: now,
      expiresAt: expires,
      reminded: 0,
      wakeAt: nextReminder({ askedAt: now, expiresAt: expires }, policy, now),
      edited: { by: actor.id, byName: actor.displayName, at: now, agreedAt: null },
      note: noteOnceDecided(request.note),
      newVersion: true,
    };
  });
}

/** The requester agrees to what an approver changed. */
export function agree(context: FlowContext, asked: OwnChange): Promise<Answered> {
  const agreedAt = tenantNow(context);
  return changeOwn(context, { ...asked, decides: true }, ['pending'], ({ edited, ...request }) =>
    edited === null || edited.agreedAt !== null
      ? null
      : { edited: { ...edited, agreedAt }, ...completed(request, agreedAt) },
  );
}

/** Whoever moved it approved it by that: where no more is needed, the agreement was all that it waited for. */
function completed(
  { approvals, needs, dueAt }: Pick<Request, 'approvals' | 'needs' | 'dueAt'>,
  now: string,
): RequestChange {
  const decision = approvals.at(-1) ?? null;
  if (decision === null || approvals.length < needs.count) return {};
  const late = dueAt !== null && dueAt <= now;
  const { lateSince, wakeAt } = late ? { lateSince: now, wakeAt: null } : { lateSince: null, wakeAt: now };
  return { state: 'approved', decision, lateSince, wakeAt, newVersion: true };
}
