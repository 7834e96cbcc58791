import { noteOnceDecided } from '../domain/asks-again.ts';
import { asksWhen } from '../domain/asks-when.ts';
import type { Request } from '../domain/request.ts';
import type { RequestChange } from './ports.ts';

/**
 * What becomes of a request that has these approvals without another click: approved, late or not, once they are
 * enough.
 */
export function onceEnough(request: Request, now: string): RequestChange {
  const { approvals, needs, dueAt, note } = request;
  const decision = approvals.at(-1) ?? null;
  if (decision === null || approvals.length < needs.count) return {};
  const late = dueAt !== null && dueAt <= now && asksWhen(request);
  const { lateSince, wakeAt } = late ? { lateSince: now, wakeAt: null } : { lateSince: null, wakeAt: now };
  return { state: 'approved', decision, lateSince, wakeAt, note: noteOnceDecided(note), newVersion: true };
}
