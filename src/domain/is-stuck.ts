import type { StepRecord } from './outcome.ts';

/**
 * A person must answer "retry" or "skip". What waits for AD DS is answered on the runbook card instead, unless Leaver has
 * a way of its own that did not answer; an answer that was lost is read before anybody may repeat it.
 */
export function isStuck({ state, lane, note }: Pick<StepRecord, 'state' | 'lane' | 'note'>): boolean {
  if (state === 'failed' || state === 'overwritten') return true;
  return state === 'needs-person' && (lane !== 'on-premises' || note?.key === 'on-premises.by-hand-instead');
}
