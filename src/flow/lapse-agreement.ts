import { withoutAgreement } from '../domain/agreement.ts';
import { NOT_AGREED_BACK, NOT_AGREED_STAYS } from '../domain/asks-again.ts';
import type { Edit, Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { askedAnew } from './asked-anew.ts';
import type { FlowContext } from './context.ts';
import type { RequestChange } from './ports.ts';

/**
 * The requester did not agree in time to the hour that an approver chose for what was approved: nothing of that is
 * lost. The approval of before holds for its own hour, or, where that has passed, the approvers decide about the new
 * one; null: it was not approved before, so it expires like anything else.
 */
export function lapsed(context: FlowContext, request: Request, now: string): RequestChange | null {
  const { edited, requesterName: name } = request;
  const then = withoutAgreement(request, now);
  if (edited === null || then === null) return null;
  if (then.holds === 'asked') return askedAgain(request, edited, now);
  const { when, dueAt, approvals, decision } = then.before;
  return {
    state: 'approved',
    choices: { ...request.choices, when },
    dueAt,
    approvals,
    decision,
    edited: null,
    note: text(NOT_AGREED_STAYS, { name, by: edited.byName, at: { instant: dueAt ?? now } }),
    wakeAt: now,
    newVersion: true,
  };

  /** An hour that has passed as well is none any more: it runs as soon as it is approved. */
  function askedAgain({ choices, ...asked }: Request, by: Edit, at: string): RequestChange {
    const isToCome = asked.dueAt !== null && asked.dueAt > at;
    const dueAt = isToCome ? asked.dueAt : null;
    return {
      ...askedAnew(context, dueAt, at),
      choices: isToCome ? choices : { ...choices, when: { mode: 'now' } },
      dueAt,
      approvals: [],
      edited: { ...by, lapsedAt: at },
      note: text(NOT_AGREED_BACK, { name, by: by.byName }),
      newVersion: true,
    };
  }
}
