import { howLetGo } from './how-let-go.ts';
import { isBack } from './is-back.ts';
import type { StepRecord } from './outcome.ts';
import { isActive, type Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import type { StepKind } from './step.ts';

/**
 * A person must answer "retry" or "skip". What waits for AD DS is answered on the runbook card instead, unless Leaver
 * has a way of its own that did not answer; an answer that was lost is read before anybody may repeat it.
 */
export function isStuck({ state, lane, note }: Pick<StepRecord, 'state' | 'lane' | 'note'>): boolean {
  if (state === 'failed' || state === 'overwritten') return true;
  return state === 'needs-person' && (lane !== 'on-premises' || note?.key === 'on-premises.by-hand-instead');
}

/**
 * The helpdesk skipped it in AD DS, and its half in the cloud was found turned back, or is a block that directory sync
 * turns back: only this makes that last, so that a retry takes it up again.
 */
export function isSkippedInVain(step: StepRecord, steps: readonly StepRecord[]): boolean {
  if (step.state !== 'waived' || step.lane !== 'on-premises' || howLetGo(step) !== 'waived') return false;
  const half = HALVES[step.kind];
  return steps.some((each) => {
    const { kind, state, turnedBack } = each;
    if (kind !== half) return false;
    if (state === 'accepted') return kind === 'block-sign-in';
    return isBack(each) && (turnedBack?.how === 'sync' || turnedBack?.how === 'unknown');
  });
}

const HALVES: Readonly<Partial<Record<StepKind, StepKind>>> = {
  'disable-account': 'block-sign-in',
  'enable-account': 'unblock-sign-in',
};

export type StuckAnswer = 'retry' | 'skip';

/**
 * What a person can answer about the stuck steps of a request now: of what is over, or rests behind a later request
 * that changes the account the other way, nothing; of what is held or stopped no retry.
 */
export function stuckAnswers({ state, hold, note }: Pick<Request, 'state' | 'hold' | 'note'>): readonly StuckAnswer[] {
  if (!isActive(state) || restsBehind({ note }) !== null) return [];
  return hold === null ? ['retry', 'skip'] : ['skip'];
}

/** The same of one step: what was skipped is not skipped again. */
export function answersTo(
  step: StepRecord,
  steps: readonly StepRecord[],
  request: Parameters<typeof stuckAnswers>[0],
): readonly StuckAnswer[] {
  if (isStuck(step)) return stuckAnswers(request);
  return isSkippedInVain(step, steps) ? stuckAnswers(request).filter((answer) => answer === 'retry') : [];
}
