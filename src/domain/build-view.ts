import type { Report, RequestAction, View } from './report.ts';
import type { Request } from './request.ts';

/** What one party sees of a request and may do with it; the flow checks every right again at the click. */
export function viewFor({ report, role }: { readonly report: Report; readonly role: 'requester' | 'approver' }): View {
  return {
    kind: role,
    report,
    actions: role === 'requester' ? requesterActions(report.request) : approverActions(report.request),
  };
}

function requesterActions({ state, lateSince }: Request): readonly RequestAction[] {
  switch (state) {
    case 'pending':
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

function approverActions({ state }: Request): readonly RequestAction[] {
  return state === 'pending' ? ['approve', 'decline'] : [];
}
