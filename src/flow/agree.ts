import { awaitsAgreement } from '../domain/agreement.ts';
import { text } from '../domain/text.ts';
import { approvalsLost } from './approvals-lost.ts';
import { askedAnew } from './asked-anew.ts';
import { changeOwn, type OwnChange } from './change-own-request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Answered } from './flow.ts';
import { onceEnough } from './once-enough.ts';
import { toBeDecidedBy } from './undoing-first.ts';

/**
 * The requester agrees to what an approver changed. Whoever moved it approved it by that; the agreement may be all that
 * it waited for, so it is read once more whether they may decide about it at all, now.
 */
export async function agree(context: FlowContext, asked: OwnChange): Promise<Answered> {
  const request = await context.ports.requests.read(asked.idOrReference);
  const lost = request === null ? [] : await approvalsLost(context, request);
  const latest = request === null ? null : await toBeDecidedBy(context, request);
  const agreedAt = tenantNow(context);
  return changeOwn(context, { ...asked, decides: true }, ['pending'], (pending) => {
    const { edited } = pending;
    if (edited === null || edited.agreedAt !== null) return text('flow.nothing-to-agree');
    if (!awaitsAgreement(pending)) return null;
    const approvals = pending.approvals.filter(({ by }) => !lost.some((other) => other.by === by));
    // From now on approvers can act: their reminders, and its end, are counted from here.
    const anew = askedAnew(context, pending.dueAt, agreedAt, latest);
    return {
      ...anew,
      edited: { ...edited, agreedAt },
      approvals,
      ...(lost[0] === undefined ? {} : { note: text('flow.approval-lapsed', { name: lost[0].byName }) }),
      ...onceEnough({ ...pending, approvals }, agreedAt),
    };
  });
}
