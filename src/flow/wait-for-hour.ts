import { CHANGED_SINCE_APPROVAL, LATE_BACK } from '../domain/asks-again.ts';
import { takenOver } from '../domain/lasting-authority.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { lateUntil, remindersOf } from '../domain/reminders.ts';
import type { Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { askedAnew } from './asked-anew.ts';
import { unlessAnotherIsOpen } from './change-with-job.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { lookAtAuthority } from './lasting-authority.ts';
import { waitUntil } from './wait-until.ts';

/**
 * Approved after its hour, it waits for its requester to say "now" or another hour: they are reminded as of an
 * agreement, and after a day, or once they count no more, the approvers decide again. Throws `DirectoryUnavailable`.
 */
export async function waitForHour(context: FlowContext, request: Request, lateSince: string): Promise<Request | null> {
  const now = tenantNow(context);
  const lost = (await lookAtAuthority(context, { ...request, approvals: [] })).requester;
  if (lost !== null)
    return back(context, request, text(CHANGED_SINCE_APPROVAL, { differences: [lost] }), takenOver(request));
  const expiresAt = lateUntil(lateSince);
  if (now >= expiresAt) return back(context, request, text(LATE_BACK, { name: request.requesterName }), {});
  const reminders = remindersOf({ askedAt: lateSince, expiresAt }, context.settings.policy);
  const reminded = reminders.filter((at) => at <= now).length;
  const next = reminders.find((at) => at > now) ?? expiresAt;
  if (reminded === request.reminded) return waitUntil(context, request, next);
  const expected = { from: [request.state], version: request.version };
  await context.ports.requests.change(request.id, expected, { wakeAt: next, reminded });
  context.nudge(request.id);
  return null;
}

/** Its hour has passed: once it is approved again it runs. */
async function back(
  context: FlowContext,
  request: Request,
  note: Text,
  more: Partial<Pick<Request, 'needs'>>,
): Promise<Request | null> {
  const now = tenantNow(context);
  const asked = {
    ...askedAnew(context, null, now),
    ...more,
    state: 'pending',
    choices: { ...request.choices, when: { mode: 'now' } },
    dueAt: null,
    approvals: [],
    edited: null,
    decision: null,
    lateSince: null,
    note,
    newVersion: true,
  } as const;
  context.log({ kind: 'request-back-to-people', requestId: request.id });
  const expected = { from: [request.state], version: request.version };
  const changed = await unlessAnotherIsOpen(context.ports.requests.change(request.id, expected, asked));
  return changed ?? waitUntil(context, request, minutesAfter(now, 60));
}
