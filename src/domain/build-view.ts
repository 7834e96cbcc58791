import { awaitsAnswer } from './emergency.ts';
import type { Report, RequestAction, View } from './report.ts';
import type { Request } from './request.ts';

/** Who looks: the requester, or somebody of the helpdesk who may or may not decide about this one. */
export type Viewer =
  | { readonly role: 'requester' }
  | { readonly role: 'approver'; readonly id: string; readonly decides: boolean };

/** What one party sees of a request and may do with it; the flow checks every right again at the click. */
export function viewFor(report: Report, viewer: Viewer): View {
  const { request } = report;
  const actions = viewer.role === 'requester' ? requesterActions(request) : approverActions(request, viewer);
  return { kind: viewer.role, report, actions };
}

function requesterActions({ state, lateSince, edited, remarks }: Request): readonly RequestAction[] {
  switch (state) {
    case 'pending':
      return [
        ...(edited !== null && edited.agreedAt === null ? (['agree'] as const) : []),
        ...(remarks.at(-1)?.from === 'approver' ? (['answer'] as const) : []),
        'withdraw',
      ];
    case 'scheduled':
      return ['withdraw'];
    case 'approved':
      return lateSince === null ? ['withdraw'] : ['run-now', 'new-date', 'withdraw'];
    case 'declined':
    case 'expired':
    case 'withdrawn':
    case 'stopped':
      return ['ask-again'];
    default:
      return [];
  }
}

function approverActions(request: Request, viewer: Extract<Viewer, { role: 'approver' }>): readonly RequestAction[] {
  const { state, approvals, edited } = request;
  if (!viewer.decides) return [];
  if (awaitsAnswer(request)) return ['confirm-block', 'refuse-block'];
  if (state !== 'pending') return [];
  const waits = edited !== null && edited.agreedAt === null;
  const approved = approvals.some(({ by }) => by === viewer.id);
  return [...(waits || approved ? [] : (['approve'] as const)), 'decline', 'more'];
}
