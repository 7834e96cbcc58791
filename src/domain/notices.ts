import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { type Text, text } from './text.ts';

/** A single message: at most once per person and key. Cards are updated silently; these are what makes a phone buzz. */
export type Notice = { readonly to: 'requester' | 'approvers'; readonly key: string; readonly message: Text };

/**
 * What has to be said now because somebody must act, or because it is over (teams.md 6.4). A pure function of the request
 * and its ledger; `key` changes with the version where the same thing may have to be said again.
 */
export function noticesOf(request: Request, steps: readonly StepRecord[]): readonly Notice[] {
  return [...requestNotices(request), ...steps.flatMap((step) => stepNotices(request, step))];
}

function requestNotices(request: Request): readonly Notice[] {
  const values = { reference: request.reference, name: request.targetUserName };
  const once = (to: Notice['to'], what: string): Notice => ({
    to,
    key: `${what}:${request.version}`,
    message: text(`notice.${what}`, values),
  });
  switch (request.state) {
    case 'declined':
      return [once('requester', 'declined')];
    case 'expired':
      return [once('requester', 'expired')];
    case 'stopped':
      return [once('requester', 'stopped'), once('approvers', 'stopped')];
    case 'done':
      return [once('requester', 'done')];
    case 'done-with-gaps':
      return [once('requester', 'done-with-gaps'), once('approvers', 'done-with-gaps')];
    case 'pending':
      return request.note === null ? [] : [once('requester', 'changed'), once('approvers', 'changed')];
    case 'approved':
      return request.lateSince === null ? [] : [once('requester', 'late')];
    default:
      return [];
  }
}

function stepNotices(request: Request, step: StepRecord): readonly Notice[] {
  const values = {
    reference: request.reference,
    name: request.targetUserName,
    step: text(`step.${step.kind}.title`),
  };
  const { turnedBack, state } = step;
  if (state === 'overwritten')
    return toBoth(`${step.kind}:overwritten:${turnedBack?.times ?? step.attempt}`, 'step-overwritten');
  if (turnedBack !== null) return toBoth(`${step.kind}:done-again:${turnedBack.times}`, 'step-done-again');
  return state === 'failed'
    ? [{ to: 'approvers', key: `${step.kind}:${state}:${step.attempt}`, message: text('notice.step-failed', values) }]
    : [];

  function toBoth(key: string, what: string): readonly Notice[] {
    const message = text(`notice.${what}`, values);
    return [
      { to: 'requester', key, message },
      { to: 'approvers', key, message },
    ];
  }
}
