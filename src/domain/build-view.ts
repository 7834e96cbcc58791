import { awaitsAgreement } from './agreement.ts';
import type { Answers } from './answers.ts';
import { mayBeAnswered } from './emergency.ts';
import { stuckAnswers } from './is-stuck.ts';
import { isMade } from './outcome.ts';
import type { Report, RequestAction, View } from './report.ts';
import type { Request } from './request.ts';
import { PROTECTED } from './rules.ts';
import { isStillLetIn } from './still-let-in.ts';
import { withoutSyncAccount } from './without-sync-account.ts';
import { isWatchEnded } from './work-off.ts';

/**
 * Who looks: the requester, or somebody who is asked to decide about this one, or may not (any more); and what is taken
 * from them of what was left to the helpdesk.
 */
export type Viewer =
  | { readonly role: 'requester' }
  | { readonly role: 'approver'; readonly id: string; readonly decides: boolean; readonly answers: Answers };

/** What one party sees of a request and may do with it; the flow checks every right again at the click. */
export function viewFor(report: Report, viewer: Viewer): View {
  return viewer.role === 'requester'
    ? { kind: 'requester', report: forRequester(report), actions: requesterActions(report) }
    : {
        kind: 'approver',
        report,
        actions: [...approverActions(report.request, viewer), ...stuckActions(report, viewer)],
      };
}

function forRequester(report: Report): Report {
  return { ...report, steps: report.steps.map((step) => ({ ...step, note: withoutSyncAccount(step.note) })) };
}

type Helper = Extract<Viewer, { role: 'approver' }>;

function requesterActions({ request, steps }: Report): readonly RequestAction[] {
  const { state, dueAt, lateSince, edited, remarks, choices, emergency, startedAt, proposal, note } = request;
  // Leaver proposed it, in the name of who blocked: it is for approvers to decide, move or let go.
  if (proposal !== null) return state === 'pending' && isAsked({ remarks }) ? ['answer'] : [];
  // What runs as soon as it is approved has no date to change.
  const date = dueAt === null ? [] : (['change'] as const);
  switch (state) {
    case 'pending':
      return [
        ...(awaitsAgreement({ edited }) ? (['agree'] as const) : []),
        ...(isAsked({ remarks }) ? (['answer'] as const) : []),
        ...date,
        'withdraw',
      ];
    case 'scheduled':
      return [...date, 'withdraw'];
    case 'approved':
      return lateSince === null ? [...date, 'withdraw'] : ['run-now', 'new-date', 'withdraw'];
    case 'declined':
    case 'expired':
    case 'withdrawn':
    case 'stopped':
      // As long as the person is protected it is refused again; why, and what is left to people, the card says.
      return note?.key === PROTECTED ? [] : ['ask-again'];
    case 'running':
    case 'watching':
    case 'done':
    case 'done-with-gaps':
      // Nothing is taken back by a click any more: that is a restore, which somebody else approves.
      if (choices.kind === 'restore-user' || emergency !== null || startedAt === null) return [];
      return isWatchEnded({ note }) || isNothingTaken(steps, state) ? [] : ['restore-instead'];
    default:
      return [];
  }
}

/** The block was refused and nothing else was done, yet or for good: a restore would find nothing to give back. */
function isNothingTaken(steps: Report['steps'], state: Request['state']): boolean {
  const others = steps.filter(({ kind }) => kind !== 'revoke-sessions');
  const isOver = state === 'done' || state === 'done-with-gaps';
  return (isOver || isStillLetIn(steps)) && !others.some((step) => isMade(step.state));
}

function isAsked({ remarks }: Pick<Request, 'remarks'>): boolean {
  return remarks.at(-1)?.from === 'approver';
}

function approverActions(request: Request, viewer: Helper): readonly RequestAction[] {
  const { state, approvals } = request;
  if (!viewer.decides) return interventions(request, viewer);
  if (mayBeAnswered(request)) return ['confirm-block', 'refuse-block'];
  if (state !== 'pending') return interventions(request, viewer);
  const waits = awaitsAgreement(request);
  const approved = approvals.some(({ by }) => by === viewer.id);
  return [...(waits || approved ? [] : (['approve'] as const)), 'decline', 'more'];
}

/** What any approver may do about what was decided, whoever decided it: stopping is always safe. */
function interventions({ state, hold, emergency, requesterId }: Request, viewer: Helper): readonly RequestAction[] {
  if (emergency !== null || viewer.id === requesterId || hold?.how === 'stop') return [];
  if (state === 'approved' || state === 'scheduled') return ['change'];
  if (state !== 'running' && state !== 'watching') return [];
  // What is held stays so once everything else is done, and is to be let go on all the same.
  return hold === null || hold.restore !== undefined ? ['change'] : ['go-on', 'change'];
}

/** What was skipped is taken up again by a retry; it is not skipped again. */
function stuckActions({ request, steps }: Report, { answers }: Helper): readonly RequestAction[] {
  const stuck = steps.filter((step) => step.stuck);
  if (stuck.length === 0 || answers === null) return [];
  const isSkipped = stuck.every(({ state }) => state === 'waived');
  return stuckAnswers(request).filter((answer) => answer === 'retry' || (answers === 'by-word' && !isSkipped));
}
