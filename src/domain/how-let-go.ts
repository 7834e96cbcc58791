import type { StepRecord } from './outcome.ts';
import { HANDED_OUT } from './stopped-between.ts';

export type LetGo = 'waived' | 'not-known' | 'not-begun' | 'let-go';

/**
 * How a waived step was let go. `waived`: somebody skipped it with a click. The others follow from the end that an approver
 * put to the request: it was not begun, or was with the helpdesk and nobody knows, or is left as it is.
 */
export function howLetGo({ note }: Pick<StepRecord, 'note'>): LetGo {
  if (note?.key === HANDED_OUT) return 'not-known';
  if (note?.key === 'flow.step-stopped') return 'not-begun';
  return note !== null && LEFT_AS_IT_IS.includes(note.key) ? 'let-go' : 'waived';
}

const LEFT_AS_IT_IS: readonly string[] = ['flow.step-not-repeated', 'flow.runbook-cannot'];
