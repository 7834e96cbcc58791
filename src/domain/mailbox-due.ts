import { DELAYS } from './delays.ts';
import { lastBroughtBack } from './last-brought-back.ts';
import { minutesAfter } from './minutes-after.ts';
import type { StepRecord } from './outcome.ts';

/**
 * By when the mailbox is back that this restore brings, ISO UTC: with the account, or with a licence that it gives
 * back. `unknown`: nothing was given back yet that could bring it, and people still may. Null = this restore brings
 * none.
 */
export function mailboxDue(steps: readonly StepRecord[]): string | 'unknown' | null {
  const last = lastBroughtBack(steps, ['restore-account', 'return-licences']);
  if (last === null || last === 'unknown') return last;
  return minutesAfter(last, DELAYS.mailboxReturn[2]);
}
