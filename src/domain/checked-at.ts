import { lastRead, later } from './last-read.ts';
import type { StepRecord } from './outcome.ts';
import type { StepKind } from './step.ts';

/**
 * When Leaver last read whether the person can sign in, here or in AD DS, ISO UTC; null = never. A look at another step says
 * nothing of it, unless it found the account gone.
 */
export function checkedAt(steps: readonly StepRecord[]): string | null {
  const read = steps.filter(({ kind, state }) => DECIDES.includes(kind) || state === 'gone');
  return read.map(lastRead).reduce(later, null);
}

const DECIDES: readonly StepKind[] = ['block-sign-in', 'unblock-sign-in', 'disable-account', 'enable-account'];
