import { expiresAt } from '../domain/expiry.ts';
import { nextReminder } from '../domain/reminders.ts';
import type { Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';

/**
 * Asked of approvers as of `now`, for this hour (ISO UTC both; null = none): until when, and when they are reminded.
 * `latest`: it ends then at the latest; null = the policy alone says.
 */
export function askedAnew(
  { settings }: Pick<FlowContext, 'settings'>,
  dueAt: string | null,
  now: string,
  latest: string | null = null,
): Pick<Request, 'askedAt' | 'expiresAt' | 'reminded' | 'wakeAt'> {
  const { policy } = settings;
  const own = expiresAt({ askedAt: now, dueAt, policy });
  const expires = latest !== null && latest < own ? latest : own;
  const wakeAt = nextReminder({ askedAt: now, expiresAt: expires }, policy, now);
  return { askedAt: now, expiresAt: expires, reminded: 0, wakeAt };
}
