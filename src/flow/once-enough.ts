import { noteOnceDecided } from '../domain/asks-again.ts';
import type { Request } from '../domain/request.ts';
import type { RequestChange } from './ports.ts';

/**
 * What becomes of a request that has these approvals without another click: approved, late or not, once they are
 * enough.
 */
export function onceEnough(
  { approvals, needs, dueAt, note }: Pick<Request, 'approvals' | 'needs' | 'dueAt' | 'note'>,
  now: string,
): RequestChange {
  const decision = approvals.at(-1) ?? null;
  if (decision === null || approvals.length < needs.count) return {};
  const late = dueAt !== null && dueAt <= now;
  const { lateSince, wakeAt } = late ? { lateSince: now, wakeAt: null } : { lateSince: null, wakeAt: now };
  return { state: 'approved', decision, lateSince, wakeAt, note: noteOnceDecided(note), newVersion: true };
}
