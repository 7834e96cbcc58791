import { awaitsAgreement } from './agreement.ts';
import { needsRequester } from './lasting-authority.ts';
import type { Request } from './request.ts';

/**
 * Whether an approval after its hour starts nothing: the requester is asked "now or a new date", unless it is only a
 * block, which runs at once (design, section 10), or nobody is there to be asked: Leaver proposed it, or an approver
 * takes it over.
 */
export function asksWhen(request: Request): boolean {
  return request.choices.kind !== 'block-sign-in' && needsRequester(request);
}

/** Waits for an approval of which nothing begins: its hour has passed, and the requester then says when. */
export function isToAskWhen(request: Request, now: string): boolean {
  const { state, dueAt } = request;
  return state === 'pending' && dueAt !== null && dueAt <= now && !awaitsAgreement(request) && asksWhen(request);
}
