import { lastRead, later } from './last-read.ts';
import type { StepRecord } from './outcome.ts';
import type { StepKind } from './step.ts';

/**
 * When Leaver last read whether the person can sign in, here or in AD DS, ISO UTC, whatever else was read later; what
 * was read at all while that was not; null = nothing was.
 */
export function checkedAt(steps: readonly StepRecord[]): string | null {
  const own = steps.filter(({ kind, state }) => DECIDES.includes(kind) || state === 'gone');
  return newestIn(own) ?? newestIn(steps);
}

function newestIn(steps: readonly StepRecord[]): string | null {
  return steps.map(lastRead).reduce(later, null);
}

const DECIDES: readonly StepKind[] = ['block-sign-in', 'unblock-sign-in', 'disable-account', 'enable-account'];
