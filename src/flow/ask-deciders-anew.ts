import { toTakeOver } from '../domain/approval-needs.ts';
import { CHANGED_SINCE_APPROVAL } from '../domain/asks-again.ts';
import { type LostAuthority, takenOver } from '../domain/lasting-authority.ts';
import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { askedAnew } from './asked-anew.ts';
import { type FlowContext, tenantNow } from './context.ts';

/**
 * At the last approval somebody on whose word it rests counts no more: a new version that says so waits for a decision,
 * of which nothing is given yet. An hour that has passed expires it no more. Null when somebody else was quicker.
 */
export function askDecidersAnew(
  context: FlowContext,
  request: Request,
  { differences, lost }: { readonly differences: readonly Text[]; readonly lost: LostAuthority },
): Promise<Request | null> {
  const now = tenantNow(context);
  const dueAt = request.dueAt !== null && request.dueAt > now ? request.dueAt : null;
  context.log({ kind: 'request-back-to-people', requestId: request.id });
  return context.ports.requests.change(
    request.id,
    { from: ['pending'], version: request.version, approvals: request.approvals.length },
    {
      approvals: [],
      edited: null,
      ...(lost.requester === null ? { needs: toTakeOver(request.needs, request.plan) } : takenOver(request)),
      note: text(CHANGED_SINCE_APPROVAL, { differences }),
      ...askedAnew(context, dueAt, now),
      newVersion: true,
    },
  );
}
