import { expiresAt } from '../domain/expiry.ts';
import { nextReminder } from '../domain/reminders.ts';
import type { Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';

/**
 * Asked of approvers as of `now`, for this hour (ISO UTC both; null = none): until when, and when they are reminded.
 */
export function askedAnew(
  { settings }: Pick<FlowContext, 'settings'>,
  dueAt: string | null,
  now: string,
): Pick<Request, 'askedAt' | 'expiresAt' | 'reminded' | 'wakeAt'> {
  const { policy } = settings;
  const expires = expiresAt({ askedAt: now, dueAt, policy });
  const wakeAt = nextReminder({ askedAt: now, expiresAt: expires }, policy, now);
  return { askedAt: now, expiresAt: expires, reminded: 0, wakeAt };
}
