import type { StepRecord } from './outcome.ts';
import { ACTIVE_STATES, type Request, type RequestState } from './request.ts';
import { restsBehind } from './rests-behind.ts';

/**
 * A person must answer "retry" or "skip". What waits for AD DS is answered on the runbook card instead, unless Leaver has
 * a way of its own that did not answer; an answer that was lost is read before anybody may repeat it.
 */
export function isStuck({ state, lane, note }: Pick<StepRecord, 'state' | 'lane' | 'note'>): boolean {
  if (state === 'failed' || state === 'overwritten') return true;
  return state === 'needs-person' && (lane !== 'on-premises' || note?.key === 'on-premises.by-hand-instead');
}

export type StuckAnswer = 'retry' | 'skip';

/**
 * What a person can answer about the stuck steps of a request now: of what is over, or rests behind a later request that changes
 * the account the other way, nothing; of what is held or stopped no retry.
 */
export function stuckAnswers({ state, hold, note }: Pick<Request, 'state' | 'hold' | 'note'>): readonly StuckAnswer[] {
  if (!ACTIVE.includes(state) || restsBehind({ note }) !== null) return [];
  return hold === null ? ['retry', 'skip'] : ['skip'];
}

const ACTIVE: readonly RequestState[] = ACTIVE_STATES;
